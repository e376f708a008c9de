/** Alerts of the group `meta` on the monitoring servers: do Prometheus, Alertmanager and Grafana do their work? */
import { increase, min, sum } from '../lib/promql';
import { serverCounter, serverGauge } from '../metrics/server-metrics';
import { inWords } from '../lib/units';
import { above, fixedThreshold } from '../lib/alerting/alert';
import type { AlertDefinitions } from './alert-definitions';
import { lastScrapedValue } from '../lib/alerting/measurements';
import { increaseBy, LONG_WINDOW, lostNotifications, NOTIFIER } from './server-failures';
import { WINDOW } from '../lib/promql/window';

const RULES = ['rule_group'] as const;
const JOB_AND_INSTANCE = ['job', 'instance'] as const;

export const monitoringServers = {
  RuleEvaluationFailing: {
    group: 'meta',
    severity: 'critical',
    component: 'monitoring',
    threshold: above(0, 'count'),
    // As long as the window, so that a single failed evaluation has left it by then.
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
    impact: 'Its alerts fire late, and what it records has gaps: evaluating it takes longer than its interval.',
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
    // While Alertmanager restarts, Prometheus drops alerts and sends them again a minute later: two minutes of drops
    // leave the short window in time. A notification that Alertmanager gives up is lost: one is enough, and the long
    // window keeps the alert firing.
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
    threshold: fixedThreshold(0, 'state'),
    for: '5m',
    summary: 'A monitoring server refused its new configuration',
    impact: 'The old rules and routes stay in force, and the server will not come up after its next restart.',
    says: ({ label, duration }) => ({
      firing: `${label('job')} at ${label('instance')} has refused its new configuration for ${duration}.`,
      resolved: `${label('job')} at ${label('instance')} has loaded its configuration or is gone; it had refused it for`,
    }),
    measure: (_platform, _numbers, server) => ({
      value: min(
        lastScrapedValue(serverGauge('prometheus_config_last_reload_successful'), server).or(
          lastScrapedValue(serverGauge('alertmanager_config_last_reload_successful'), server),
        ),
        ...JOB_AND_INSTANCE,
      ),
      by: JOB_AND_INSTANCE,
      test: '==',
      bound: 0,
      unit: 'state',
    }),
    panel: { dashboard: 'monitoring', panel: 'reloads' },
    noData: 'ok',
  },
  /**
   * Prometheus does not export the free space of its disk, and the size of its blocks does not help: with a size limit
   * it always stays just below that. The first sign is a failed write: a compaction copies up to a tenth of the
   * retention before it deletes, so it fails while there is still space for new samples.
   */
  StorageNearlyFull: {
    group: 'meta',
    severity: 'warning',
    component: 'monitoring',
    threshold: above(0, 'count'),
    // As long as the window, so that a single failure, after which the next attempt succeeds, has left it by then.
    for: LONG_WINDOW,
    summary: 'Prometheus cannot write to its storage',
    impact: 'The disk is full or nearly so; when it is, no sample is stored and no alert fires.',
    says: ({ label, number, limit, duration }) => ({
      firing: `${label('job')} at ${label('instance')} has failed to write to its storage for ${duration}: ${number} times in the last ${inWords(LONG_WINDOW)} (${limit} allowed).`,
      resolved: `${label('job')} at ${label('instance')} writes to its storage again; it could not for`,
    }),
    measure: (_platform, { threshold }) => ({
      value: sum(
        // Deleting old segments of the WAL needs no space, so `prometheus_tsdb_wal_truncations_failed_total` is not
        // among them.
        increase(serverCounter('prometheus_tsdb_compactions_failed_total'), LONG_WINDOW)
          .plus(increase(serverCounter('prometheus_tsdb_head_truncations_failed_total'), LONG_WINDOW))
          .plus(increase(serverCounter('prometheus_tsdb_checkpoint_creations_failed_total'), LONG_WINDOW))
          .plus(increase(serverCounter('prometheus_tsdb_wal_writes_failed_total'), LONG_WINDOW)),
        ...JOB_AND_INSTANCE,
      ),
      by: JOB_AND_INSTANCE,
      test: '>',
      bound: threshold,
      unit: 'count',
    }),
    panel: { dashboard: 'monitoring', panel: 'failedWrites' },
    noData: 'ok',
  },
} as const satisfies AlertDefinitions;
