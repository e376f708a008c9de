/**
 * The settings of a stack: one schema for keys, types and defaults. Cross-checks (a warning beyond its critical twin, a
 * threshold that can never fire) are in `checks.ts`; turning mistakes into sentences is in `problems.ts`.
 */
import { z } from 'zod';
import { SEVERITIES } from '../rules/alert';
import { alertNames, type AlertName, type Overrides } from '../rules/catalogue';
import { canonical, isDuration, type Duration } from '../metrics/units';
import { numeric, truth } from './raw';

const duration = z
  .string()
  .refine(isDuration, { message: 'a duration such as "90s", "5m", "1h" or "15d"' })
  .transform((text): Duration => canonical(text as Duration));
const number = z.preprocess(numeric, z.number().nonnegative());
const flag = z.preprocess(truth, z.boolean());
const port = z.preprocess(numeric, z.int().min(1).max(65535));
/** An image with a fixed version. A moving tag is two different programs under one name. */
const image = z.string().refine((name) => /[:@][^/]+$/.test(name) && !/:latest$/.test(name), {
  message: 'an image with a fixed tag or digest, such as "prom/prometheus:v3.5.0"; never "latest"',
});
const url = z
  .url({ protocol: /^https?$/, error: 'an http:// or https:// address' })
  .transform((text) => text.replace(/\/+$/, ''));
const name = z.string().regex(/^[a-z][a-z0-9-]{0,23}$/, {
  message: 'lower-case letters, digits and dashes, at most 24, beginning with a letter',
});
/** Where a container's port is published on the host. */
const bindAddress = z.union([z.ipv4(), z.ipv6()]);

export const override = z.strictObject({
  above: number.optional(),
  below: number.optional(),
  for: duration.optional(),
  severity: z.enum(SEVERITIES).optional(),
  enabled: flag.optional(),
  minimumRate: number.optional(),
});
const thresholds = z.strictObject(
  Object.fromEntries(alertNames.map((alert) => [alert, override.optional()])) as Record<
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
  memory: z.preprocess(numeric, z.int().min(32)).default(defaults.memory),
});

export const schema = z.strictObject({
  environment: name.describe(
    'Value of the label `environment` and part of every name; the name of the stack where empty',
  ),
  target: z.enum(['docker']).default('docker').describe('Where the servers run: containers on one machine'),
  demo: flag.default(true).describe('Deploy the stand-in backend where backend.address names no real one'),
  backend: z
    .strictObject({
      address: z
        .string()
        .regex(/^[a-z0-9.-]+:\d{1,5}$/i, { message: 'host:port, such as "backend:8000"' })
        .optional(),
      metricsPath: z.string().startsWith('/').default('/metrics'),
      scrapeInterval: duration.default('15s'),
      selector: z
        .strictObject({
          job: z.string().min(1).default('backend-api'),
          environment: z.string().min(1).optional(),
          cluster: z.string().min(1).optional(),
          namespace: z.string().min(1).optional(),
          service: z.string().min(1).optional(),
        })
        .prefault({}),
    })
    .prefault({})
    .describe('The platform: address, metricsPath, scrapeInterval, selector'),
  prometheus: z
    .strictObject({
      ...server({ image: 'prom/prometheus:v3.5.0', port: 9090, memory: 1024 }),
      /** How long samples are kept. */
      retention: duration.default('15d'),
      /** Disk space for samples, such as "10GB"; the older of the two limits wins. */
      retentionSize: z
        .string()
        .regex(/^\d+(MB|GB|TB)$/, { message: 'a size such as "512MB" or "10GB"' })
        .default('10GB'),
      externalUrl: url.optional(),
    })
    .prefault({})
    .describe('Prometheus: image, port, bindAddress, memory, retention, retentionSize, externalUrl'),
  grafana: z
    .strictObject({
      ...server({ image: 'grafana/grafana:12.1.1', port: 3000, memory: 512 }),
      externalUrl: url.optional(),
    })
    .prefault({})
    .describe('Grafana: image, port, bindAddress, memory, externalUrl'),
  thresholds: thresholds.prefault({}).describe('Overrides by alert: above, below, for, severity, enabled, minimumRate'),
  alerting: z
    .strictObject({
      /** Who notifies. Both engines always evaluate; exactly one tells people. */
      engine: z.enum(['grafana']).default('grafana'),
    })
    .prefault({})
    .describe('Who notifies: engine'),
  runbooks: z
    .strictObject({ baseUrl: url.optional() })
    .prefault({})
    .describe('Where the runbooks are published: baseUrl'),
  contacts: z
    .strictObject({
      onCall: z.string().min(1).optional(),
      slack: z.string().min(1).optional(),
      hotline: z.string().min(1).optional(),
    })
    .prefault({})
    .describe('Whom to call: onCall, slack, hotline'),
  docker: z
    .strictObject({
      /** Name of an existing network that the platform's backend is on; without it the stack makes its own. */
      network: z.string().min(1).optional(),
      /** Whether the volumes survive a destroy and a mistaken replacement; Pulumi then refuses to delete them. */
      protectData: flag.default(false),
    })
    .prefault({})
    .describe('On one machine: network, protectData'),
});

/** A stack's settings as they come out of the schema, defaults filled in. */
export type Parsed = z.output<typeof schema>;

/** The settings, with what follows from other settings decided. */
export interface Settings extends Omit<
  Parsed,
  'demo' | 'backend' | 'grafana' | 'prometheus' | 'runbooks' | 'thresholds'
> {
  /** Whether the stand-in backend is deployed as the scrape target. */
  readonly demo: boolean;
  readonly backend: Parsed['backend'] & { readonly address: string };
  readonly grafana: Parsed['grafana'] & { readonly externalUrl: string };
  readonly prometheus: Parsed['prometheus'] & { readonly externalUrl: string };
  readonly runbooks: { readonly baseUrl: string };
  readonly thresholds: Overrides;
}
