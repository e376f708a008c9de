/** The alert on a Prometheus that does not answer, which Grafana evaluates. */
import type { DataSourceAlert } from '../lib/alerting/alert';

export const PROMETHEUS_UNREACHABLE = 'PrometheusUnreachable';

export const dataSource = {
  name: PROMETHEUS_UNREACHABLE,
  group: 'meta',
  severity: 'critical',
  component: 'monitoring',
  // Longer than a restart takes, which needs no reaction.
  for: '2m',
  impact: 'Nothing is measured: a new incident reaches nobody.',
  panel: { dashboard: 'overview', panel: 'targets' },
} as const satisfies DataSourceAlert;
