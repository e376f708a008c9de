/** The row of the API dashboard that compares replicas: shown if there are several. */
import { contract } from '../metrics/contract';
import { sum } from '../lib/promql';
import { PER_MINUTE } from '../lib/units';
import { recording } from '../rules/recording';
import { poolConnections } from '../rules/replica-gauges';
import { noEvents, NOT_SCRAPED } from '../lib/dashboards/empty';
import type { Row } from '../lib/dashboards/build-dashboard';
import { cappedAt } from '../lib/dashboards/limits';
import { totalLine } from '../lib/dashboards/overrides';
import { timeseries } from '../lib/dashboards/panels';
import { largestSeries, TOTAL, totalOf } from '../lib/dashboards/series';
import type { PanelEntries } from '../lib/dashboards/definition';
import type { DashboardScope } from '../lib/dashboards/dashboard-scope';

/** Its panels; never reuse the id of a removed panel. */
export const apiReplicaPanels = {
  requestsByReplica: 15,
  errorsByReplica: { id: 16, emptyWhenWell: 'A' },
  latencyByReplica: 17,
  poolByReplica: 18,
} as const satisfies PanelEntries;
type ApiScope = DashboardScope<keyof typeof apiReplicaPanels>;

const SIZE = { width: 24, height: 9 } as const;
const BESIDE = { legend: 'beside' } as const;
const LEGEND = '{{instance}}';

export function replicaRows(board: ApiScope): Row[] {
  if (!board.context.severalReplicas) return [];
  const requests = timeseries(
    board,
    'requestsByReplica',
    {
      ...SIZE,
      title: 'Requests by Replica',
      description:
        'Requests a second that each replica answers, over 5 minutes. Good: near each other; one without any is out of ' +
        'the load balancer.',
      unit: 'short',
      counts: 'requests/s',
      empty: noEvents('no request in the shown time'),
    },
    [{ expr: largestSeries(sum(board.series(recording.requestsByReplica), 'instance')), legend: LEGEND }],
    BESIDE,
  );
  const failures = sum(board.series(recording.serverErrorsByReplica), 'instance').times(PER_MINUTE);
  const errors = timeseries(
    board,
    'errorsByReplica',
    {
      ...SIZE,
      title: 'Server Errors (5xx) by Replica',
      description:
        'Answers a minute that say that the replica failed, and those of all together. Good: a line at zero; one replica ' +
        'alone should be replaced.',
      unit: 'short',
      counts: 'errors/min',
      empty: NOT_SCRAPED,
    },
    [
      { expr: largestSeries(failures), legend: LEGEND },
      { expr: totalOf(board, failures), legend: TOTAL },
    ],
    BESIDE,
  ).overrideByName(TOTAL, totalLine());
  const latency = timeseries(
    board,
    'latencyByReplica',
    {
      ...SIZE,
      title: 'API Latency by Replica (p95)',
      description:
        'Time within which 95 % of the requests on each replica were answered. Good: near each other; one alone has a ' +
        `slow host or a full pool. ${cappedAt(contract.request_duration_seconds)}`,
      unit: 's',
      empty: noEvents('no request in the last 5 minutes'),
    },
    [{ expr: largestSeries(board.quantile(recording.latencyByReplica, {}, 'instance')), legend: LEGEND }],
    BESIDE,
  );
  const pool = timeseries(
    board,
    'poolByReplica',
    {
      ...SIZE,
      title: 'Database Connections by Replica',
      description:
        'Connections held by the pool of each replica. Good: near each other and flat; one that climbs alone does not give its ' +
        'connections back.',
      unit: 'short',
      counts: 'connections',
      empty: NOT_SCRAPED,
    },
    [{ expr: poolConnections(board.platform), legend: LEGEND }],
    BESIDE,
  );
  return [{ title: 'By replica', components: ['api'], panels: [requests, errors, latency, pool] }];
}
