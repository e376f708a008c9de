/** Failures that the monitoring servers count. The counters exist from a server's start, at 0, except Grafana's. */
import { increase, sum, type Vector } from '../lib/promql';
import { serverCounter, serverUp, type ServerCounter, type ServerLabel } from '../metrics/server-metrics';
import type { Duration } from '../lib/units';
import type { Evaluator } from '../lib/alerting/alert';
import { record, type Recorded } from '../lib/alerting/alert-records';

/** Longer than the time between two attempts of Alertmanager for a group (5 minutes), and than a slow compaction. */
export const LONG_WINDOW = '15m';

/** The increase of a monitoring server's counter in the window, by the labels `by`. */
export const increaseBy = <N extends ServerCounter, K extends ServerLabel<N>>(
  name: N,
  by: readonly K[],
  window: Duration,
): Vector<K> => sum(increase(serverCounter(name), window), ...by);

/** The labels of a lost notification: Prometheus has no integration. */
export const NOTIFIER = ['job', 'integration'] as const;
const LOST_NOTIFICATIONS = {
  record: 'job_integration:notifications_lost:increase',
  meaning:
    'notifications that Prometheus dropped in 3 minutes, or Alertmanager or Grafana gave up in 15, by integration',
} as const;

/** {@link LOST_NOTIFICATIONS}. Without recording rules, the first notification that Grafana loses is missed. */
export function lostNotifications(server: Evaluator): Recorded<(typeof NOTIFIER)[number]> {
  const grafana = serverCounter('grafana_alerting_notifications_failed_total');
  const grown = increase(grafana, LONG_WINDOW);
  // Grafana exposes its counter after the first failure. That failure counts if Grafana was scraped before without the
  // counter.
  const begun = grafana
    .unless(grafana.offset(LONG_WINDOW))
    .andOn(['instance'], serverUp('grafana').offset(LONG_WINDOW).compare('==', 1));
  const lost = increaseBy('prometheus_notifications_dropped_total', ['job'], '3m')
    .or(increaseBy('alertmanager_notifications_failed_total', NOTIFIER, LONG_WINDOW))
    .or(sum(server.evaluatesRules ? begun.or(grown) : grown, ...NOTIFIER));
  return record(server, LOST_NOTIFICATIONS, lost);
}
