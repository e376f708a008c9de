/** Group `meta`: alerts that watch the alerting itself. */
import { contract, metricNames } from '../metrics/contract';
import {
  count,
  foreign,
  increase,
  min,
  sum,
  vector,
  type Counter,
  type Platform,
  type Vector,
} from '../metrics/promql';
import { serverCounter, serverGauge } from '../metrics/server-metrics';
import { inWords, type Duration } from '../metrics/units';
import { above, alerts, fixed } from './alert';
import { WINDOW } from './window';

/**
 * Series that a healthy backend exposes from its first scrape on. A metric with labels is not among them: it has no
 * series before its first event, and none after a restart until the next one.
 */
const FROM_START = metricNames
  .filter((name) => contract[name].shipped && Object.keys(contract[name].labels).length === 0)
  .map((name) => (contract[name].type === 'histogram' ? `${name}_count` : name));

/** Metrics with labels whose first event is the same one, an answered request: one without the other was renamed. */
const TOGETHER = ['http_requests_total', 'request_duration_seconds_count'] as const;

/** How many of the series names exist, on any replica; no series where none does. */
const existing = (platform: Platform, names: readonly string[]): Vector<never> =>
  count(count(foreign('', { ...platform.matchers, __name__: { matches: names.join('|') } }), '__name__'));

/** Increase of several counters together; one that does not exist counts as 0. */
const failures = (window: Duration, first: Counter<string>, ...rest: Counter<string>[]): Vector<never> =>
  rest.reduce<Vector<never>>(
    (all, counter) => all.plus(sum(increase(counter, window)).orZero()),
    sum(increase(first, window)).orZero(),
  );

/** Longer than Alertmanager lets pass between two attempts at a group (5 minutes), and than a slow compaction. */
const LONG_WINDOW = '15m';

export const meta = alerts({
  Watchdog: {
    group: 'meta',
    severity: 'info',
    component: 'monitoring',
    threshold: fixed(1, 'state'),
    for: '0s',
    summary: 'Alerting works (this alert always fires)',
    impact: 'Feeds a dead-man switch: when it stops arriving, the way from rule to receiver is broken.',
    measure: () => ({
      value: vector(1),
      test: '==',
      bound: 1,
      unit: 'state',
      subject: 'The heartbeat',
    }),
    panel: { dashboard: 'overview', panel: 'heartbeat' },
    noData: 'alerting',
  },
  TargetDown: {
    group: 'meta',
    severity: 'critical',
    component: 'monitoring',
    threshold: fixed(0, 'count'),
    for: '2m',
    summary: 'The platform cannot be scraped',
    impact: 'The backend is down or unreachable, and every other alert of the platform is blind.',
    measure: (platform) => ({
      value: sum(platform.up()).orZero(),
      test: '==',
      bound: 0,
      unit: 'count',
      subject: 'The number of backend replicas that answer a scrape',
    }),
    panel: { dashboard: 'overview', panel: 'targets' },
    noData: 'alerting',
  },
  TargetPartlyDown: {
    group: 'meta',
    severity: 'warning',
    component: 'monitoring',
    threshold: above(0, 'count'),
    for: '5m',
    summary: 'Some replicas of the platform cannot be scraped',
    impact: 'The others carry their load, and what these count is missing from every total.',
    measure: (platform, threshold) => ({
      // While none answers it is TargetDown's.
      value: count(platform.up()).minus(sum(platform.up())).and(sum(platform.up()).compare('>', 0)),
      test: '>',
      bound: threshold,
      unit: 'count',
      subject: 'The number of backend replicas that do not answer a scrape',
    }),
    panel: { dashboard: 'overview', panel: 'targets' },
    noData: 'ok',
  },
  ContractMetricMissing: {
    group: 'meta',
    severity: 'warning',
    component: 'monitoring',
    threshold: above(0, 'count'),
    for: '5m',
    summary: 'The backend no longer exposes a metric of the contract',
    impact: 'The alerts and panels on it see nothing, and most of them take that for health.',
    measure: (platform, threshold) => ({
      value: vector(FROM_START.length)
        .minus(existing(platform, FROM_START).orZero())
        .plus(vector(TOGETHER.length).minus(existing(platform, TOGETHER)).orZero())
        .and(sum(platform.up()).compare('>', 0)),
      test: '>',
      bound: threshold,
      unit: 'count',
      subject: 'The number of metrics missing from a backend that answers its scrapes',
    }),
    panel: { dashboard: 'overview', panel: 'firing' },
    noData: 'ok',
  },
  RuleEvaluationFailing: {
    group: 'meta',
    severity: 'critical',
    component: 'monitoring',
    threshold: above(0, 'count'),
    // As long as the window: a single failed evaluation has left it by then.
    for: WINDOW,
    summary: 'Prometheus cannot evaluate a rule',
    impact: 'Its alert cannot fire, or what it records has gaps.',
    measure: (_platform, threshold) => ({
      value: failures(WINDOW, serverCounter('prometheus_rule_evaluation_failures_total')),
      test: '>',
      bound: threshold,
      unit: 'count',
      subject: `The number of failed rule evaluations in ${inWords(WINDOW)}`,
    }),
    panel: { dashboard: 'overview', panel: 'firing' },
    noData: 'ok',
  },
  NotificationsFailing: {
    group: 'meta',
    severity: 'critical',
    component: 'monitoring',
    threshold: above(0, 'count'),
    // What Prometheus drops while Alertmanager restarts is sent again a minute later: two minutes of that have left the
    // short window in time. What Alertmanager gives up is lost: one is enough, and the long window keeps it in sight.
    for: WINDOW,
    summary: 'Notifications of alerts are lost',
    impact: 'Incidents may reach nobody.',
    measure: (_platform, threshold) => ({
      value: failures('3m', serverCounter('prometheus_notifications_dropped_total')).plus(
        failures(
          LONG_WINDOW,
          serverCounter('alertmanager_notifications_failed_total'),
          serverCounter('grafana_alerting_notifications_failed_total'),
        ),
      ),
      test: '>',
      bound: threshold,
      unit: 'count',
      subject: 'The number of notifications that were dropped or given up lately',
    }),
    panel: { dashboard: 'overview', panel: 'firing' },
    noData: 'ok',
  },
  ConfigReloadFailing: {
    group: 'meta',
    severity: 'warning',
    component: 'monitoring',
    threshold: fixed(0, 'state'),
    for: '5m',
    summary: 'A monitoring server refused its new configuration',
    impact: 'The old rules and routes stay in force, and the server will not come up after its next restart.',
    measure: () => ({
      value: min(
        serverGauge('prometheus_config_last_reload_successful').or(
          serverGauge('alertmanager_config_last_reload_successful'),
        ),
      ),
      test: '==',
      bound: 0,
      unit: 'state',
      subject: 'The result of the last reload (1 is good)',
    }),
    panel: { dashboard: 'overview', panel: 'firing' },
    noData: 'ok',
  },
  /**
   * Prometheus does not know the room on its disk, and the size of its blocks against the limit tells nothing: with a
   * limit on the size it stays just below that for good. What tells is the first write to fail: a compaction
   * copies up to a tenth of the retention before it deletes, so it fails while new samples still find room.
   */
  StorageNearlyFull: {
    group: 'meta',
    severity: 'warning',
    component: 'monitoring',
    threshold: above(0, 'count'),
    // As long as the window: a single failure, cured by the next attempt, has left it by then.
    for: LONG_WINDOW,
    summary: 'Prometheus cannot write to its storage',
    impact: 'The disk is full or nearly so; when it is, no sample is stored and no alert fires.',
    measure: (_platform, threshold) => ({
      value: failures(
        LONG_WINDOW,
        serverCounter('prometheus_tsdb_compactions_failed_total'),
        serverCounter('prometheus_tsdb_head_truncations_failed_total'),
        serverCounter('prometheus_tsdb_checkpoint_creations_failed_total'),
        serverCounter('prometheus_tsdb_wal_truncations_failed_total'),
        serverCounter('prometheus_tsdb_wal_writes_failed_total'),
      ),
      test: '>',
      bound: threshold,
      unit: 'count',
      subject: `The number of failed writes to the storage in ${inWords(LONG_WINDOW)}`,
    }),
    panel: { dashboard: 'overview', panel: 'firing' },
    noData: 'ok',
  },
});
