/** Settings of the exporters. Each is there once its group is, unless that says `enabled: false`. */
import { z } from 'zod';
import { EXPORTER_JOBS, exporterNames, type Exporter } from '../metrics/exporter-metrics';
import { SERVER_JOBS } from '../metrics/server-metrics';
import { alertNames, available, definition, type Overrides } from '../rules/catalogue';
import type { Contradiction } from './checks';
import { address, flag, image, matching, secret, whole } from './fields';

const container = (pinned: string) => ({
  enabled: flag.default(true),
  /** Image with a fixed tag. */
  image: image.default(pinned),
  /** Memory limit in MiB. */
  memory: whole(16, 1024 * 1024).default(64),
});
/** A name in Postgres that needs no quotes in a connection string. */
const identifier = matching(/^[A-Za-z_][\w-]{0,62}$/, 'letters, digits, "_" and "-", beginning with a letter');

const fields = {
  postgres: z.strictObject({
    ...container('prometheuscommunity/postgres-exporter:v0.20.1'),
    /** Where the exporter reaches Postgres. */
    address: address.optional(),
    database: identifier.default('postgres'),
    /** A role that is a member of `pg_monitor`. */
    user: identifier.default('postgres_exporter'),
    password: secret.optional(),
    /** As libpq names them; `disable` where the server has no certificate. */
    sslMode: z.enum(['require', 'verify-ca', 'verify-full', 'disable']).default('require'),
  }),
  redis: z.strictObject({
    ...container('oliver006/redis_exporter:v1.88.0-alpine'),
    /** Where the exporter reaches Redis. */
    address: address.optional(),
    /** Password of Redis' default user; without it none is sent. */
    password: secret.optional(),
    tls: flag.default(false),
  }),
  node: z.strictObject(container('prom/node-exporter:v1.12.1')),
};

export const exporters = z
  .strictObject({
    postgres: fields.postgres.optional(),
    redis: fields.redis.optional(),
    node: fields.node.optional(),
  })
  .prefault({})
  .describe('What watches Postgres, Redis and the host: postgres, redis, node, each off until its group is there');

type Parsed = z.output<typeof exporters>;
type With<T, K extends keyof T> = Omit<T, K> & { readonly [P in K]-?: NonNullable<T[P]> };

/** The exporters that a stack has, with what they cannot do without. */
export interface Exporters {
  readonly postgres?: With<NonNullable<Parsed['postgres']>, 'address' | 'password'>;
  readonly redis?: With<NonNullable<Parsed['redis']>, 'address'>;
  readonly node?: NonNullable<Parsed['node']>;
}

/** The names of the exporters that are on. */
export const exportersOn = (parsed: Parsed | Exporters): Exporter[] =>
  exporterNames.filter((name) => parsed[name]?.enabled === true);

/** Only what is on. Call it on settings that {@link checkExporters} finds no fault with. */
export const decideExporters = (parsed: Parsed): Exporters =>
  Object.fromEntries(exportersOn(parsed).map((name) => [name, parsed[name]]));

function missing(parsed: Parsed, exporter: 'postgres' | 'redis', key: 'address' | 'password'): Contradiction[] {
  const settings: { enabled: boolean; address?: unknown; password?: unknown } | undefined = parsed[exporter];
  if (settings?.enabled !== true || settings[key] !== undefined) return [];
  const path = `exporters.${exporter}`;
  const needs = key === 'address' ? 'host:port of the server it watches' : 'the password of its role';
  return [{ key: `${path}.${key}`, message: `missing; needs ${needs}`, from: [`${path}.${key}`, `${path}.enabled`] }];
}

/** What is said of alerts that do not exist here. */
function withoutExporter(thresholds: Overrides, on: readonly Exporter[]): Contradiction[] {
  return alertNames
    .filter((name) => thresholds[name] !== undefined && !available(name, on))
    .map((name) => {
      const groups = (definition(name).requires ?? []).map((exporter) => `exporters.${exporter}`);
      return {
        key: `thresholds.${name}`,
        message: `there is no such alert without ${groups.join(' or ')}, which is off`,
        from: [`thresholds.${name}`, ...groups],
      };
    });
}

/** Two scrape jobs of one name: Prometheus refuses the file. */
function takenJob(job: string): Contradiction[] {
  const taken: readonly string[] = [...Object.values(SERVER_JOBS), ...Object.values(EXPORTER_JOBS)];
  const key = 'backend.selector.job';
  return taken.includes(job)
    ? [{ key, message: `had "${job}", which is the job of another part of the monitoring`, from: [key] }]
    : [];
}

export const checkExporters = (
  parsed: Parsed,
  { thresholds, job }: { readonly thresholds: Overrides; readonly job: string },
): Contradiction[] => [
  ...missing(parsed, 'postgres', 'address'),
  ...missing(parsed, 'postgres', 'password'),
  ...missing(parsed, 'redis', 'address'),
  ...withoutExporter(thresholds, exportersOn(parsed)),
  ...takenJob(job),
];
