/**
 * The monitoring servers' own metrics that alerts and panels read. Each server exposes them from its start, except that
 * Grafana exposes its counters of notifications only after the first one.
 */
import type { TargetLabel } from '../lib/contract/target-labels';
import { SERVER_JOBS, type Server } from '../lib/contract/monitoring-servers';
import { foreign, foreignCounter, type Counter, type Gauge } from '../lib/promql';

/** Every metric of a monitoring server that a rule may name, by its server. */
export const serverMetrics = {
  prometheus_rule_evaluation_failures_total: 'prometheus',
  prometheus_rule_group_iterations_missed_total: 'prometheus',
  prometheus_notifications_dropped_total: 'prometheus',
  prometheus_config_last_reload_successful: 'prometheus',
  prometheus_tsdb_compactions_failed_total: 'prometheus',
  prometheus_tsdb_head_truncations_failed_total: 'prometheus',
  prometheus_tsdb_checkpoint_creations_failed_total: 'prometheus',
  prometheus_tsdb_wal_writes_failed_total: 'prometheus',
  prometheus_rule_group_last_duration_seconds: 'prometheus',
  prometheus_rule_group_interval_seconds: 'prometheus',
  prometheus_notifications_sent_total: 'prometheus',
  prometheus_tsdb_head_series: 'prometheus',
  prometheus_tsdb_storage_blocks_bytes: 'prometheus',
  prometheus_tsdb_wal_storage_size_bytes: 'prometheus',
  alertmanager_notifications_total: 'alertmanager',
  alertmanager_notifications_failed_total: 'alertmanager',
  grafana_alerting_notifications_total: 'grafana',
  grafana_alerting_notifications_failed_total: 'grafana',
  alertmanager_config_last_reload_successful: 'alertmanager',
} as const satisfies Readonly<Record<string, Server>>;
/** The labels that a server itself sets on a metric; other metrics have none. */
interface ServerMetricLabels {
  prometheus_rule_evaluation_failures_total: 'rule_group';
  prometheus_rule_group_iterations_missed_total: 'rule_group';
  prometheus_rule_group_last_duration_seconds: 'rule_group';
  prometheus_rule_group_interval_seconds: 'rule_group';
  alertmanager_notifications_total: 'integration';
  alertmanager_notifications_failed_total: 'integration';
  grafana_alerting_notifications_failed_total: 'integration';
}
/** The labels of a metric's series, including those that scraping adds. */
export type ServerLabel<N extends ServerMetric> =
  TargetLabel | (N extends keyof ServerMetricLabels ? ServerMetricLabels[N] : never);
type ServerMetric = keyof typeof serverMetrics;
export type ServerCounter = ServerMetric & `${string}_total`;

const ownJob = (name: ServerMetric) => ({ job: SERVER_JOBS[serverMetrics[name]] });

export const serverCounter = <N extends ServerCounter>(name: N): Counter<ServerLabel<N>> =>
  foreignCounter(name, ownJob(name));
/** A server's last scrape: whether it was answered, and how long it took, in seconds. */
export const serverScrape = (what: 'up' | 'scrape_duration_seconds'): Gauge<string> =>
  foreign<string>(what, { job: { matches: Object.values(SERVER_JOBS).join('|') } });

export const serverGauge = <N extends Exclude<ServerMetric, ServerCounter>>(name: N): Gauge<ServerLabel<N>> =>
  foreign(name, ownJob(name));

/** 1 while a monitoring server answers its scrapes, else 0. */
export const serverUp = (server: Server): Gauge<TargetLabel> => foreign('up', { job: SERVER_JOBS[server] });
