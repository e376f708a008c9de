/**
 * The settings of a stack: one schema for keys, types and defaults. Cross-checks (a warning beyond its critical twin, a
 * threshold that can never fire) are in `checks/`; turning mistakes into sentences is in `problems.ts`.
 */
import { z } from 'zod';
import type { Overrides } from '../alerting/resolve';
import { WINDOW } from '../promql/window';
import { seconds } from '../units';
import { alerting, alertmanager, contacts } from './alerting';
import { external, type ExternalServers } from './external';
import { clusters, externalLabels } from './backend';
import { exportersOf, type Exporters } from './exporters';
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
  wholeNumber,
} from './fields';
import { slosOf } from './slos';
import { thresholdsOf } from './thresholds';
import type { PlatformDefinition } from '../dashboards/definition';
import { maintenanceOf } from './maintenance';
import { market } from './market';
import { kubernetes, service, type Kubernetes } from './kubernetes';
import { remoteWrite } from './remote-write';
import { tls } from './tls';
import { IMAGES } from './versions';

const server = (defaults: { image: string; port: number; memory: number }) => ({
  image: image.default(defaults.image).describe('Image of the server, on Docker and on Kubernetes'),
  port: port.default(defaults.port).describe('Port on the host; with Docker only'),
  bindAddress: bindAddress
    .default('127.0.0.1')
    .describe('Address on the host that the port is bound to; with Docker only'),
  memory: wholeNumber(32, 1024 * 1024)
    .default(defaults.memory)
    .describe('Memory limit in MiB; on Kubernetes it is reserved too'),
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
    backend: z
      .strictObject({
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
        selector: z
          .strictObject({
            job: text
              .default('backend-api')
              .describe("Value of `job` on the platform's series; every query asks for it"),
            environment: selectorLabel,
            cluster: selectorLabel,
            namespace: selectorLabel,
            service: selectorLabel,
          })
          .prefault({}),
      })
      .prefault({})
      .describe('The platform: where it is scraped, and by which labels its series are known'),
    prometheus: z
      .strictObject({
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
      })
      .prefault({})
      .describe('Prometheus, where the stack deploys it'),
    grafana: z
      .strictObject({
        ...server({ image: IMAGES.grafana, port: 3000, memory: 512 }),
        externalUrl: url
          .optional()
          .describe('Where people open it, for links; the ingress, else bindAddress and port, where left out'),
      })
      .prefault({})
      .describe('Grafana, where the stack deploys it'),
    exporters: exportersOf(catalogue),
    images: z
      .strictObject({
        registry: stringMatching(
          /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d+)?(\/[a-z0-9][a-z0-9._-]*)*$/,
          'a registry without a scheme, such as "mirror.example.com" or "mirror.example.com:5000/hub"',
        )
          .optional()
          .describe('Registry that mirrors the images of docker.io, quay.io, ghcr.io and registry.k8s.io'),
      })
      .prefault({})
      .describe('Where all images come from; which ones are set at the servers and the exporters'),
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
    runbooks: z
      .strictObject({
        baseUrl: url.optional().describe('Where the folder runbooks/ is published; this repository where left out'),
      })
      .prefault({})
      .describe('The runbooks, which alerts link to'),
    contacts: contacts('every alert says it').prefault({}).describe('Whom to call'),
    policies: z
      .strictObject({
        production: flag
          .optional()
          .describe(
            'Whether people depend on this environment, so that the policies for production hold; where left out, of `prod` alone',
          ),
      })
      .prefault({})
      .describe('What the policies (`policies/`) hold every resource against'),
    docker: z
      .strictObject({
        network: text
          .optional()
          .describe("An existing network that the platform's backend is on; the stack makes its own where left out"),
        protectData: flag
          .default(false)
          .describe(
            'Whether the volumes, and the password that belongs to them, survive a destroy and a mistaken replacement',
          ),
      })
      .prefault({})
      .describe('The stack on one machine, with Docker'),
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
export interface Settings extends Omit<
  Parsed,
  | 'demo'
  | 'backend'
  | 'exporters'
  | 'grafana'
  | 'prometheus'
  | 'alertmanager'
  | 'runbooks'
  | 'thresholds'
  | 'external'
  | 'kubernetes'
> {
  /** The platform that these settings belong to. */
  readonly catalogue: PlatformDefinition;
  /** Whether the stand-in backend is deployed as the scrape target. */
  readonly demo: boolean;
  readonly backend: Parsed['backend'] & { readonly address: string };
  readonly exporters: Exporters;
  /** `externalUrl` is what users open, `localUrl` what this program talks to. */
  readonly grafana: Parsed['grafana'] & { readonly externalUrl: string; readonly localUrl: string };
  readonly prometheus: Parsed['prometheus'] & { readonly externalUrl: string };
  /** Deployed only if `alerting.engine` is `alertmanager`. */
  readonly alertmanager: z.output<typeof alertmanager> & { readonly externalUrl: string };
  readonly runbooks: { readonly baseUrl: string };
  readonly thresholds: Overrides;
  /** The servers of the target `external`; undefined for other targets. */
  readonly external: ExternalServers | undefined;
  readonly kubernetes: Kubernetes;
}
