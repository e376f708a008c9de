/**
 * Gauges of the backend by replica. Where each worker process of a replica writes its own, with a label such as `pid`, they
 * are put together. A Python client keeps the last value of a worker that died, and no query can tell it from a living
 * one: a full pool stands as still. See docs/operations.md for how to expose these gauges.
 */
import { contract } from '../metrics/contract';
import { max, sum, type Gauge, type Platform, type Vector } from '../lib/promql';

/** How a gauge is read: as it is, or as it was last scraped. */
export type Reading = <L extends string>(gauge: Gauge<L>) => Vector<L>;
export const currentValue: Reading = (gauge) => gauge;

/** Connections held by the pools of all workers of a replica; replicas of two clusters may have one address. */
export const poolConnections = (platform: Platform, read: Reading = currentValue): Vector<'instance'> =>
  max(sum(read(platform.gauge(contract.db_connection_pool_size)), 'instance', 'cluster'), 'instance');

/** 1 while any worker of a replica is connected to Redis, else 0: one that died without Redis must not page for ever. */
export const redisConnected = (platform: Platform, read: Reading = currentValue): Vector<'instance'> =>
  max(read(platform.gauge(contract.redis_connected)), 'instance');
