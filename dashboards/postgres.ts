/** The row of Postgres on the infrastructure dashboard. */
import { postgresSeries } from '../metrics/exporters/postgres';
import { max, min, rate, sum } from '../lib/promql';
import { connectionShare } from '../rules/postgres';
import { unknown } from '../lib/dashboards/empty';
import type { Row } from '../lib/dashboards/build-dashboard';
import { DISPLAY, HALF, inUse, server } from './infrastructure-parts';
import { timeseries } from '../lib/dashboards/panels';
import type { PanelEntries } from '../lib/dashboards/definition';
import type { DashboardScope } from '../lib/dashboards/dashboard-scope';

/** Its panels; never reuse the id of a removed panel. */
export const postgresPanels = {
  postgresUp: 2,
  postgresConnections: 3,
  postgresStates: 4,
  postgresTransactions: 5,
  postgresSizes: 6,
} as const satisfies PanelEntries;
type Infrastructure = DashboardScope<keyof typeof postgresPanels>;

export function postgresRow(board: Infrastructure): Row {
  const where = board.chosen;
  const panels = [
    server(board, 'postgresUp', 'Postgres', min(postgresSeries.gauge('pg_up', where))),
    inUse(
      board,
      'postgresConnections',
      {
        title: 'Postgres Connections in Use',
        description: 'Share of `max_connections` that is taken. Good: far below the line, with room for a deploy.',
        width: 18,
        empty: unknown('the exporter reports no connections'),
      },
      { expr: connectionShare(where), legend: '{{instance}}' },
    ),
    timeseries(
      board,
      'postgresStates',
      {
        ...HALF,
        title: 'Postgres Connections by State',
        description:
          'Connections of all clients by what they do. Good: mostly idle; many "idle in transaction" hold locks that ' +
          'others wait for.',
        unit: 'short',
        counts: 'connections',
        empty: unknown('the exporter reports no connections'),
      },
      [{ expr: sum(postgresSeries.gauge('pg_stat_activity_count', where), 'state'), legend: '{{state}}' }],
      { stacked: true },
    ),
    timeseries(
      board,
      'postgresTransactions',
      {
        ...HALF,
        title: 'Postgres Transactions',
        description:
          'Transactions a second, all databases together. Good: committed follows the traffic, rolled back is small, no ' +
          'deadlocks.',
        unit: 'short',
        counts: 'a second',
        empty: unknown('the exporter reports no transactions'),
      },
      [
        {
          expr: sum(rate(postgresSeries.counter('pg_stat_database_xact_commit', where), DISPLAY)),
          legend: 'committed',
        },
        {
          expr: sum(rate(postgresSeries.counter('pg_stat_database_xact_rollback', where), DISPLAY)),
          legend: 'rolled back',
        },
        { expr: sum(rate(postgresSeries.counter('pg_stat_database_deadlocks', where), DISPLAY)), legend: 'deadlocks' },
      ],
    ),
    timeseries(
      board,
      'postgresSizes',
      {
        width: 24,
        height: 9,
        title: 'Postgres Database Size',
        description: 'Space that each database takes on disk. Good: grows as the business does, without steps.',
        unit: 'bytes',
        empty: unknown('the exporter reports no database'),
      },
      [{ expr: max(postgresSeries.gauge('pg_database_size_bytes', where), 'datname'), legend: '{{datname}}' }],
    ),
  ];
  return { title: 'Postgres', components: ['database'], panels };
}
