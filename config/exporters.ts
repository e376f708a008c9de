/** Settings of the exporters. Each is there once its group is, unless that says `enabled: false`. */
import { z } from 'zod';
import { exporterNames, type Exporter } from '../metrics/exporter-metrics';
import { address, flag, image, matching, secret, whole } from './fields';
import { IMAGES } from './versions';

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
    ...container(IMAGES.postgresExporter),
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
    ...container(IMAGES.redisExporter),
    /** Where the exporter reaches Redis. */
    address: address.optional(),
    /** Password of Redis' default user; without it none is sent. */
    password: secret.optional(),
    tls: flag.default(false),
  }),
  node: z.strictObject(container(IMAGES.nodeExporter)),
};

export const exporters = z
  .strictObject({
    postgres: fields.postgres.optional(),
    redis: fields.redis.optional(),
    node: fields.node.optional(),
  })
  .prefault({})
  .describe('What watches Postgres, Redis and the host: postgres, redis, node, each off until its group is there');

/** The settings as the schema leaves them. */
export type ParsedExporters = z.output<typeof exporters>;
type With<T, K extends keyof T> = Omit<T, K> & { readonly [P in K]-?: NonNullable<T[P]> };

/** The exporters that a stack has, with what they cannot do without. */
export interface Exporters {
  readonly postgres?: With<NonNullable<ParsedExporters['postgres']>, 'address' | 'password'>;
  readonly redis?: With<NonNullable<ParsedExporters['redis']>, 'address'>;
  readonly node?: NonNullable<ParsedExporters['node']>;
}

/** The names of the exporters that are on. */
export const exportersOn = (parsed: ParsedExporters | Exporters): Exporter[] =>
  exporterNames.filter((name) => parsed[name]?.enabled === true);

/** Only what is on. Call it on settings that {@link checkExporters} finds no fault with. */
export const decideExporters = (parsed: ParsedExporters): Exporters =>
  Object.fromEntries(exportersOn(parsed).map((name) => [name, parsed[name]]));
