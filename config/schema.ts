/**
 * The settings of a stack: one schema for keys, types and defaults. Cross-checks (a warning beyond its critical twin, a
 * threshold that can never fire) are in `checks.ts`; turning mistakes into sentences is in `problems.ts`.
 */
import { z } from 'zod';
import { SEVERITIES } from '../rules/labels';
import { alertNames, definition, type AlertName, type Override, type Overrides } from '../rules/catalogue';
import { WINDOW } from '../rules/window';
import { seconds } from '../metrics/units';
import { alerting, alertmanager } from './alerting';
import { external, type ExternalServers } from './external';
import { clusters, externalLabels } from './backend';
import { exporters, type Exporters } from './exporters';
import { address, bindAddress, duration, flag, image, matching, name, number, port, text, url, whole } from './fields';
import { slos } from './slos';
import { market } from './market';
import { kubernetes, service, type Kubernetes } from './kubernetes';
import { remoteWrite } from './remote-write';
import { IMAGES } from './versions';

/** Everything that a stack may say of an alert, of one or another. */
const override = z.strictObject({
  above: number.optional(),
  below: number.optional(),
  for: duration('0s', '1d', '; what has gone on for a day has been noticed').optional(),
  severity: z.enum(SEVERITIES).optional(),
  enabled: flag.optional(),
  minimumRate: number.optional(),
});
export const overrideKeys = Object.keys(override.shape) as (keyof Override)[];

/** Whether a stack may say `key` of the alert: a number where it has one, a least volume where it takes a share. */
function applies(key: keyof Override, alert: AlertName): boolean {
  const { threshold, minimumRate } = definition(alert);
  if (key === 'above' || key === 'below') return key === threshold.kind;
  return key !== 'minimumRate' || minimumRate !== undefined;
}

/** The override of one alert: without the keys that mean nothing to it. */
function overrideOf(alert: AlertName) {
  const fields = Object.entries(override.shape).filter(([key]) => applies(key as keyof Override, alert));
  return z.strictObject(Object.fromEntries(fields)) as typeof override;
}
const thresholds = z.strictObject(
  Object.fromEntries(alertNames.map((alert) => [alert, overrideOf(alert).optional()])) as Record<
    AlertName,
    z.ZodOptional<typeof override>
  >,
);

const server = (defaults: { image: string; port: number; memory: number }) => ({
  /** Image with a fixed tag. */
  image: image.default(defaults.image),
  /** Port on the host. */
  port: port.default(defaults.port),
  /** Address on the host that the port is bound to. */
  bindAddress: bindAddress.default('127.0.0.1'),
  /** Memory limit in MiB. */
  memory: whole(32, 1024 * 1024).default(defaults.memory),
});

export const schema = z.strictObject({
  environment: name.describe(
    'Value of the label `environment` and part of every name; the name of the stack where empty',
  ),
  target: z
    .enum(['docker', 'kubernetes', 'external'])
    .default('docker')
    .describe(
      'Where the servers run: docker (containers on one machine), kubernetes (a Helm release), external (they exist already)',
    ),
  demo: flag.default(true).describe('With Docker: deploy the stand-in backend where backend.address names no real one'),
  backend: z
    .strictObject({
      /** With Docker; on Kubernetes it is `service`. */
      address: address.optional(),
      clusters,
      service: service.optional(),
      metricsPath: matching(/^\/\S*$/, 'a path such as "/metrics"').default('/metrics'),
      scrapeInterval: duration(
        '1s',
        `${seconds(WINDOW) / 4}s`,
        `: the alerts look at rates over ${WINDOW}, which want four scrapes`,
      ).default('15s'),
      selector: z
        .strictObject({
          job: text.default('backend-api'),
          environment: text.optional(),
          cluster: text.optional(),
          namespace: text.optional(),
          service: text.optional(),
        })
        .prefault({}),
    })
    .prefault({})
    .describe('The platform: address, clusters or service, metricsPath, scrapeInterval, selector'),
  prometheus: z
    .strictObject({
      ...server({ image: IMAGES.prometheus, port: 9090, memory: 1024 }),
      /** How long samples are kept; by default as long as the SLOs look back. */
      retention: duration('1h', '3650d').default('31d'),
      /** Disk space for samples, such as "10GB"; the older of the two limits wins. */
      retentionSize: matching(/^[1-9]\d{0,5}(MB|GB|TB)$/, 'a size such as "512MB" or "10GB"').default('10GB'),
      externalUrl: url.optional(),
      externalLabels,
      remoteWrite: remoteWrite.default([]),
    })
    .prefault({})
    .describe(
      'Prometheus: image, port, bindAddress, memory, retention, retentionSize, externalUrl, externalLabels, remoteWrite',
    ),
  grafana: z
    .strictObject({
      ...server({ image: IMAGES.grafana, port: 3000, memory: 512 }),
      externalUrl: url.optional(),
    })
    .prefault({})
    .describe('Grafana: image, port, bindAddress, memory, externalUrl'),
  exporters,
  alerting: alerting
    .prefault({})
    .describe('Who is told, and by which engine: engine, routes, muteTimings, deadMansSwitch, smtp'),
  alertmanager: alertmanager
    .optional()
    .describe('Alertmanager, for that engine: image, port, bindAddress, memory, externalUrl, cluster'),
  thresholds: thresholds.prefault({}).describe('Overrides by alert: above, below, for, severity, enabled, minimumRate'),
  slos: slos.prefault({}).describe('Service level objectives by name: objective (0.999 for 99.9%), enabled'),
  market: market
    .prefault({})
    .describe('When signals are due: sessions by name (weekdays, opens, closes, location, closed); always without any'),
  runbooks: z
    .strictObject({ baseUrl: url.optional() })
    .prefault({})
    .describe('Where the runbooks are published: baseUrl'),
  contacts: z
    .strictObject({
      onCall: text.optional(),
      slack: text.optional(),
      hotline: text.optional(),
    })
    .prefault({})
    .describe('Whom to call: onCall, slack, hotline'),
  docker: z
    .strictObject({
      /** Name of an existing network that the platform's backend is on; without it the stack makes its own. */
      network: text.optional(),
      /** Whether the volumes, and the password that belongs to them, survive a destroy and a mistaken replacement. */
      protectData: flag.default(false),
    })
    .prefault({})
    .describe('On one machine: network, protectData'),
  external: external.prefault({}).describe('Servers that exist already: grafana, prometheus, ruler, folder'),
  kubernetes: kubernetes
    .prefault({})
    .describe(
      'In a cluster: context or kubeconfig, namespace, createNamespace, operator, networkPolicies, chart, imageRegistry, replicas, podAntiAffinity, topologyKey, replicaLabel, storage, cpu, defaultRules, crdUpgradeJob, ingress, grafanaUrl, protectData',
    ),
});

/** A stack's settings as they come out of the schema, defaults filled in. */
export type Parsed = z.output<typeof schema>;

/** The settings, with what follows from other settings decided. */
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
  /** Whether the stand-in backend is deployed as the scrape target. */
  readonly demo: boolean;
  readonly backend: Parsed['backend'] & { readonly address: string };
  readonly exporters: Exporters;
  /** `externalUrl` is what users open, `localUrl` what this program talks to. */
  readonly grafana: Parsed['grafana'] & { readonly externalUrl: string; readonly localUrl: string };
  readonly prometheus: Parsed['prometheus'] & { readonly externalUrl: string };
  /** Deployed where `alerting.engine` says so. */
  readonly alertmanager: z.output<typeof alertmanager> & { readonly externalUrl: string };
  readonly runbooks: { readonly baseUrl: string };
  readonly thresholds: Overrides;
  /** The servers of the target `external`; undefined for any other. */
  readonly external: ExternalServers | undefined;
  readonly kubernetes: Kubernetes;
}
