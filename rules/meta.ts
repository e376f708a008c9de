/** Group `meta`: alerts that watch the alerting itself. */
import { sum, vector } from '../metrics/promql';
import { alerts, fixed } from './alert';

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
});
