/**
 * Which alerts (the targets) are inhibited while others (the sources) fire, so that an incident is one page, and an alert
 * that was notified gets its resolved notification.
 *
 * Neither engine can do that alone. Alertmanager never sends the end of an alert that it inhibits, even where its beginning was
 * sent, and forgets what inhibits when it restarts; Grafana has no inhibition, and takes an empty query for the end. So
 * Prometheus records who is inhibited by whom, and the rules of the engine that notifies read that.
 */
import type { TargetLabel } from '../contract/target-labels';
import { foreign, lastOverTime, max, oneOf, type Gauge, type Matcher, type Matchers } from '../promql';
import { canonical, seconds, type Duration } from '../units';
import { WINDOW } from '../promql/window';
import { alertDefinition, alertNames, type Catalogue } from './catalogue';
import { isEnabled, urgencyOf, type RuleContext } from './resolve';
import type { LabelledRule } from '../promql/recording-rule';
import {
  culpritRecording,
  isPlannedNow,
  maintenanceOf,
  plannedRecording,
  sourceOf,
  type AlertCulprits,
} from './maintenance';

function inhibits(catalogue: Catalogue, source: string, target: string): boolean {
  const { inhibitions, platformGroups } = catalogue;
  const { critical, group } = alertDefinition(catalogue, target);
  return (
    critical === source ||
    inhibitions.targets[source]?.includes(target) === true ||
    (source === inhibitions.targetDown && platformGroups.includes(group))
  );
}

/** The alerts of the catalogue that inhibit this one. */
export const sourcesInCatalogue = (catalogue: Catalogue, target: string): string[] =>
  alertNames(catalogue).filter((source) => inhibits(catalogue, source, target));

/** The alerts of the stack that inhibit this one. */
export const sourcesOf = (target: string, context: RuleContext): string[] =>
  sourcesInCatalogue(context.catalogue, target).filter((source) => isEnabled(source, context));

/** Every alert of the stack that another one inhibits. */
export const inhibitedAlerts = (context: RuleContext): string[] =>
  alertNames(context.catalogue).filter((name) => isEnabled(name, context) && sourcesOf(name, context).length > 0);

/** Every alert of the stack that planned maintenance covers as a whole. */
const plannedAlerts = (context: RuleContext): string[] =>
  alertNames(context.catalogue).filter((name) => isEnabled(name, context) && maintenanceOf(name, context).length > 0);

/** Whether anything inhibits the alert at times. */
export const isInhibitable = (name: string, context: RuleContext): boolean =>
  sourcesOf(name, context).length > 0 || maintenanceOf(name, context).length > 0;

/**
 * Whether an alert fires for a second window after its condition: its warning twin may hold for one window longer, and must
 * not be notified just after the end of the page. A budget's windows are hours, which nothing outlasts.
 */
const outlastsTargets = (name: string, { alerts, inhibitions }: Catalogue): boolean =>
  name === inhibitions.targetDown ||
  Object.values(alerts).some(({ critical, slo }) => critical === name && slo === undefined);
const LONGER: Duration = '10m';
/** Beyond it a notification that all is well would come too late to be believed. */
const LONGEST: Duration = '15m';

/**
 * How long an alert goes on firing after its condition: the rates of a counter that was not scraped for a while need a window
 * to be whole again, and the end must not be notified before that. An alert whose labels an upgrade changes begins its `for` again, and the
 * one with the old labels fires for as long. A budget's windows are hours, and a ticket need not last longer. The heartbeat stops
 * at once.
 */
export function keepFiringFor(
  name: string,
  context: Pick<RuleContext, 'catalogue' | 'thresholds'>,
): Duration | undefined {
  const { catalogue } = context;
  if (name === catalogue.heartbeat) return undefined;
  const least = outlastsTargets(name, catalogue) ? LONGER : WINDOW;
  if (alertDefinition(catalogue, name).slo !== undefined) return least;
  const durations = [least, urgencyOf(name, context).for];
  const longest = durations.reduce((a, b) => (seconds(b) > seconds(a) ? b : a));
  return seconds(longest) > seconds(LONGEST) ? LONGEST : longest;
}

/** Labels of the series `ALERTS`, which Prometheus writes for the rules it evaluates. */
export type AlertLabel = 'alertname' | 'alertstate' | 'severity' | 'component' | 'environment';

type OfStack = Pick<RuleContext, 'environment'>;
const alertSeries = ({ environment }: OfStack, where: Matchers<AlertLabel>): Gauge<AlertLabel | TargetLabel> =>
  foreign<AlertLabel>('ALERTS', { ...where, environment });

const anyOf = (names: readonly string[]): Matcher => oneOf(names.toSorted());

/** The firing alerts of this stack, as Prometheus writes them. */
export const firing = (context: OfStack, alertname?: Matcher): Gauge<AlertLabel | TargetLabel> =>
  alertSeries(context, { alertname, alertstate: 'firing' });

const ACTIVE = 'alertname:active:max';
const NOTIFIED = 'target:notified:max';
export const SOURCES = 'target:sources:max';
/** The rules of the engine that notifies read this one. */
export const INHIBITED = 'alert:inhibited:info';
/** What each of them is. */
const MEANING = {
  active: '1 for each alert that may inhibit others: it fires (`state="firing"`), or is about to (`state="pending"`)',
  notified:
    '1 for each alert (`target`) that fired within ten minutes and was not inhibited: its end is to be notified',
  sources: '1 for each alert that can be inhibited (`target`) and each of its sources that is active (`alertname`)',
  inhibited: '1 for each alert that is inhibited (`target`) and each alert that inhibits it (`source`)',
};

type InhibitionLabel = 'environment' | 'source' | 'target';
export const inhibitedSeries = ({ environment }: OfStack, target?: string): Gauge<InhibitionLabel | TargetLabel> =>
  foreign<InhibitionLabel>(INHIBITED, { environment, target });

/** A restart of Prometheus: an alert that fired before it is not new after it. */
const REMEMBERED: Duration = '10m';
/** A source that ends together with its target may do so an evaluation earlier. */
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
    meaning: MEANING.active,
    labels: { environment: context.environment, state: 'firing' },
    expr: max(active, 'alertname'),
  };
}

/** Whether the alert waits for sources that are about to fire: two pages are worse than one that is a minute late. */
const waitsForSources = (name: string, context: RuleContext): boolean =>
  urgencyOf(name, context).severity === 'critical';

/**
 * The sources of pages that have been pending for half of their `for`, a rule for each duration. A warning does not wait for
 * them: a source that comes and goes would restart its `for` each time.
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
    const before = foreign<AlertLabel>('ALERTS', {}).offset(canonical(`${half}s`));
    return {
      record: ACTIVE,
      meaning: MEANING.active,
      labels: { environment: context.environment, state: 'pending', for: duration },
      expr: max(half === 0 ? pending : pending.and(before), 'alertname'),
    };
  });
}

function notifiedRule(context: RuleContext): LabelledRule {
  const fired = lastOverTime(firing(context), REMEMBERED).labelCopied('target', 'alertname');
  return {
    record: NOTIFIED,
    meaning: MEANING.notified,
    labels: { environment: context.environment },
    expr: max(fired, 'target').unlessOn(['target'], inhibitedSeries(context)),
  };
}

const sourcesRule = (target: string, context: RuleContext): LabelledRule => ({
  record: SOURCES,
  meaning: MEANING.sources,
  labels: { target },
  expr: foreign(ACTIVE, {
    environment: context.environment,
    state: waitsForSources(target, context) ? undefined : 'firing',
    alertname: anyOf(sourcesOf(target, context)),
  }),
});

function inhibitedRule(context: RuleContext): LabelledRule {
  const { environment } = context;
  const sources = foreign<'alertname' | 'target' | 'environment'>(SOURCES, { environment }).labelCopied(
    'source',
    'alertname',
  );
  return {
    record: INHIBITED,
    meaning: MEANING.inhibited,
    labels: { environment },
    expr: max(sources, 'source', 'target').unlessOn(['target'], foreign(NOTIFIED, { environment })),
  };
}

/** Planned maintenance among the alerts that inhibit. */
const PLANNED = 'planned';

const maintenanceRules = (context: RuleContext): LabelledRule[] => [
  ...plannedRecording(context),
  ...context.maintenance
    .filter(({ components }) => components.length > 0)
    .map((one) => ({
      record: ACTIVE,
      meaning: MEANING.active,
      labels: { environment: context.environment, state: PLANNED, alertname: sourceOf(one) },
      expr: isPlannedNow(one, context),
    })),
];

const plannedSourcesRule = (target: string, context: RuleContext): LabelledRule => ({
  record: SOURCES,
  meaning: MEANING.sources,
  labels: { target, state: PLANNED },
  expr: foreign(ACTIVE, {
    environment: context.environment,
    state: PLANNED,
    alertname: anyOf(maintenanceOf(target, context).map(sourceOf)),
  }),
});

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
          ...targets.map((target) => sourcesRule(target, context)),
          ...planned.map((target) => plannedSourcesRule(target, context)),
          inhibitedRule(context),
        ];
  return [...maintenanceRules(context), ...inhibition, ...alerts.flatMap((alert) => culpritRecording(alert, context))];
}

type Annotation = Readonly<Record<string, string>>;

/** Lists the sources of an alert or, where nothing is inhibited, the alerts that it may follow from. */
export function sourcesAnnotation(name: string, context: RuleContext): Annotation {
  const planned = context.evaluatesRules ? maintenanceOf(name, context).map(sourceOf) : [];
  const sources = [...sourcesOf(name, context), ...planned].join(', ');
  return sources === '' ? {} : { [context.evaluatesRules ? 'inhibited_by' : 'may_follow_from']: sources };
}

/** A template of Prometheus that lists the alerts by which the alert is inhibited at the moment. */
export function inhibitedByAnnotation(name: string, context: RuleContext): Annotation {
  if (!isInhibitable(name, context)) return {};
  const each = `{{ range $i, $one := query \`${inhibitedSeries(context, name)}\` }}`;
  return { inhibited_by: `${each}{{ if $i }}, {{ end }}{{ $one.Labels.source }}{{ end }}` };
}
