/** Alerts on Postgres, of group `infrastructure`: a stack has them if it has the exporter. */
import { postgresSeries } from '../metrics/exporters/postgres';
import { max, sum, type Vector } from '../lib/promql';
import { above, fixedThreshold } from '../lib/alerting/alert';
import type { AlertDefinitions } from './alert-definitions';
import { nearlyFull, INSTANCE_LABELS, unreachable, type Where } from './exporter-failures';
import { currentValue, type Reading } from './replica-gauges';

/** Share of each Postgres server's connections that are in use. */
export const connectionShare = (where: Where = {}, read: Reading = currentValue): Vector<'instance'> =>
  sum(read(postgresSeries.gauge('pg_stat_activity_count', where)), 'instance').dividedBy(
    max(read(postgresSeries.gauge('pg_settings_max_connections', where)), 'instance'),
  );
export const postgresAlerts = {
  PostgresDown: {
    ...unreachable(
      { record: 'instance:pg_up:min', meaning: '1 while the exporter reaches Postgres, else 0' },
      postgresSeries.gauge('pg_up'),
    ),
    group: 'infrastructure',
    severity: 'critical',
    component: 'database',
    requires: ['postgres'],
    threshold: fixedThreshold(0, 'state'),
    for: '1m',
    summary: 'Postgres does not answer',
    impact: 'Nothing can be read or stored: requests fail as soon as they need the database.',
    says: ({ culprit, duration }) => ({
      firing: `Postgres (${culprit}) has not answered for ${duration}.`,
      resolved: `Postgres (${culprit}) answers again or is gone; it was silent for`,
    }),
    panel: { dashboard: 'infrastructure', panel: 'postgresUp' },
    noData: 'ok',
  },
  PostgresConnectionsNearlyExhausted: {
    ...nearlyFull(
      {
        record: 'instance:pg_connections:ratio',
        meaning: 'Share (0..1) of the connections of Postgres that are taken',
      },
      connectionShare,
      INSTANCE_LABELS,
    ),
    group: 'infrastructure',
    severity: 'warning',
    component: 'database',
    requires: ['postgres'],
    limitsBy: 'instances',
    threshold: above(0.8, 'ratio'),
    for: '5m',
    summary: 'Postgres runs out of connections',
    impact: 'Once all are taken, new connections are refused and requests fail.',
    says: ({ culprit, value, limit, duration }) => ({
      firing: `Postgres (${culprit}) has ${value} of its connections taken, more than ${limit} for ${duration}.`,
      resolved: `Postgres (${culprit}) no longer has more than ${limit} of its connections taken; it did for`,
    }),
    panel: { dashboard: 'infrastructure', panel: 'postgresConnections' },
    noData: 'ok',
  },
} as const satisfies AlertDefinitions;
