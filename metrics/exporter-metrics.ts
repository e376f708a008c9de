/**
 * The exporters' own contract: the few of their metrics that alerts and panels read, as postgres_exporter 0.20,
 * redis_exporter 1.91 and node_exporter 1.12 name them.
 */
import { EXPORTER_JOBS, exporterNames, type Exporter } from '../lib/contract/exporters';
import { foreign, foreignCounter, type Counter, type Gauge, type Matchers } from '../lib/promql';
import type { TargetLabel } from '../lib/contract/target-labels';

interface ExporterMetric {
  readonly exporter: Exporter;
  readonly type: 'counter' | 'gauge';
  /** Those that queries use; some exporters add more. */
  readonly labels: readonly string[];
}
const of =
  <const E extends Exporter, const T extends ExporterMetric['type']>(exporter: E, type: T) =>
  <const L extends readonly string[]>(...labels: L) => ({ exporter, type, labels });

const pgGauge = of('postgres', 'gauge');
const pgCounter = of('postgres', 'counter');
const redisGauge = of('redis', 'gauge');
const redisCounter = of('redis', 'counter');
const nodeGauge = of('node', 'gauge');

export const exporterMetrics = {
  pg_up: pgGauge(),
  pg_stat_activity_count: pgGauge('datname', 'state'),
  pg_settings_max_connections: pgGauge(),
  pg_database_size_bytes: pgGauge('datname'),
  // Counters without `_total`: the exporter names them after the columns of `pg_stat_database`.
  pg_stat_database_xact_commit: pgCounter('datname'),
  pg_stat_database_xact_rollback: pgCounter('datname'),
  pg_stat_database_deadlocks: pgCounter('datname'),
  redis_up: redisGauge(),
  redis_connected_clients: redisGauge(),
  redis_memory_used_bytes: redisGauge(),
  /** 0 where Redis has no limit. */
  redis_memory_max_bytes: redisGauge(),
  redis_keyspace_hits_total: redisCounter(),
  redis_keyspace_misses_total: redisCounter(),
  redis_evicted_keys_total: redisCounter(),
  redis_rejected_connections_total: redisCounter(),
  node_cpu_seconds_total: of('node', 'counter')('cpu', 'mode'),
  node_memory_MemAvailable_bytes: nodeGauge(),
  node_memory_MemTotal_bytes: nodeGauge(),
  node_filesystem_avail_bytes: nodeGauge('device', 'fstype', 'mountpoint'),
  node_filesystem_size_bytes: nodeGauge('device', 'fstype', 'mountpoint'),
} as const satisfies Readonly<Record<string, ExporterMetric>>;

type Metrics = typeof exporterMetrics;
export type ExporterMetricName = keyof Metrics;
type NamesOf<T extends ExporterMetric['type']> = {
  [N in ExporterMetricName]: Metrics[N]['type'] extends T ? N : never;
}[ExporterMetricName];
type LabelsOf<N extends ExporterMetricName> = Metrics[N]['labels'][number];
type Where<N extends ExporterMetricName> = Matchers<LabelsOf<N> | TargetLabel>;

const ofExporter = <N extends ExporterMetricName>(name: N, where: Where<N>): Where<N> => ({
  job: EXPORTER_JOBS[exporterMetrics[name].exporter],
  ...where,
});

export const exporterGauge = <N extends NamesOf<'gauge'>>(
  name: N,
  where: Where<N> = {},
): Gauge<LabelsOf<N> | TargetLabel> => foreign<LabelsOf<N> | TargetLabel>(name, ofExporter(name, where));

export const exporterCounter = <N extends NamesOf<'counter'>>(
  name: N,
  where: Where<N> = {},
): Counter<LabelsOf<N> | TargetLabel> => foreignCounter<LabelsOf<N> | TargetLabel>(name, ofExporter(name, where));

/** 1 for each exporter that answered its last scrape, else 0; nothing for one that is no target. */
export const exportersUp = (
  where: Matchers<TargetLabel> = {},
  exporters: readonly Exporter[] = exporterNames,
): Gauge<TargetLabel> =>
  foreign('up', { job: { matches: exporters.map((name) => EXPORTER_JOBS[name]).join('|') }, ...where });

/** 1 while an exporter answers its scrapes, else 0; nothing while it is no target. */
export const exporterUp = (exporter: Exporter): Gauge<TargetLabel> => foreign('up', { job: EXPORTER_JOBS[exporter] });
