/**
 * Gauges of the backend by replica. If each worker process of a replica exposes its own gauge, with a label such as
 * `pid`, the workers are aggregated. A Python client keeps the last value of a worker that has exited, and no query can
 * distinguish it from a running one: a full pool would stay full. See docs/operations.md for how to expose these
 * gauges.
 */
import { contract } from '../metrics/contract';
import { max, sum, type Gauge, type Platform, type Vector } from '../lib/promql';

/** How to read a gauge: its current value, or its last scraped one. */
export type Reading = <L extends string>(gauge: Gauge<L>) => Vector<L>;
export const currentValue: Reading = (gauge) => gauge;

/** Connections held by the pools of all workers of a replica; replicas of two clusters may have one address. */
export const poolConnections = (platform: Platform, read: Reading = currentValue): Vector<'instance'> =>
  max(sum(read(platform.gauge(contract.db_connection_pool_size)), 'instance', 'cluster'), 'instance');

/**
 * 1 while any worker of a replica is connected to Redis, else 0: a worker that exited while disconnected must not page
 * for ever.
 */
export const redisConnected = (platform: Platform, read: Reading = currentValue): Vector<'instance'> =>
  max(read(platform.gauge(contract.redis_connected)), 'instance');
