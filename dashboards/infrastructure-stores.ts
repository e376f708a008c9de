/** Panels of the infrastructure dashboard about Postgres and Redis. */
import { exporterCounter, exporterGauge } from '../metrics/exporter-metrics';
import { max, min, rate, sum } from '../lib/promql';
import { connectionShare, redisMemoryShare } from '../rules/infrastructure';
import { noEvents, nothingToMeasure, unknown } from '../lib/dashboards/empty';
import { DISPLAY, HALF, inUse, server, type Infrastructure } from './infrastructure-parts';
import { timeseries } from '../lib/dashboards/panels';

export function postgres(board: Infrastructure) {
  const where = board.chosen;
  return [
    server(board, 'postgresUp', 'Postgres', min(exporterGauge('pg_up', where))),
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
      [{ expr: sum(exporterGauge('pg_stat_activity_count', where), 'state'), legend: '{{state}}' }],
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
        { expr: sum(rate(exporterCounter('pg_stat_database_xact_commit', where), DISPLAY)), legend: 'committed' },
        { expr: sum(rate(exporterCounter('pg_stat_database_xact_rollback', where), DISPLAY)), legend: 'rolled back' },
        { expr: sum(rate(exporterCounter('pg_stat_database_deadlocks', where), DISPLAY)), legend: 'deadlocks' },
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
      [{ expr: max(exporterGauge('pg_database_size_bytes', where), 'datname'), legend: '{{datname}}' }],
    ),
  ];
}

export function redis(board: Infrastructure) {
  const where = board.chosen;
  const hits = sum(rate(exporterCounter('redis_keyspace_hits_total', where), DISPLAY));
  const misses = sum(rate(exporterCounter('redis_keyspace_misses_total', where), DISPLAY));
  return [
    server(board, 'redisUp', 'Redis', min(exporterGauge('redis_up', where))),
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
      [{ expr: sum(exporterGauge('redis_connected_clients', where)), legend: 'clients' }],
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
        { expr: sum(rate(exporterCounter('redis_evicted_keys_total', where), DISPLAY)), legend: 'evicted keys' },
        {
          expr: sum(rate(exporterCounter('redis_rejected_connections_total', where), DISPLAY)),
          legend: 'refused clients',
        },
      ],
    ),
  ];
}
