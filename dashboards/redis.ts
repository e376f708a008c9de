/** The row of Redis on the infrastructure dashboard. */
import { redisSeries } from '../metrics/exporters/redis';
import { min, rate, sum } from '../lib/promql';
import { redisMemoryShare } from '../rules/redis';
import { noEvents, nothingToMeasure, unknown } from '../lib/dashboards/empty';
import type { Row } from '../lib/dashboards/build-dashboard';
import { DISPLAY, inUse, server } from './infrastructure-parts';
import { timeseries } from '../lib/dashboards/panels';
import type { PanelEntries } from '../lib/dashboards/definition';
import type { DashboardScope } from '../lib/dashboards/dashboard-scope';

/** Its panels; never reuse the id of a removed panel. */
export const redisPanels = {
  redisUp: 7,
  redisMemory: 8,
  redisClients: 9,
  redisHits: 10,
  redisLosses: 11,
} as const satisfies PanelEntries;
type Infrastructure = DashboardScope<keyof typeof redisPanels>;

export function redisRow(board: Infrastructure): Row {
  const where = board.chosen;
  const hits = sum(rate(redisSeries.counter('redis_keyspace_hits_total', where), DISPLAY));
  const misses = sum(rate(redisSeries.counter('redis_keyspace_misses_total', where), DISPLAY));
  const panels = [
    server(board, 'redisUp', 'Redis', min(redisSeries.gauge('redis_up', where))),
    inUse(
      board,
      'redisMemory',
      {
        title: 'Redis Memory in Use',
        description: 'Share of `maxmemory` that is taken. Good: below the line and flat.',
        width: 18,
        empty: nothingToMeasure('Redis has no memory limit (maxmemory is 0)'),
      },
      { expr: redisMemoryShare(where), legend: '{{instance}}' },
    ),
    timeseries(
      board,
      'redisClients',
      {
        width: 8,
        height: 9,
        title: 'Redis Clients',
        description: 'Connected clients. Good: steady; steps follow deploys, a steady climb is a leak of connections.',
        unit: 'short',
        counts: 'clients',
        empty: unknown('the exporter reports no clients'),
      },
      [{ expr: sum(redisSeries.gauge('redis_connected_clients', where)), legend: 'clients' }],
    ),
    timeseries(
      board,
      'redisHits',
      {
        width: 8,
        height: 9,
        title: 'Redis Hit Rate',
        description: 'Share of look-ups that found their key. Good: high and flat; a drop means that keys are lost.',
        unit: 'percentunit',
        empty: noEvents('no key was looked up'),
      },
      [{ expr: hits.dividedBy(hits.plus(misses)), legend: 'hit rate' }],
    ),
    timeseries(
      board,
      'redisLosses',
      {
        width: 8,
        height: 9,
        title: 'Redis Evictions and Refusals',
        description:
          'Keys thrown away for lack of memory, and clients refused for lack of connections, a second. Good: zero.',
        unit: 'short',
        counts: 'a second',
        empty: unknown('the exporter reports neither'),
      },
      [
        { expr: sum(rate(redisSeries.counter('redis_evicted_keys_total', where), DISPLAY)), legend: 'evicted keys' },
        {
          expr: sum(rate(redisSeries.counter('redis_rejected_connections_total', where), DISPLAY)),
          legend: 'refused clients',
        },
      ],
    ),
  ];
  return { title: 'Redis', components: ['redis'], panels };
}
