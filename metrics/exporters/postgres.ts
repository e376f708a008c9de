/** postgres_exporter 0.20: the metrics that alerts and panels read, its settings, and how to start it. */
import { z } from 'zod';
import { defineServerExporter, exporterCounter, exporterGauge, NOBODY, SECRETS } from '../../lib/exporters/definition';
import { seriesOf } from '../../lib/exporters/series';
import { stringMatching } from '../../lib/settings/fields';
import { secret } from '../../lib/settings/secret';

/** A name in Postgres that needs no quotes in a connection string. */
const identifier = stringMatching(/^[A-Za-z_][\w-]{0,62}$/, 'letters, digits, "_" and "-", beginning with a letter');

export const postgres = defineServerExporter({
  job: 'postgres-exporter',
  port: 9187,
  image: 'prometheuscommunity/postgres-exporter:v0.20.1',
  watches: { server: 'Postgres' },
  settings: {
    database: identifier.default('postgres').describe('Database that it connects to'),
    user: identifier.default('postgres_exporter').describe('Role that it logs in as, a member of `pg_monitor`'),
    password: secret.optional().describe('Password of that role, without a space; required while it is on'),
    sslMode: z
      .enum(['require', 'verify-ca', 'verify-full', 'disable'])
      .default('require')
      .describe('TLS, as libpq names its modes; `disable` where the server has no certificate'),
  },
  required: { password: 'the password of its role' },
  program: ({ address, database, user, password, sslMode }) => ({
    entrypoint: '/bin/postgres_exporter',
    args: [],
    user: NOBODY,
    env: {
      DATA_SOURCE_URI: `${address}/${database}?sslmode=${sslMode}`,
      DATA_SOURCE_USER: user,
      DATA_SOURCE_PASS_FILE: `${SECRETS}/password`,
    },
    credentials: { password },
  }),
  metrics: {
    pg_up: exporterGauge(),
    pg_stat_activity_count: exporterGauge('datname', 'state'),
    pg_settings_max_connections: exporterGauge(),
    pg_database_size_bytes: exporterGauge('datname'),
    // Counters without `_total`: the exporter names them after the columns of `pg_stat_database`.
    pg_stat_database_xact_commit: exporterCounter('datname'),
    pg_stat_database_xact_rollback: exporterCounter('datname'),
    pg_stat_database_deadlocks: exporterCounter('datname'),
  },
});

export const postgresSeries = seriesOf(postgres);
