/** What the monitoring servers count of their own failures. The counters exist from a server's start, at 0, but for Grafana's. */
import { increase, sum, type Vector } from '../lib/promql';
import { serverCounter, serverUp, type ServerCounter, type ServerLabel } from '../metrics/server-metrics';
import type { Duration } from '../lib/units';
import type { Evaluator } from '../lib/alerting/alert';
import { record, type Recorded } from '../lib/alerting/alert-records';

/** Longer than Alertmanager lets pass between two attempts at a group (5 minutes), and than a slow compaction. */
export const LONG_WINDOW = '15m';

/** How much a counter of a monitoring server grew in the window, kept apart by `by`. */
export const increaseBy = <N extends ServerCounter, K extends ServerLabel<N>>(
  name: N,
  by: readonly K[],
  window: Duration,
): Vector<K> => sum(increase(serverCounter(name), window), ...by);

/** Who loses a notification: Prometheus has no integration. */
export const NOTIFIER = ['job', 'integration'] as const;
const LOST_NOTIFICATIONS = {
  record: 'job_integration:notifications_lost:increase',
  meaning:
    'notifications that Prometheus dropped in 3 minutes, or Alertmanager or Grafana gave up in 15, by integration',
} as const;

/** {@link LOST_NOTIFICATIONS}. Where nothing is recorded, the first one that Grafana gives up is missed. */
export function lostNotifications(server: Evaluator): Recorded<(typeof NOTIFIER)[number]> {
  const grafana = serverCounter('grafana_alerting_notifications_failed_total');
  const grown = increase(grafana, LONG_WINDOW);
  // Grafana exposes its counter from the first failure on. That counts whole, if Grafana was scraped without it before.
  const begun = grafana
    .unless(grafana.offset(LONG_WINDOW))
    .andOn(['instance'], serverUp('grafana').offset(LONG_WINDOW).compare('==', 1));
  const lost = increaseBy('prometheus_notifications_dropped_total', ['job'], '3m')
    .or(increaseBy('alertmanager_notifications_failed_total', NOTIFIER, LONG_WINDOW))
    .or(sum(server.evaluatesRules ? begun.or(grown) : grown, ...NOTIFIER));
  return record(server, LOST_NOTIFICATIONS, lost);
}
