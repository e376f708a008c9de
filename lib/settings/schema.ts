/**
 * The settings of a stack: one schema for keys, types and defaults. Cross-checks (a warning beyond its critical twin, a
 * threshold that can never fire) are in `checks/`; turning mistakes into sentences is in `problems.ts`.
 */
import { z } from 'zod';
import { WINDOW } from '../promql/window';
import { seconds } from '../units';
import { alerting, alertmanager, contacts } from './alerting';
import { localUrl } from './bind-address';
import { external, externalServers } from './external';
import { clusters, externalLabels } from './backend';
import { decideExporters, exportersOf } from './exporters';
import {
  address,
  bindAddress,
  duration,
  flag,
  image,
  stringMatching,
  name,
  port,
  text,
  url,
  group,
  memory,
} from './fields';
import { slosOf } from './slos';
import { thresholdsOf } from './thresholds';
import type { PlatformDefinition } from '../dashboards/definition';
import { maintenanceOf } from './maintenance';
import { market } from './market';
import { decideKubernetes, ingressUrl, kubernetes, service } from './kubernetes';
import { remoteWrite } from './remote-write';
import { tls } from './tls';
import { IMAGES } from './versions';

const server = (defaults: { image: string; port: number; memory: number }) => ({
  image: image.default(defaults.image).describe('Image of the server, on Docker and on Kubernetes'),
  port: port.default(defaults.port).describe('Port on the host; with Docker only'),
  bindAddress: bindAddress
    .default('127.0.0.1')
    .describe('Address on the host that the port is bound to; with Docker only'),
  memory: memory(32).default(defaults.memory).describe('Memory limit in MiB; on Kubernetes it is reserved too'),
});

/** A label that distinguishes the platform's series from others. */
const selectorLabel = text
  .optional()
  .describe("Value of this label on the platform's series; no query asks for it where left out");

const build = (catalogue: PlatformDefinition) =>
  z.strictObject({
    environment: name.describe(
      'Value of the label `environment` and part of every name; the name of the stack where empty',
    ),
    target: z
      .enum(['docker', 'kubernetes', 'external'])
      .default('docker')
      .describe(
        'Where the servers run: docker (containers on one machine), kubernetes (Helm releases), external (they exist already)',
      ),
    demo: flag
      .default(true)
      .describe('With Docker: deploy the stand-in backend where backend.address names no real one'),
    backend: group(
      {
        address: address
          .optional()
          .describe('With Docker: where the platform is scraped; the demo, where it and clusters are left out'),
        clusters,
        service: service.optional(),
        metricsPath: stringMatching(/^\/\S*$/, 'a path such as "/metrics"')
          .default('/metrics')
          .describe('Path at which the platform is scraped'),
        tls: tls('the platform').describe('Scrapes the platform by https'),
        scrapeInterval: duration(
          '1s',
          `${seconds(WINDOW) / 4}s`,
          `: the alerts look at rates over ${WINDOW}, which want four scrapes`,
        )
          .default('15s')
          .describe('Time between two scrapes, and between two evaluations of the rules'),
        selector: group({
          job: text.default('backend-api').describe("Value of `job` on the platform's series; every query asks for it"),
          environment: selectorLabel,
          cluster: selectorLabel,
          namespace: selectorLabel,
          service: selectorLabel,
        }),
      },
      'The platform: where it is scraped, and by which labels its series are known',
    ),
    prometheus: group(
      {
        ...server({ image: IMAGES.prometheus, port: 9090, memory: 1024 }),
        retention: duration('1h', '3650d')
          .default('31d')
          .describe('How long samples are kept; by default as long as the SLOs look back'),
        retentionSize: stringMatching(/^[1-9]\d{0,5}(MB|GB|TB)$/, 'a size such as "512MB" or "10GB"')
          .default('10GB')
          .describe('Disk space for samples; beyond it the oldest go, whatever retention says'),
        externalUrl: url.optional().describe('Where people open it, for links; bindAddress and port where left out'),
        externalLabels,
        remoteWrite: remoteWrite.default([]).describe("Where samples are sent besides Prometheus' own disk"),
      },
      'Prometheus, where the stack deploys it',
    ),
    grafana: group(
      {
        ...server({ image: IMAGES.grafana, port: 3000, memory: 512 }),
        externalUrl: url
          .optional()
          .describe('Where people open it, for links; the ingress, else bindAddress and port, where left out'),
      },
      'Grafana, where the stack deploys it',
    ),
    exporters: exportersOf(catalogue),
    images: group(
      {
        registry: stringMatching(
          /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d+)?(\/[a-z0-9][a-z0-9._-]*)*$/,
          'a registry without a scheme, such as "mirror.example.com" or "mirror.example.com:5000/hub"',
        )
          .optional()
          .describe('Registry that mirrors the images of docker.io, quay.io, ghcr.io and registry.k8s.io'),
      },
      'Where all images come from; which ones are set at the servers and the exporters',
    ),
    alerting: alerting.prefault({}).describe('Who is notified, and by which engine'),
    alertmanager: alertmanager.optional().describe('Alertmanager, where alerting.engine names it'),
    thresholds: thresholdsOf(catalogue)
      .prefault({})
      .describe('What an alert has other than in the catalogue, by its name; `npm run alerts` lists them'),
    slos: slosOf(catalogue).prefault({}).describe('Service level objectives, by their name'),
    market: market.prefault({}).describe('When signals are due'),
    maintenance: maintenanceOf(catalogue)
      .default({})
      .describe('Planned maintenance, by a name: when it is, what it covers, why, and who answers for it'),
    runbooks: group(
      {
        baseUrl: url.optional().describe('Where the folder runbooks/ is published; this repository where left out'),
      },
      'The runbooks, which alerts link to',
    ),
    contacts: contacts('every alert says it').describe('Whom to call'),
    policies: group(
      {
        production: flag
          .optional()
          .describe(
            'Whether people depend on this environment, so that the policies for production hold; where left out, of `prod` alone',
          ),
      },
      'What the policies (`policies/`) hold every resource against',
    ),
    docker: group(
      {
        network: text
          .optional()
          .describe("An existing network that the platform's backend is on; the stack makes its own where left out"),
        protectData: flag
          .default(false)
          .describe(
            'Whether the volumes, and the password that belongs to them, survive a destroy and a mistaken replacement',
          ),
      },
      'The stack on one machine, with Docker',
    ),
    external: external.prefault({}).describe('Servers that exist already'),
    kubernetes: kubernetes.prefault({}).describe('The stack in a cluster'),
  });

export type Schema = ReturnType<typeof build>;
const schemas = new WeakMap<PlatformDefinition, Schema>();

/** The schema of a platform's stack files. */
export function schemaOf(catalogue: PlatformDefinition): Schema {
  const schema = schemas.get(catalogue) ?? build(catalogue);
  schemas.set(catalogue, schema);
  return schema;
}

/** A stack's settings as the schema returns them, with defaults. */
export type Parsed = z.output<Schema>;

/** Whether the stand-in backend is deployed as the scrape target. */
export const deploysDemo = (
  { hasDemo }: Pick<PlatformDefinition, 'hasDemo'>,
  { target, demo, backend }: Parsed,
): boolean =>
  hasDemo === true && target === 'docker' && demo && backend.address === undefined && backend.clusters === undefined;

/** The settings, with the values that follow from other settings filled in. */
export function applyDefaults(catalogue: PlatformDefinition, parsed: Parsed) {
  const { backend, grafana, kubernetes, prometheus, runbooks } = parsed;
  const external = externalServers(parsed);
  const grafanaUrl = external?.grafana.url ?? ingressUrl(kubernetes) ?? localUrl(grafana);
  const notifier = alertmanager.parse(parsed.alertmanager ?? {});
  return {
    ...parsed,
    catalogue,
    demo: deploysDemo(catalogue, parsed),
    backend: {
      ...backend,
      address: backend.address ?? Object.values(backend.clusters ?? {})[0]?.[0] ?? 'backend:8000',
    },
    exporters: decideExporters(catalogue, parsed.exporters),
    grafana: {
      ...grafana,
      /** What this program talks to. */
      localUrl: kubernetes.grafanaUrl ?? grafanaUrl,
      /** What users open. */
      externalUrl: grafana.externalUrl ?? grafanaUrl,
    },
    kubernetes: decideKubernetes(kubernetes, catalogue.name, parsed.environment),
    prometheus: { ...prometheus, externalUrl: prometheus.externalUrl ?? localUrl(prometheus) },
    /** Deployed only if `alerting.engine` is `alertmanager`. */
    alertmanager: { ...notifier, externalUrl: notifier.externalUrl ?? localUrl(notifier) },
    runbooks: { baseUrl: runbooks.baseUrl ?? catalogue.runbooksUrl },
    /** Undefined for other targets. */
    external,
  };
}
export type Settings = ReturnType<typeof applyDefaults>;
