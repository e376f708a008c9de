/** Group `infrastructure`: alerts on what the platform stands on. Each exists only where the exporter that sees it does. */
import { exporterGauge, exporterNames, exportersUp } from '../metrics/exporter-metrics';
import { count, max, min, sum, vector, type Matchers, type Vector } from '../metrics/promql';
import type { TargetLabel } from '../metrics/contract';
import { above, alerts, fixed, type AlertDefinition, type Measurement } from './alert';

type Where = Matchers<TargetLabel>;
type Parts = Pick<AlertDefinition, 'measure' | 'ceiling'>;

/** Share of the fullest Postgres server's connections that are taken. */
export const connectionShare = (where: Where = {}): Vector<'instance'> =>
  sum(exporterGauge('pg_stat_activity_count', where), 'instance').dividedBy(
    max(exporterGauge('pg_settings_max_connections', where), 'instance'),
  );
/** Share of its memory limit that each Redis uses; none for one without a limit. */
export const redisMemoryShare = (where: Where = {}): Vector<TargetLabel> =>
  exporterGauge('redis_memory_used_bytes', where).dividedBy(
    exporterGauge('redis_memory_max_bytes', where).compare('>', 0),
  );

/** File systems that live in memory or are read-only images: full by nature, or never. */
const NO_DISK = { fstype: { notMatches: 'tmpfs|ramfs|overlay|squashfs|erofs|iso9660|nsfs|fuse.*' } } as const;
/** Share of each disk's space that programs cannot have any more. */
export function diskShare(where: Where = {}): Vector<TargetLabel | 'device' | 'fstype' | 'mountpoint'> {
  const size = exporterGauge('node_filesystem_size_bytes', { ...NO_DISK, ...where });
  return size.minus(exporterGauge('node_filesystem_avail_bytes', { ...NO_DISK, ...where })).dividedBy(size);
}
/** Share of each host's memory that programs cannot have any more: what caches hold, they can. */
export function memoryShare(where: Where = {}): Vector<TargetLabel> {
  const total = exporterGauge('node_memory_MemTotal_bytes', where);
  return total.minus(exporterGauge('node_memory_MemAvailable_bytes', where)).dividedBy(total);
}

function nearlyFull(value: Vector<never>, subject: string): Parts {
  return {
    ceiling: { value: 1, inclusive: false, because: 'a share is never above 1 (100%)' },
    measure: (_platform, threshold): Measurement => ({ value, test: '>', bound: threshold, unit: 'ratio', subject }),
  };
}

function unreachable(up: Vector<never>, subject: string): Parts {
  return {
    measure: (): Measurement => ({ value: up, test: '==', bound: 0, unit: 'state', subject }),
  };
}

export const infrastructure = alerts({
  ExporterDown: {
    group: 'infrastructure',
    severity: 'warning',
    component: 'monitoring',
    requires: exporterNames,
    threshold: above(0, 'count'),
    for: '5m',
    summary: 'An exporter cannot be scraped',
    impact: 'The alerts and panels on what it watches see nothing.',
    measure: (_platform, threshold, { exporters }) => ({
      // One that is no target has no `up` either: on Kubernetes, a pod that could not start.
      value: vector(exporters.length)
        .minus(count(min(exportersUp({}, exporters), 'job')).orZero())
        .plus(count(exportersUp({}, exporters).compare('==', 0)).orZero()),
      test: '>',
      bound: threshold,
      unit: 'count',
      subject: 'The number of exporters that do not answer a scrape',
    }),
    panel: { dashboard: 'infrastructure', panel: 'exporters' },
    noData: 'ok',
  },
  PostgresDown: {
    ...unreachable(min(exporterGauge('pg_up')), "The exporter's connection to Postgres (1 is good)"),
    group: 'infrastructure',
    severity: 'critical',
    component: 'database',
    requires: ['postgres'],
    threshold: fixed(0, 'state'),
    for: '1m',
    summary: 'Postgres does not answer',
    impact: 'Nothing can be read or stored: requests fail as soon as they need the database.',
    panel: { dashboard: 'infrastructure', panel: 'postgresUp' },
    noData: 'ok',
  },
  PostgresConnectionsNearlyExhausted: {
    ...nearlyFull(max(connectionShare()), 'The share of connections taken on the fullest Postgres server'),
    group: 'infrastructure',
    severity: 'warning',
    component: 'database',
    requires: ['postgres'],
    threshold: above(0.8, 'ratio'),
    for: '5m',
    summary: 'Postgres runs out of connections',
    impact: 'Once all are taken, new connections are refused and requests fail.',
    panel: { dashboard: 'infrastructure', panel: 'postgresConnections' },
    noData: 'ok',
  },
  RedisDown: {
    ...unreachable(min(exporterGauge('redis_up')), "The exporter's connection to Redis (1 is good)"),
    group: 'infrastructure',
    severity: 'critical',
    component: 'redis',
    requires: ['redis'],
    threshold: fixed(0, 'state'),
    for: '1m',
    summary: 'Redis does not answer',
    impact: 'Sessions, rate limits and caches fail for every replica of the backend.',
    panel: { dashboard: 'infrastructure', panel: 'redisUp' },
    noData: 'ok',
  },
  RedisMemoryNearlyFull: {
    ...nearlyFull(max(redisMemoryShare()), 'The share of its memory limit that the fullest Redis uses'),
    group: 'infrastructure',
    severity: 'warning',
    component: 'redis',
    requires: ['redis'],
    threshold: above(0.9, 'ratio'),
    for: '10m',
    summary: 'Redis is nearly full',
    impact: 'At its limit Redis throws keys away or refuses writes: sessions end and rate limits are forgotten.',
    panel: { dashboard: 'infrastructure', panel: 'redisMemory' },
    noData: 'ok',
  },
  HostDiskNearlyFull: {
    ...nearlyFull(max(diskShare()), 'The share of space in use on the fullest disk'),
    group: 'infrastructure',
    severity: 'warning',
    component: 'host',
    requires: ['node'],
    threshold: above(0.9, 'ratio'),
    for: '10m',
    summary: 'A disk is nearly full',
    impact: 'What writes to it stops: databases, logs, and Prometheus itself.',
    panel: { dashboard: 'infrastructure', panel: 'hostDisk' },
    noData: 'ok',
  },
  HostMemoryNearlyFull: {
    ...nearlyFull(max(memoryShare()), 'The share of memory in use on the fullest host'),
    group: 'infrastructure',
    severity: 'warning',
    component: 'host',
    requires: ['node'],
    threshold: above(0.9, 'ratio'),
    for: '10m',
    summary: 'A host is short of memory',
    impact: 'The kernel is about to end processes, the largest first.',
    panel: { dashboard: 'infrastructure', panel: 'hostMemory' },
    noData: 'ok',
  },
});
