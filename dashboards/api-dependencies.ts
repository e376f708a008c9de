/** Panels of the API dashboard about what the API depends on: database, Redis, rate limiter. */
import { BigValueColorMode } from '@grafana/grafana-foundation-sdk/common';
import { MappingType } from '@grafana/grafana-foundation-sdk/dashboard';
import { histogramQuantile, known, max, min, sum } from '../metrics/promql';
import { recording } from '../rules/recording';
import { ROUTE, type Board } from './board';
import { cappedAt, limitsOf, type Limit } from './limits';
import { gauge, stat, timeseries } from './panels';

export type ApiBoard = Board<'api-health'>;

/** Connections from which on the pool deserves a look; for the eye only. */
const POOL_BUSY = 50;

export function databasePool(board: ApiBoard) {
  const exhausted = limitsOf(board.alertsOf('databasePool'), 'count');
  const full = exhausted[0]?.value;
  const busy: Limit[] =
    full === undefined || POOL_BUSY < full ? [{ kind: 'above', value: POOL_BUSY, colour: 'yellow' }] : [];
  return gauge(
    board,
    'databasePool',
    {
      title: 'Database Connection Pool Size',
      description:
        'Connections held by the fullest pool of all replicas. Good: green, with room for a peak; in the red, requests ' +
        'queue for a connection.',
      unit: 'short',
      width: 8,
      height: 8,
      empty: 'The backend does not report its pool',
    },
    [{ expr: max(board.platform.gauge('db_connection_pool_size')), legend: 'Connections' }],
    [...busy, ...exhausted],
  ).max(Math.ceil((full ?? 90) / 0.9));
}

export function redis(board: ApiBoard) {
  return stat(
    board,
    'redis',
    {
      title: 'Redis Connection Status',
      description:
        'Whether every replica of the backend is connected to Redis: the worst one counts. Good: Connected. Without ' +
        'Redis, sessions, rate limits and caches fail.',
      unit: 'short',
      width: 8,
      height: 8,
      empty: 'Unknown: the backend is not scraped',
    },
    [{ expr: min(board.platform.gauge('redis_connected')), legend: 'Redis' }],
    { limits: [{ kind: 'below', value: 1, colour: 'red' }] },
  )
    .mappings([
      {
        type: MappingType.ValueToText,
        options: { '0': { text: 'Disconnected', color: 'red' }, '1': { text: 'Connected', color: 'green' } },
      },
    ])
    .colorMode(BigValueColorMode.Background);
}

export function databaseQueries(board: ApiBoard) {
  const buckets = board.series(recording.queryBuckets);
  return timeseries(
    board,
    'databaseQueries',
    {
      title: 'Database Query Duration (p95)',
      description:
        'Time within which 95 % of the queries of each type were answered, over 5 minutes. Good: below 100 ms and flat; ' +
        'a rise of one type points to a missing index or a lock. ' +
        cappedAt('db_query_duration_seconds'),
      unit: 's',
      width: 12,
      height: 9,
      empty: 'No query in the last 5 minutes',
    },
    [
      {
        expr: known(histogramQuantile(0.95, sum(buckets, 'le', 'query_type'))),
        legend: '{{query_type}}',
      },
    ],
    { legend: 'right' },
  );
}

export function rateLimit(board: ApiBoard) {
  return timeseries(
    board,
    'rateLimit',
    {
      title: 'Rate Limit Rejections',
      description:
        'Requests a second refused by the rate limiter, by route, stacked: the top is the total. Good: near zero; much ' +
        'on one route is one client, much on all of them is an attack or a limit that is too tight.',
      unit: 'rejections/s',
      width: 12,
      height: 9,
      empty: 'No request refused since the backend started',
    },
    [
      {
        expr: sum(board.series(recording.refusals, ROUTE), 'route'),
        legend: '{{route}}',
      },
    ],
    { legend: 'right', stacked: true, lines: 'per second' },
  );
}
