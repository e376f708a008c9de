/** Group `meta`: alerts that watch the alerting itself. */
import { promise } from '../metrics/contract';
import { averageOverTime, changes, max, min, sum, vector } from '../lib/promql';
import { inWords } from '../lib/units';
import { below, fixedThreshold } from '../lib/alerting/alert';
import type { AlertDefinitions } from './alert-definitions';
import { comparedSeries, record } from '../lib/alerting/alert-records';
import { missingMetrics } from '../lib/alerting/missing-metrics';
import { monitoringServers } from './monitoring-servers';
import { LONG_WINDOW } from './server-failures';

const REPLICA = ['instance'] as const;
const METRIC = ['metric'] as const;

export const meta = {
  Watchdog: {
    group: 'meta',
    severity: 'info',
    component: 'monitoring',
    threshold: fixedThreshold(1, 'state'),
    for: '0s',
    summary: 'Alerting works (this alert always fires)',
    impact: 'Feeds a dead-man switch: when it stops arriving, the way from rule to receiver is broken.',
    says: () => ({
      firing: 'Alerting works: this alert always fires.',
      resolved: 'The heartbeat of the alerting has stopped; it came for',
    }),
    measure: () => ({
      value: vector(1),
      by: [],
      test: '==',
      bound: 1,
      unit: 'state',
    }),
    panel: { dashboard: 'overview', panel: 'heartbeat' },
    noData: 'alerting',
  },
  TargetDown: {
    group: 'meta',
    severity: 'critical',
    component: 'monitoring',
    threshold: fixedThreshold(0, 'count'),
    for: '2m',
    summary: 'The platform cannot be scraped',
    impact: 'The backend is down or unreachable, and every other alert of the platform is blind.',
    says: ({ duration }) => ({
      firing: `No replica of the backend has answered its scrapes for ${duration}, or only now and then.`,
      resolved: 'A replica of the backend answers its scrapes again; none did for',
    }),
    measure: (platform) => ({
      // In a crash loop a replica answers some scrapes, but serves nobody.
      value: sum(platform.up())
        .andAny(max(averageOverTime(platform.up(), '10m')).compare('>=', 0.5))
        .orZero(),
      by: [],
      test: '==',
      bound: 0,
      unit: 'count',
    }),
    panel: { dashboard: 'overview', panel: 'targets' },
    noData: 'alerting',
  },
  TargetPartlyDown: {
    group: 'meta',
    severity: 'warning',
    component: 'monitoring',
    threshold: fixedThreshold(0, 'state'),
    for: '5m',
    summary: 'A replica of the platform cannot be scraped',
    impact: 'The others carry its load, and what it counts is missing from every total.',
    says: ({ culprit, duration }) => ({
      firing: `${culprit} has not answered a scrape for ${duration}.`,
      resolved: `${culprit} answers again or is gone; it was silent for`,
    }),
    measure: (platform, _numbers, server) => ({
      // If none answers, TargetDown fires instead.
      ...comparedSeries(
        record(
          server,
          {
            record: 'instance:backend_up:min',
            meaning: '1 for a replica that answers its scrapes, else 0; none while no replica answers',
          },
          min(platform.up(), ...REPLICA).andAny(sum(platform.up()).compare('>', 0)),
        ),
      ),
      by: REPLICA,
      test: '==',
      bound: 0,
      unit: 'state',
    }),
    panel: { dashboard: 'monitoring', panel: 'replicas' },
    noData: 'ok',
  },
  TargetFlapping: {
    group: 'meta',
    severity: 'warning',
    component: 'monitoring',
    limitsBy: 'instances',
    threshold: below(0.8, 'ratio'),
    for: '2m',
    summary: 'A replica of the platform comes and goes',
    impact: 'It is in a crash loop or hardly reachable: users meet it at random, and what it counts has gaps.',
    says: ({ culprit, value, limit, duration }) => ({
      firing: `${culprit} comes and goes: it has answered ${value} of the scrapes in ${inWords(LONG_WINDOW)}, less than ${limit} for ${duration}.`,
      resolved: `${culprit} no longer comes and goes; it did for`,
    }),
    measure: (platform, { threshold }, server) => {
      // Two outages; one is a restart.
      const often = changes(platform.up(), LONG_WINDOW).compare('>=', 4);
      return {
        ...comparedSeries(
          record(
            server,
            {
              record: 'instance:backend_up:avg15m',
              meaning:
                'Share (0..1) of the scrapes in 15 minutes that a replica answered, where it was away at least twice',
            },
            min(averageOverTime(platform.up(), LONG_WINDOW).and(often), ...REPLICA),
          ),
        ),
        by: REPLICA,
        test: '<',
        bound: threshold,
        unit: 'ratio',
      };
    },
    panel: { dashboard: 'monitoring', panel: 'replicas' },
    noData: 'ok',
  },
  ContractMetricMissing: {
    group: 'meta',
    severity: 'warning',
    component: 'monitoring',
    threshold: fixedThreshold(0, 'count'),
    for: '5m',
    needsRecording: true,
    summary: 'The backend no longer exposes a metric of the contract',
    impact: 'The alerts and panels on it see nothing, and most of them take that for health.',
    says: ({ culprit, duration }) => ({
      firing: `The backend has not exposed ${culprit} for ${duration}.`,
      resolved: `The backend exposes ${culprit} again; it was missing for`,
    }),
    measure: (platform, _numbers, server) => {
      const { series, records } = missingMetrics(promise, platform, server);
      return {
        records,
        value: series,
        by: server.evaluatesRules ? METRIC : [],
        test: '>',
        bound: 0,
        unit: 'count',
      };
    },
    panel: { dashboard: 'monitoring', panel: 'missingMetrics' },
    noData: 'ok',
  },
  ...monitoringServers,
} as const satisfies AlertDefinitions;
