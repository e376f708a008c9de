/**
 * Which alerts (the targets) are inhibited while others (the sources) fire, so that an incident is one page, and an alert
 * that was notified gets its resolved notification.
 *
 * Neither engine can do that alone. Alertmanager never sends the end of an alert that it inhibits, even where its beginning was
 * sent, and forgets what inhibits when it restarts; Grafana has no inhibition, and takes an empty query for the end. So
 * Prometheus records who is inhibited by whom, and the rules of the engine that notifies read that.
 */
import type { TargetLabel } from '../lib/promql/target-labels';
import { foreign, lastOverTime, max, oneOf, type Gauge, type Matcher, type Matchers, type Vector } from '../lib/promql';
import { canonical, seconds, type Duration } from '../lib/units';
import type { Group } from './labels';
import { WATCHDOG } from '../lib/alerting/routing';
import { WINDOW } from '../lib/promql/window';
import {
  alertNames,
  definition,
  isEnabled,
  urgencyOf,
  type AlertName,
  type RuleContext,
} from '../lib/alerting/catalogue';
import type { LabelledRule } from '../lib/promql/recording-rule';

/** The groups whose alerts measure the platform: where it cannot be scraped they only repeat that. */
const PLATFORM_GROUPS: readonly Group[] = ['api_health', 'business_health', 'slo'];
const TARGET_DOWN: AlertName = 'TargetDown';

/** Alerts on a store, from which others recover more slowly: connections come back one by one. */
const STORE_DOWN: readonly AlertName[] = ['PostgresDown', 'RedisDisconnected', 'RedisDown'];

/** What follows where requests fail or hang for want of a store. */
const REQUESTS_FAIL: readonly AlertName[] = [
  'CriticalErrorRate',
  'HighErrorRate',
  'CriticalAPILatency',
  'HighAPILatency',
  'CriticalEAPollErrors',
  'EAPollErrors',
  'APIAvailabilityErrorBudgetBurn',
  'APILatencyErrorBudgetBurn',
  'EAPollingErrorBudgetBurn',
];

/**
 * Sources, each with the targets that it inhibits beside its warning twin. What inhibits a source inhibits its targets too, as
 * an inhibited source does not fire. Stores do not inhibit tickets on budgets, which are about the month.
 */
const TARGETS: { readonly [N in AlertName]?: readonly AlertName[] } = {
  TargetDown: ['TargetPartlyDown', 'TargetFlapping'],
  RedisDown: ['RedisDisconnected', ...REQUESTS_FAIL],
  RedisDisconnected: REQUESTS_FAIL,
  PostgresDown: [
    'DatabaseConnectionPoolExhausted',
    'SignalIngestionStopped',
    'SignalSourceSilent',
    'LowSignalIngestionRate',
    'SignalFreshnessErrorBudgetBurn',
    'HighMiniAppLatency',
    ...REQUESTS_FAIL,
  ],
  // The threshold names who it is; the budget only says that it matters.
  CriticalErrorRate: ['APIAvailabilityErrorBudgetBurn', 'APIAvailabilityErrorBudgetBurnSlow'],
  HighErrorRate: ['APIAvailabilityErrorBudgetBurnSlow'],
  CriticalAPILatency: ['APILatencyErrorBudgetBurn', 'APILatencyErrorBudgetBurnSlow'],
  HighAPILatency: ['APILatencyErrorBudgetBurnSlow'],
  SignalIngestionStopped: [
    'SignalSourceSilent',
    'SignalFreshnessErrorBudgetBurn',
    'SignalFreshnessErrorBudgetBurnSlow',
  ],
  LowSignalIngestionRate: ['SignalFreshnessErrorBudgetBurnSlow'],
  NoEARequests: ['EAEndpointSilent'],
  CriticalEAPollErrors: ['EAPollingErrorBudgetBurn', 'EAPollingErrorBudgetBurnSlow'],
  EAPollErrors: ['EAPollingErrorBudgetBurnSlow'],
};

const inhibits = (source: AlertName, target: AlertName): boolean =>
  definition(target).critical === source ||
  TARGETS[source]?.includes(target) === true ||
  (source === TARGET_DOWN && PLATFORM_GROUPS.includes(definition(target).group));

/** The alerts of the catalogue that inhibit this one. */
export const sourcesInCatalogue = (target: AlertName): AlertName[] =>
  alertNames.filter((source) => inhibits(source, target));

/** The alerts of the stack that inhibit this one. */
export const sourcesOf = (target: AlertName, context: RuleContext): AlertName[] =>
  sourcesInCatalogue(target).filter((source) => isEnabled(source, context));

/** Every alert of the stack that another one inhibits. */
export const inhibitedAlerts = (context: RuleContext): AlertName[] =>
  alertNames.filter((name) => isEnabled(name, context) && sourcesOf(name, context).length > 0);

/**
 * Whether an alert fires for a second window after its condition: its warning twin may hold for one window longer, and must
 * not be notified just after the end of the page. A budget's windows are hours, which nothing outlasts.
 */
const outlastsTargets = (name: AlertName): boolean =>
  name === TARGET_DOWN ||
  alertNames.map(definition).some(({ critical, slo }) => critical === name && slo === undefined);
const LONGER: Duration = '10m';

/**
 * How long an alert goes on firing after its condition: the rates of a counter that was not scraped for a while need a window
 * to be whole again, and the end must not be notified before that. The heartbeat stops at once.
 */
export const keepFiringFor = (name: AlertName): Duration | undefined =>
  name === WATCHDOG ? undefined : outlastsTargets(name) ? LONGER : WINDOW;

/** Labels of the series `ALERTS`, which Prometheus writes for the rules it evaluates. */
export type AlertLabel = 'alertname' | 'alertstate' | 'severity' | 'component' | 'environment';

type OfStack = Pick<RuleContext, 'environment'>;
const alertSeries = ({ environment }: OfStack, where: Matchers<AlertLabel>): Gauge<AlertLabel | TargetLabel> =>
  foreign<AlertLabel>('ALERTS', { ...where, environment });

const anyOf = (names: readonly AlertName[]): Matcher => oneOf(names.toSorted());

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
export const inhibitedSeries = ({ environment }: OfStack, target?: AlertName): Gauge<InhibitionLabel | TargetLabel> =>
  foreign<InhibitionLabel>(INHIBITED, { environment, target });

/** A restart of Prometheus: an alert that fired before it is not new after it. */
const REMEMBERED: Duration = '10m';
/** A source that ends together with its target may do so an evaluation earlier. */
const SLACK: Duration = '1m';
/** How long a store's alert still inhibits after its end. */
const RECOVERY: Duration = '6m';

function firingRule(context: RuleContext): LabelledRule {
  const stores = STORE_DOWN.filter((name) => isEnabled(name, context));
  const fired = lastOverTime(firing(context), SLACK);
  const all = stores.length === 0 ? fired : fired.or(lastOverTime(firing(context, anyOf(stores)), RECOVERY));
  return {
    record: ACTIVE,
    meaning: MEANING.active,
    labels: { environment: context.environment, state: 'firing' },
    expr: max(all, 'alertname'),
  };
}

/** Whether the alert waits for sources that are about to fire: two pages are worse than one that is a minute late. */
const waitsForSources = (name: AlertName, context: RuleContext): boolean =>
  urgencyOf(name, context).severity === 'critical';

/**
 * The sources of pages that have been pending for half of their `for`, a rule for each duration. A warning does not wait for
 * them: a source that comes and goes would restart its `for` each time.
 */
function pendingRules(context: RuleContext): LabelledRule[] {
  const pages = inhibitedAlerts(context).filter((name) => waitsForSources(name, context));
  const sources = [...new Set(pages.flatMap((name) => sourcesOf(name, context)))].filter(
    (name) => name !== TARGET_DOWN,
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

const sourcesRule = (target: AlertName, context: RuleContext): LabelledRule => ({
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

/** The rules that record who is inhibited by whom, in the order of evaluation. */
export function inhibitionRecording(context: RuleContext): LabelledRule[] {
  const targets = inhibitedAlerts(context);
  if (targets.length === 0) return [];
  return [
    firingRule(context),
    ...pendingRules(context),
    notifiedRule(context),
    ...targets.map((target) => sourcesRule(target, context)),
    inhibitedRule(context),
  ];
}

type Annotation = Readonly<Record<string, string>>;

/** Lists the sources of an alert or, where nothing is inhibited, the alerts that it may follow from. */
export function sourcesAnnotation(name: AlertName, context: RuleContext): Annotation {
  const sources = sourcesOf(name, context).join(', ');
  return sources === '' ? {} : { [context.recorded ? 'inhibited_by' : 'may_follow_from']: sources };
}

/** A template of Prometheus that lists the alerts by which the alert is inhibited at the moment. */
export function inhibitedByAnnotation(name: AlertName, context: RuleContext): Annotation {
  if (sourcesOf(name, context).length === 0) return {};
  const each = `{{ range $i, $one := query \`${inhibitedSeries(context, name)}\` }}`;
  return { inhibited_by: `${each}{{ if $i }}, {{ end }}{{ $one.Labels.source }}{{ end }}` };
}

/** `series`, without anything while the alert is inhibited. Every series that alerts compare has the label `environment`. */
export const unlessInhibited = <L extends string>(
  series: Vector<L>,
  name: AlertName,
  context: RuleContext,
): Vector<L> =>
  sourcesOf(name, context).length === 0
    ? series
    : ((series as Vector<string>).unlessOn(['environment'], foreign(INHIBITED, { target: name })) as Vector<L>);
