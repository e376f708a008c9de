/** The alert of Grafana that it cannot ask Prometheus. */
import type { DataSourceAlert } from '../lib/alerting/alert';

export const PROMETHEUS_UNREACHABLE = 'PrometheusUnreachable';

export const dataSource = {
  name: PROMETHEUS_UNREACHABLE,
  group: 'meta',
  severity: 'critical',
  component: 'monitoring',
  // Longer than a restart takes, which is none of a person's business.
  for: '2m',
  impact: 'Nothing is measured: a new incident reaches nobody.',
  panel: { dashboard: 'overview', panel: 'targets' },
} as const satisfies DataSourceAlert;
