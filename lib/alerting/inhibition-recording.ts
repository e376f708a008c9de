/** The rules by which Prometheus records who is inhibited by whom (`inhibition.ts`). */
import { foreign, lastOverTime, max } from '../promql';
import type { LabelledRule } from '../promql/recording-rule';
import { canonicalDuration, seconds, type Duration } from '../units';
import { alertNames } from './catalogue';
import {
  alertSeries,
  anyOf,
  firing,
  INHIBITED,
  inhibitedAlerts,
  inhibitedSeries,
  sourcesOf,
  type AlertLabel,
} from './inhibition';
import {
  culpritRecording,
  isPlannedNow,
  maintenanceOf,
  plannedRecording,
  sourceOf,
  type AlertCulprits,
} from './maintenance';
import { isEnabled, urgencyOf, type RuleContext } from './resolve';

const ACTIVE = 'alertname:active:max';
const NOTIFIED = 'target:notified:max';
export const SOURCES = 'target:sources:max';
const ACTIVE_MEANING =
  '1 for each alert that may inhibit others: it fires (`state="firing"`), or is about to (`state="pending"`)';

/** Every alert of the stack that planned maintenance covers as a whole. */
const plannedAlerts = (context: RuleContext): string[] =>
  alertNames(context.catalogue).filter((name) => isEnabled(name, context) && maintenanceOf(name, context).length > 0);

/** How long a firing alert is remembered over a restart of Prometheus, after which it must not look new. */
const REMEMBERED: Duration = '10m';
/** A source may end one evaluation before its target, although both end for the same reason. */
const SLACK: Duration = '1m';
/** How long a store's alert still inhibits after its end. */
const RECOVERY: Duration = '6m';

function firingRule(context: RuleContext): LabelledRule {
  const { stores: all = [] } = context.catalogue.inhibitions;
  const stores = all.filter((name) => isEnabled(name, context));
  const fired = lastOverTime(firing(context), SLACK);
  const active = stores.length === 0 ? fired : fired.or(lastOverTime(firing(context, anyOf(stores)), RECOVERY));
  return {
    record: ACTIVE,
    meaning: ACTIVE_MEANING,
    labels: { environment: context.environment, state: 'firing' },
    expr: max(active, 'alertname'),
  };
}

/** Whether the alert waits for sources that are about to fire: a page one minute late is better than two pages. */
const waitsForSources = (name: string, context: RuleContext): boolean =>
  urgencyOf(name, context).severity === 'critical';

/**
 * The sources of pages that have been pending for at least half of their `for`; one rule for each duration. A warning
 * does not wait for them: a source that becomes pending again and again would restart the warning's `for` each time.
 */
function pendingRules(context: RuleContext): LabelledRule[] {
  const pages = inhibitedAlerts(context).filter((name) => waitsForSources(name, context));
  const sources = [...new Set(pages.flatMap((name) => sourcesOf(name, context)))].filter(
    (name) => name !== context.catalogue.inhibitions.targetDown,
  );
  const durations = [...new Set(sources.map((name) => urgencyOf(name, context).for))];
  return durations.map((duration) => {
    const names = sources.filter((name) => urgencyOf(name, context).for === duration);
    const pending = alertSeries(context, { alertname: anyOf(names), alertstate: 'pending' });
    const half = Math.floor(seconds(duration) / 2);
    const before = foreign<AlertLabel>('ALERTS', {}).offset(canonicalDuration(`${half}s`));
    return {
      record: ACTIVE,
      meaning: ACTIVE_MEANING,
      labels: { environment: context.environment, state: 'pending', for: duration },
      expr: max(half === 0 ? pending : pending.and(before), 'alertname'),
    };
  });
}

function notifiedRule(context: RuleContext): LabelledRule {
  const fired = lastOverTime(firing(context), REMEMBERED).labelCopied('target', 'alertname');
  return {
    record: NOTIFIED,
    meaning:
      '1 for each alert (`target`) that fired within ten minutes and was not inhibited: its end is to be notified',
    labels: { environment: context.environment },
    expr: max(fired, 'target').unlessOn(['target'], inhibitedSeries(context)),
  };
}

/** Records the active ones of the alerts that can inhibit the target. */
const sourcesRule = (
  { environment }: RuleContext,
  target: string,
  sources: readonly string[],
  state: string | undefined,
  labels = {},
): LabelledRule => ({
  record: SOURCES,
  meaning: '1 for each alert that can be inhibited (`target`) and each of its sources that is active (`alertname`)',
  labels: { target, ...labels },
  expr: foreign(ACTIVE, { environment, state, alertname: anyOf(sources) }),
});

function inhibitedRule(context: RuleContext): LabelledRule {
  const { environment } = context;
  const sources = foreign<'alertname' | 'target' | 'environment'>(SOURCES, { environment }).labelCopied(
    'source',
    'alertname',
  );
  return {
    record: INHIBITED,
    meaning: '1 for each alert that is inhibited (`target`) and each alert that inhibits it (`source`)',
    labels: { environment },
    expr: max(sources, 'source', 'target').unlessOn(['target'], foreign(NOTIFIED, { environment })),
  };
}

/** The label value that stands for planned maintenance among the alerts that inhibit. */
const PLANNED = 'planned';

const maintenanceRules = (context: RuleContext): LabelledRule[] => [
  ...plannedRecording(context),
  ...context.maintenance
    .filter(({ components }) => components.length > 0)
    .map((one) => ({
      record: ACTIVE,
      meaning: ACTIVE_MEANING,
      labels: { environment: context.environment, state: PLANNED, alertname: sourceOf(one) },
      expr: isPlannedNow(one, context),
    })),
];

/** The rules that record who is inhibited by whom, in the order of evaluation. */
export function inhibitionRecording(context: RuleContext, alerts: readonly AlertCulprits[] = []): LabelledRule[] {
  const [targets, planned] = [inhibitedAlerts(context), plannedAlerts(context)];
  const inhibition =
    targets.length + planned.length === 0
      ? []
      : [
          firingRule(context),
          ...pendingRules(context),
          notifiedRule(context),
          ...targets.map((target) => {
            const state = waitsForSources(target, context) ? undefined : 'firing';
            return sourcesRule(context, target, sourcesOf(target, context), state);
          }),
          ...planned.map((target) => {
            const sources = maintenanceOf(target, context).map(sourceOf);
            return sourcesRule(context, target, sources, PLANNED, { state: PLANNED });
          }),
          inhibitedRule(context),
        ];
  return [...maintenanceRules(context), ...inhibition, ...alerts.flatMap((alert) => culpritRecording(alert, context))];
}
