/** Panels of the API dashboard about what the API depends on: database, Redis, rate limiter. */
import { contract } from '../metrics/contract';
import { bottomk, histogramQuantile, dropNaN, sum, topk } from '../lib/promql';
import { PER_MINUTE } from '../lib/units';
import { panelLimits } from '../rules/panel-limits';
import { recording } from '../rules/recording';
import { poolConnections, redisConnected } from '../rules/replica-gauges';
import { ROUTE } from './scopes';
import { noEvents, NOT_SCRAPED } from '../lib/dashboards/empty';
import { cappedAt, limitsOf, type Limit } from '../lib/dashboards/limits';
import { stackWithTotal } from '../lib/dashboards/stack';
import { gauge, stat, timeseries } from '../lib/dashboards/panels';
import type { PanelEntries } from '../lib/dashboards/definition';
import type { DashboardScope } from '../lib/dashboards/dashboard-scope';

/** Its panels; never reuse the id of a removed panel. */
export const apiDependencyPanels = {
  databasePool: 6,
  redis: 7,
  databaseQueries: 8,
  rateLimit: { id: 9, emptyWhenWell: 'A' },
} as const satisfies PanelEntries;
type ApiScope = DashboardScope<keyof typeof apiDependencyPanels>;

/** The number of replicas whose gauges or tiles are shown next to each other; the worst ones are shown. */
const SIDE_BY_SIDE = 4;

/** A connection that exists or not, in words. */
export const CONNECTION = {
  '0': { text: 'Disconnected', color: 'red' },
  '1': { text: 'Connected', color: 'green' },
} as const;

export function databasePool(board: ApiScope) {
  const exhausted = limitsOf(board.alertsOf('databasePool'), 'count');
  const full = exhausted[0]?.value;
  const busy: Limit[] =
    full === undefined || panelLimits.poolBusy < full
      ? [{ kind: 'above', value: panelLimits.poolBusy, colour: 'yellow' }]
      : [];
  return gauge(
    board,
    'databasePool',
    {
      title: 'Database Connection Pool Size',
      description:
        'Connections held by the pool of each replica, the fullest first. Good: green, with room for a peak; in the red, ' +
        'requests queue for a connection.',
      unit: 'short',
      width: 8,
      height: 9,
      empty: NOT_SCRAPED,
    },
    [
      {
        expr: topk(SIDE_BY_SIDE, poolConnections(board.platform)),
        legend: '{{instance}}',
      },
    ],
    [...busy, ...exhausted],
  ).max(Math.ceil((full ?? 90) / 0.9));
}

export function redis(board: ApiScope) {
  return stat(
    board,
    'redis',
    {
      title: 'Redis Connection Status',
      description:
        'Whether each replica of the backend is connected to Redis, the worst ones first. Good: Connected. Without ' +
        'Redis, sessions, rate limits and caches fail.',
      unit: 'short',
      width: 7,
      height: 9,
      empty: NOT_SCRAPED,
    },
    [
      {
        expr: bottomk(SIDE_BY_SIDE, redisConnected(board.platform)),
        legend: '{{instance}}',
      },
    ],
    {
      limits: [{ kind: 'below', value: 1, colour: 'red' }],
      words: CONNECTION,
    },
  );
}

export function databaseQueries(board: ApiScope) {
  const buckets = board.series(recording.queryBuckets);
  return timeseries(
    board,
    'databaseQueries',
    {
      title: 'Database Query Duration (p95)',
      description:
        'Time within which 95 % of the queries of each type were answered, over 5 minutes. Good: below 100 ms and flat; ' +
        'a rise of one type points to a missing index or a lock. ' +
        cappedAt(contract.db_query_duration_seconds),
      unit: 's',
      width: 9,
      height: 9,
      empty: noEvents('no query in the last 5 minutes'),
    },
    [{ expr: dropNaN(histogramQuantile(0.95, sum(buckets, 'le', 'query_type'))), legend: '{{query_type}}' }],
  );
}

export function rateLimit(board: ApiScope) {
  const refusals = sum(board.series(recording.refusals, ROUTE), 'route').times(PER_MINUTE);
  return stackWithTotal(
    board,
    'rateLimit',
    {
      title: 'Rate Limit Rejections',
      description:
        'Requests a minute refused by the rate limiter, by route, the ten largest stacked, and the total, which is what the alert and the ' +
        'dashed line are about. Good: near zero; much on one route is one client, much on all of them is an attack or a ' +
        'limit that is too tight.',
      unit: 'short',
      counts: 'rejections/min',
      width: 24,
      height: 10,
      empty: NOT_SCRAPED,
    },
    { expr: refusals, legend: '{{route}}' },
  );
}
