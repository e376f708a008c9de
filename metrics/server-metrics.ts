/** The monitoring servers' own metrics, as far as alerts read them. Each server exposes all of these from its start. */
import { foreign, foreignCounter, type Counter, type Gauge } from './promql';

/** The scrape jobs of the monitoring servers themselves. */
export const SERVER_JOBS = { prometheus: 'prometheus', alertmanager: 'alertmanager', grafana: 'grafana' } as const;
type Server = keyof typeof SERVER_JOBS;

/** Every metric of a monitoring server that a rule may name, by its server. */
export const serverMetrics = {
  prometheus_rule_evaluation_failures_total: 'prometheus',
  prometheus_notifications_dropped_total: 'prometheus',
  prometheus_config_last_reload_successful: 'prometheus',
  prometheus_tsdb_compactions_failed_total: 'prometheus',
  prometheus_tsdb_head_truncations_failed_total: 'prometheus',
  prometheus_tsdb_checkpoint_creations_failed_total: 'prometheus',
  prometheus_tsdb_wal_truncations_failed_total: 'prometheus',
  prometheus_tsdb_wal_writes_failed_total: 'prometheus',
  alertmanager_notifications_failed_total: 'alertmanager',
  grafana_alerting_notifications_failed_total: 'grafana',
  alertmanager_config_last_reload_successful: 'alertmanager',
} as const satisfies Readonly<Record<string, Server>>;
type ServerMetric = keyof typeof serverMetrics;

const self = (name: ServerMetric) => ({ job: SERVER_JOBS[serverMetrics[name]] });

export const serverCounter = (name: ServerMetric & `${string}_total`): Counter<string> =>
  foreignCounter<string>(name, self(name));

export const serverGauge = (name: Exclude<ServerMetric, `${string}_total`>): Gauge<string> =>
  foreign<string>(name, self(name));
