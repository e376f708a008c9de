/**
 * Which alerts keep silent while another one tells the same, so that an incident reaches a person once, and what has been
 * told gets its end.
 *
 * No engine can do that alone. Alertmanager drops the end of an alert that it inhibits, told or not, and forgets what
 * inhibits when it restarts; Grafana has no inhibition, and a query that becomes empty is an end to it. So Prometheus
 * decides, by a recording rule for each alert that can be silenced: it is superseded from when another one tells the same,
 * unless it fired before that. What fired first is told to its end. The queries of whichever engine notifies read that.
 */
import type { TargetLabel } from '../metrics/contract';
import { count, foreign, lastOverTime, type Gauge, type Matcher, type Matchers, type Vector } from '../metrics/promql';
import { longer, seconds, type Duration } from '../metrics/units';
import type { Group } from './labels';
import { WATCHDOG } from './routing';
import { WINDOW } from './window';
import { alertNames, condition, definition, isEnabled, resolve, type AlertName, type RuleContext } from './catalogue';

/** The groups whose alerts measure the platform: without a scrape they tell nothing that is not told already. */
const PLATFORM_GROUPS: readonly Group[] = ['api_health', 'business_health', 'slo'];
const BLIND: AlertName = 'TargetDown';

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

/** What follows from each alert beside its warning twin. Tickets on budgets do not: they are about the month, not the incident. */
const FOLLOWS: { readonly [N in AlertName]?: readonly AlertName[] } = {
  TargetDown: ['TargetPartlyDown', 'TargetFlapping'],
  RedisDown: ['RedisDisconnected', ...REQUESTS_FAIL],
  RedisDisconnected: REQUESTS_FAIL,
  PostgresDown: [
    'DatabaseConnectionPoolExhausted',
    'SignalIngestionStopped',
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
  SignalIngestionStopped: ['SignalFreshnessErrorBudgetBurn', 'SignalFreshnessErrorBudgetBurnSlow'],
  LowSignalIngestionRate: ['SignalFreshnessErrorBudgetBurnSlow'],
  CriticalEAPollErrors: ['EAPollingErrorBudgetBurn', 'EAPollingErrorBudgetBurnSlow'],
  EAPollErrors: ['EAPollingErrorBudgetBurnSlow'],
};

const follows = (name: AlertName, from: AlertName): boolean =>
  definition(name).critical === from ||
  FOLLOWS[from]?.includes(name) === true ||
  (from === BLIND && PLATFORM_GROUPS.includes(definition(name).group));

/** The alerts that silence this one. */
export const impliedBy = (name: AlertName): AlertName[] => alertNames.filter((other) => follows(name, other));

/** Those among them that the stack has. */
export const silencers = (name: AlertName, context: RuleContext): AlertName[] =>
  impliedBy(name).filter((other) => isEnabled(other, context));

/** Every alert of the stack that can be silenced. */
export const silenced = (context: RuleContext): AlertName[] =>
  alertNames.filter((name) => isEnabled(name, context) && silencers(name, context).length > 0);

/**
 * Whether an alert goes on firing for a window after its condition: its warning may hold for that long after it, and would
 * be told at the end of what has been told already. A budget's windows are hours, which nothing outlasts.
 */
export const outlasts = (name: AlertName): boolean =>
  name === BLIND || alertNames.map(definition).some(({ critical, slo }) => critical === name && slo === undefined);

/**
 * How long an alert goes on firing after its condition: the rates of a counter that was not scraped for a while need a window
 * to be whole again, and the end must not be told in the middle. What silences others does so twice as long, as these
 * may hold for a window after it, and would be told at the end of what has been told already. The heartbeat stops at once.
 */
export const keepsFiring = (name: AlertName): Duration | undefined =>
  name === WATCHDOG ? undefined : outlasts(name) ? LONGER : WINDOW;
const LONGER: Duration = '10m';

/** Labels of the series `ALERTS`, which Prometheus keeps of the rules it evaluates. */
export type AlertLabel = 'alertname' | 'alertstate' | 'severity' | 'component' | 'environment';

type OfStack = Pick<RuleContext, 'environment'>;
type Alerts = Gauge<AlertLabel | TargetLabel>;
const kept = ({ environment }: OfStack, where: Matchers<AlertLabel>): Alerts =>
  foreign<AlertLabel>('ALERTS', { ...where, environment });

/** The firing ones of this stack's alerts, as Prometheus keeps them. */
export const firing = (context: OfStack, alertname: Matcher): Alerts =>
  kept(context, { alertname, alertstate: 'firing' });

/** The series that is there while the alert of its label `superseded` is told by another one. */
export const SUPERSEDED = 'alert:superseded:count';
const superseded = ({ environment }: OfStack, name: AlertName): Vector =>
  foreign(SUPERSEDED, { environment, superseded: name });

/** A restart of Prometheus: what fired before it is not new after it. */
const RESTART: Duration = '10m';
/** What ends at the same time may end an evaluation later. */
const SLACK: Duration = '1m';

const any = (names: readonly AlertName[]): Matcher => ({ matches: names.join('|') });

/**
 * The silencers that fire, or have until lately: as long as the other's condition may last after what they have told. None
 * where there is no such silencer.
 */
function told(others: readonly AlertName[], context: RuleContext): Vector | undefined {
  const within = (length: Duration, names: AlertName[]) =>
    names.length === 0 ? [] : [lastOverTime(firing(context, any(names)), length)];
  const [first, ...rest] = [
    ...within(SLACK, others.filter(outlasts)),
    ...within(
      longer(WINDOW, SLACK),
      others.filter((name) => !outlasts(name)),
    ),
  ];
  return first && rest.reduce((all, each) => all.or(each), first);
}

/**
 * The silencers that are about to fire: for half of their time they have not, and have not ceased to. Only a page waits for
 * them, as two pages are worse than one that is a minute late; a warning would begin its time anew each time.
 */
function imminent(name: AlertName, others: readonly AlertName[], context: RuleContext): Vector[] {
  if (resolve(name, context).severity !== 'critical') return [];
  return others
    .filter((other) => other !== BLIND)
    .map((other) => {
      const half = Math.floor(seconds(resolve(other, context).for) / 2);
      const pending = kept(context, { alertname: other, alertstate: 'pending' });
      return half === 0 ? pending : pending.and(pending.offset(`${half}s`));
    });
}

/** When an alert is superseded. */
export function supersession(name: AlertName, context: RuleContext): Vector<never> {
  const others = silencers(name, context);
  const alone = lastOverTime(firing(context, name), RESTART).unlessAny(superseded(context, name));
  const all = [told(others, context), ...imminent(name, others, context)].filter((each) => each !== undefined);
  const [first, ...rest] = all;
  if (first === undefined) throw new RangeError(`nothing silences ${name}`);
  return count(rest.reduce((sum, each) => sum.or(each), first)).unlessAny(alone);
}

/** `series`, without anything while the alert is superseded. */
export const unlessSuperseded = <L extends string>(
  series: Vector<L>,
  name: AlertName,
  context: RuleContext,
): Vector<L> => (silencers(name, context).length === 0 ? series : series.unlessAny(superseded(context, name)));

/**
 * The same by a server that records nothing: what would make the others fire has to do, without its duration. What fired
 * first ends there when the other begins.
 */
export function unlessOthersHold<L extends string>(
  series: Vector<L>,
  name: AlertName,
  context: RuleContext,
): Vector<L> {
  const [first, ...rest] = silencers(name, context).map((other): Vector => condition(resolve(other, context)));
  return first === undefined ? series : series.unlessAny(rest.reduce((all, each) => all.or(each), first));
}
