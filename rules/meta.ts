/** Group `meta`: alerts that watch the alerting itself. */
import { averageOverTime, changes, increase, max, min, sum, vector } from '../metrics/promql';
import { serverCounter, serverGauge } from '../metrics/server-metrics';
import { inWords } from '../metrics/units';
import { above, below, fixed, type AlertDefinitions } from './alert';
import { compared, record } from './alert-records';
import { lately } from './measurements';
import { missing } from './missing-metrics';
import { increaseBy, LONG_WINDOW, lostNotifications, NOTIFIER } from './server-failures';
import { WINDOW } from './window';

const REPLICA = ['instance'] as const;
const METRIC = ['metric'] as const;
const RULES = ['rule_group'] as const;
const SERVER = ['job', 'instance'] as const;

export const meta = {
  Watchdog: {
    group: 'meta',
    severity: 'info',
    component: 'monitoring',
    threshold: fixed(1, 'state'),
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
    threshold: fixed(0, 'count'),
    for: '2m',
    summary: 'The platform cannot be scraped',
    impact: 'The backend is down or unreachable, and every other alert of the platform is blind.',
    says: ({ duration }) => ({
      firing: `No replica of the backend has answered its scrapes for ${duration}, or only now and then.`,
      resolved: 'A replica of the backend answers its scrapes again; none did for',
    }),
    measure: (platform) => ({
      // In a crash loop a replica answers now and then, and nobody is served.
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
    threshold: fixed(0, 'state'),
    for: '5m',
    summary: 'A replica of the platform cannot be scraped',
    impact: 'The others carry its load, and what it counts is missing from every total.',
    says: ({ culprit, duration }) => ({
      firing: `${culprit} has not answered a scrape for ${duration}.`,
      resolved: `${culprit} answers again or is gone; it was silent for`,
    }),
    measure: (platform, _numbers, server) => ({
      // While none answers it is TargetDown's.
      ...compared(
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
    limitsBy: 'instance',
    threshold: below(0.8, 'ratio'),
    for: '2m',
    summary: 'A replica of the platform comes and goes',
    impact: 'It is in a crash loop or hardly reachable: users meet it at random, and what it counts has gaps.',
    says: ({ culprit, value, limit, duration }) => ({
      firing: `${culprit} comes and goes: it has answered ${value} of the scrapes in ${inWords(LONG_WINDOW)}, less than ${limit} for ${duration}.`,
      resolved: `${culprit} no longer comes and goes; it did for`,
    }),
    measure: (platform, { threshold }, server) => {
      // Two outages; a restart is one.
      const often = changes(platform.up(), LONG_WINDOW).compare('>=', 4);
      return {
        ...compared(
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
    threshold: fixed(0, 'count'),
    for: '5m',
    needsRecording: true,
    summary: 'The backend no longer exposes a metric of the contract',
    impact: 'The alerts and panels on it see nothing, and most of them take that for health.',
    says: ({ culprit, duration }) => ({
      firing: `The backend has not exposed ${culprit} for ${duration}.`,
      resolved: `The backend exposes ${culprit} again; it was missing for`,
    }),
    measure: (platform, _numbers, server) => {
      const { series, records } = missing(platform, server);
      return {
        records,
        value: series,
        by: server.recorded ? METRIC : [],
        test: '>',
        bound: 0,
        unit: 'count',
      };
    },
    panel: { dashboard: 'monitoring', panel: 'missingMetrics' },
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
    says: ({ culprit, number, limit, duration }) => ({
      firing: `Evaluations of the rule group ${culprit} have failed for ${duration}: ${number} in the last ${inWords(WINDOW)} (${limit} allowed).`,
      resolved: `Evaluations of the rule group ${culprit} no longer fail; they did for`,
    }),
    measure: (_platform, { threshold }) => ({
      value: increaseBy('prometheus_rule_evaluation_failures_total', RULES, WINDOW),
      by: RULES,
      test: '>',
      bound: threshold,
      unit: 'count',
    }),
    panel: { dashboard: 'monitoring', panel: 'ruleFailures' },
    noData: 'ok',
  },
  RuleEvaluationLate: {
    group: 'meta',
    severity: 'warning',
    component: 'monitoring',
    threshold: above(0, 'count'),
    for: WINDOW,
    summary: 'Prometheus evaluates a group of rules too late',
    impact: 'Its alerts are told late, and what it records has gaps: evaluating it takes longer than its interval.',
    says: ({ culprit, number, limit, duration }) => ({
      firing: `Evaluations of the rule group ${culprit} have been left out for ${duration}: ${number} in the last ${inWords(LONG_WINDOW)} (${limit} allowed).`,
      resolved: `Evaluations of the rule group ${culprit} are no longer left out; they were for`,
    }),
    measure: (_platform, { threshold }) => ({
      value: increaseBy('prometheus_rule_group_iterations_missed_total', RULES, LONG_WINDOW),
      by: RULES,
      test: '>',
      bound: threshold,
      unit: 'count',
    }),
    panel: { dashboard: 'monitoring', panel: 'ruleFailures' },
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
    says: ({ label, number, limit, duration }) => ({
      firing: `${label('job')} has lost notifications${label('integration', ' to ')} for ${duration}: ${number} lately (${limit} allowed).`,
      resolved: `${label('job')} no longer loses notifications${label('integration', ' to ')}; it did for`,
    }),
    measure: (_platform, { threshold }, server) => {
      const { series, records } = lostNotifications(server);
      return {
        records,
        value: series,
        by: NOTIFIER,
        test: '>',
        bound: threshold,
        unit: 'count',
      };
    },
    panel: { dashboard: 'monitoring', panel: 'lostNotifications' },
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
    says: ({ label, duration }) => ({
      firing: `${label('job')} at ${label('instance')} has refused its new configuration for ${duration}.`,
      resolved: `${label('job')} at ${label('instance')} has loaded its configuration or is gone; it had refused it for`,
    }),
    measure: (_platform, _numbers, server) => ({
      value: min(
        lately(serverGauge('prometheus_config_last_reload_successful'), server).or(
          lately(serverGauge('alertmanager_config_last_reload_successful'), server),
        ),
        ...SERVER,
      ),
      by: SERVER,
      test: '==',
      bound: 0,
      unit: 'state',
    }),
    panel: { dashboard: 'monitoring', panel: 'reloads' },
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
    says: ({ label, number, limit, duration }) => ({
      firing: `${label('job')} at ${label('instance')} has failed to write to its storage for ${duration}: ${number} times in the last ${inWords(LONG_WINDOW)} (${limit} allowed).`,
      resolved: `${label('job')} at ${label('instance')} writes to its storage again; it could not for`,
    }),
    measure: (_platform, { threshold }) => ({
      value: sum(
        // Deleting old segments of the log needs no room: `prometheus_tsdb_wal_truncations_failed_total` is not among them.
        increase(serverCounter('prometheus_tsdb_compactions_failed_total'), LONG_WINDOW)
          .plus(increase(serverCounter('prometheus_tsdb_head_truncations_failed_total'), LONG_WINDOW))
          .plus(increase(serverCounter('prometheus_tsdb_checkpoint_creations_failed_total'), LONG_WINDOW))
          .plus(increase(serverCounter('prometheus_tsdb_wal_writes_failed_total'), LONG_WINDOW)),
        ...SERVER,
      ),
      by: SERVER,
      test: '>',
      bound: threshold,
      unit: 'count',
    }),
    panel: { dashboard: 'monitoring', panel: 'failedWrites' },
    noData: 'ok',
  },
} as const satisfies AlertDefinitions;
