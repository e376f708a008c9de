/** Settings of the exporters. Each is there once its group is, unless that says `enabled: false`. */
import { z } from 'zod';
import { exporterNames, type Exporter } from '../contract/exporters';
import { address, flag, image, matching, secret, whole } from './fields';
import { IMAGES } from './versions';

const container = (pinned: string) => ({
  enabled: flag.default(true).describe('`false` switches it off and keeps its settings'),
  image: image.default(pinned).describe('Image of the exporter'),
  memory: whole(16, 1024 * 1024)
    .default(64)
    .describe('Memory limit in MiB'),
});
/** A name in Postgres that needs no quotes in a connection string. */
const identifier = matching(/^[A-Za-z_][\w-]{0,62}$/, 'letters, digits, "_" and "-", beginning with a letter');

const fields = {
  postgres: z.strictObject({
    ...container(IMAGES.postgresExporter),
    address: address.optional().describe('Where the exporter reaches Postgres; required while it is on'),
    database: identifier.default('postgres').describe('Database that it connects to'),
    user: identifier.default('postgres_exporter').describe('Role that it logs in as, a member of `pg_monitor`'),
    password: secret.optional().describe('Password of that role, without a space; required while it is on'),
    sslMode: z
      .enum(['require', 'verify-ca', 'verify-full', 'disable'])
      .default('require')
      .describe('TLS, as libpq names its modes; `disable` where the server has no certificate'),
  }),
  redis: z.strictObject({
    ...container(IMAGES.redisExporter),
    address: address.optional().describe('Where the exporter reaches Redis; required while it is on'),
    password: secret.optional().describe("Password of Redis' default user; none is sent where left out"),
    tls: flag.default(false).describe('Whether it connects with TLS'),
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
  .describe('What watches Postgres, Redis and the host; each is off until its group is there');

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
