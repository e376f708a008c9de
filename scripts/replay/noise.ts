/** `npm run alerts -- --stack S --replay URL --noise`: which alerts are noise, and thresholds that would reduce it. */
import { noiseOf } from '../../lib/review/replay/noise';
import type { Rules } from '../../lib/review/replay/alerts';
import { firingSpans, formatSeconds, type Replayed } from '../../lib/review/replay/words';
import type { Settings } from '../../lib/settings/schema';
import { SettingsError, ruleContext } from '../../lib/settings/settings';
import { resolve } from '../../lib/alerting/resolve';
import { seconds, type Duration } from '../../lib/units';
import { inTurn } from '../../lib/servers/progress';
import { settingsOf } from '../support/stacks';
import {
  describeRange,
  findHolding,
  openPast,
  replay,
  replayableAlerts,
  replayHolding,
  type HeldAlert,
  type HistorySource,
  type Past,
} from './run';
import { rulesOfStack, tableOf, withNumber, type Keys, type ReplayTable } from './tables';

/** Number of alerts that a team can fix at a time. */
const WORST = 10;
/** Values of `for` to try, and factors for the threshold. */
const DURATIONS: readonly Duration[] = ['2m', '5m', '10m', '15m', '30m', '1h', '2h', '4h'];
const FACTORS = [1.25, 1.5, 2, 3, 5] as const;

/** A stack whose thresholds are varied. */
interface TriedStack {
  readonly name: string;
  readonly keys: Keys;
  readonly settings: Settings;
  readonly past: Past;
}

/** The rules with one number replaced; undefined if the stack may not set it. */
function rulesWith({ name, keys }: TriedStack, alert: string, key: string, value: string): Rules | undefined {
  try {
    return rulesOfStack(settingsOf(name, withNumber(keys, alert, key, value)));
  } catch (error) {
    if (error instanceof SettingsError) return undefined;
    throw error;
  }
}

/** The first value with which the alert would have sent at most that many notifications, as the text of a cell. */
async function findFix(
  stack: TriedStack,
  [alert, key, values]: readonly [alert: string, key: string, values: readonly string[]],
  most: number,
  replayWith: (rules: Rules) => Promise<Replayed | undefined>,
): Promise<string[]> {
  for (const value of values) {
    const rules = rulesWith(stack, alert, key, value);
    const result = rules && (await replayWith(rules));
    if (result === undefined) continue;
    const notified = firingSpans(result).length;
    if (notified <= most) return [`${alert}.${key}=${value} (${notified})`];
  }
  return [];
}

/** The shortest `for`; needs no further query. */
function findDuration(stack: TriedStack, heldAlert: HeldAlert, most: number): Promise<string[]> {
  const { name, timing } = heldAlert.alert;
  const longer = DURATIONS.filter((duration) => seconds(duration) > timing.for);
  return findFix(stack, [name, 'for', longer], most, async ({ alerts }) => {
    const rule = alerts.find((one) => one.name === name);
    return rule && replayHolding(heldAlert, rule.timing);
  });
}

/** The nearest of a few thresholds. */
async function findThreshold(stack: TriedStack, name: string, most: number): Promise<string[]> {
  const { kind, value } = resolve(name, ruleContext(stack.settings)).threshold;
  if (kind !== 'above' && kind !== 'below') return [];
  const numbers = FACTORS.map((factor) =>
    String(Number((kind === 'above' ? value * factor : value / factor).toPrecision(2))),
  );
  return findFix(stack, [name, kind, numbers], most, async (rules) => {
    const [rule] = await replayableAlerts(rules, stack.past, [name]);
    return rule && replay(rule, stack.past);
  });
}

/** Each alert that fired, and the ten to fix first, with numbers that would leave at most `most` notifications. */
export async function noiseLedger(
  stack: string,
  keys: Keys,
  source: HistorySource,
  most: number,
): Promise<{ readonly alerts: ReplayTable; readonly worst: ReplayTable }> {
  const settings = settingsOf(stack, keys);
  const past = await openPast(source, settings.backend.selector);
  const alerts = await replayableAlerts(rulesOfStack(settings), past);
  const heldAlerts = await inTurn(
    alerts.filter(({ name }) => name !== settings.catalogue.heartbeat),
    ({ name }) => name,
    (alert) => findHolding(alert, past),
  );
  const entries = noiseOf(
    heldAlerts.map((one) => ({
      name: one.alert.name,
      spans: firingSpans(replayHolding(one)),
      evaluations: one.evaluations,
      keepFiringFor: one.alert.timing.keepFiringFor,
    })),
  );
  const noisy = entries.filter(({ noise, notified }) => noise > 0 && notified > most).slice(0, WORST);
  const worst = await tableOf(
    past,
    ['fix first', 'notified', `try (at most ${most} times)`],
    noisy,
    async ({ name, notified }) => {
      const triedStack = { name: stack, keys, settings, past };
      const durations = heldAlerts
        .filter(({ alert }) => alert.name === name)
        .map((one) => findDuration(triedStack, one, most));
      const fixes = [...(await Promise.all(durations)).flat(), ...(await findThreshold(triedStack, name, most))];
      return [
        [name, String(notified), fixes.join(' or ') || 'none of the numbers tried is enough: look at its causes'],
      ];
    },
  );
  const head = ['alert', `notified in ${describeRange(past)}`, 'for', 'within 10 min of another', 'over within 5 min'];
  const rows = entries.map(({ name, notified, seconds: duration, nearAnother, soonOver }) => [
    name,
    String(notified),
    formatSeconds(duration),
    String(nearAnother),
    String(soonOver),
  ]);
  return { alerts: { ...worst, head, rows }, worst };
}
