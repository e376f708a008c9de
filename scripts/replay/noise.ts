/** `npm run alerts -- --stack S --replay URL --noise`: which alerts are noise, and thresholds that would reduce it. */
import { noiseOf, type NoiseEntry } from '../../lib/review/replay/noise';
import type { ReplayedAlert } from '../../lib/review/replay/alerts';
import { firingSpans, formatSeconds } from '../../lib/review/replay/words';
import { SettingsError, ruleContext } from '../../lib/settings/settings';
import type { Settings } from '../../lib/settings/schema';
import { resolveAll, type Alert } from '../../lib/alerting/resolve';
import { seconds, type Duration } from '../../lib/units';
import { inTurn } from '../../lib/servers/progress';
import { history, type History } from '../../lib/servers/prometheus-history';
import { settingsOf } from '../support/stacks';
import {
  describeGaps,
  describeRange,
  findHistory,
  findHolding,
  rangeOf,
  replay,
  replayHolding,
  type HeldAlert,
  type HistorySource,
  type Range,
} from './run';
import { replayableAlerts, rulesOfStack, withNumber, type Keys, type ReplayTable, type Row } from './tables';

/** Number of alerts that a team can fix at a time. */
const WORST = 10;
/** Values of `for` to try, and factors for the threshold. */
const DURATIONS: readonly Duration[] = ['2m', '5m', '10m', '15m', '30m', '1h', '2h', '4h'];
const FACTORS = [1.25, 1.5, 2, 3, 5] as const;

/** A stack whose thresholds are varied. */
interface TriedStack {
  readonly name: string;
  readonly keys: Keys;
  readonly server: History;
  readonly past: Range;
}
interface HeldRule {
  readonly alert: ReplayedAlert;
  readonly holding: HeldAlert;
}
/** A number, and how many notifications the alert would have sent with it. */
interface Fix {
  readonly key: string;
  readonly value: string;
  readonly notified: number;
}

/** The settings with one number replaced; undefined if the stack may not set it. */
function settingsWith({ name, keys }: TriedStack, alert: string, key: string, value: string): Settings | undefined {
  try {
    return settingsOf(name, withNumber(keys, alert, key, value));
  } catch (error) {
    if (error instanceof SettingsError) return undefined;
    throw error;
  }
}

const ruleIn = (settings: Settings, name: string): ReplayedAlert | undefined =>
  rulesOfStack(settings).alerts.find((one) => one.name === name);

/** The shortest `for` with which the alert would have sent at most that many notifications; needs no further query. */
function findDuration(stack: TriedStack, { alert, holding }: HeldRule, most: number): Fix | undefined {
  for (const duration of DURATIONS.filter((one) => seconds(one) > alert.timing.for)) {
    const settings = settingsWith(stack, alert.name, 'for', duration);
    const rule = settings && ruleIn(settings, alert.name);
    if (rule === undefined) continue;
    const notified = firingSpans(replayHolding(holding, rule.timing)).length;
    if (notified <= most) return { key: 'for', value: duration, notified };
  }
  return undefined;
}

/** The nearest of a few thresholds with which the alert would have sent at most that many notifications. */
async function findThreshold(stack: TriedStack, { name, threshold }: Alert, most: number): Promise<Fix | undefined> {
  const { kind, value } = threshold;
  if (kind !== 'above' && kind !== 'below') return undefined;
  for (const factor of FACTORS) {
    const number = String(Number((kind === 'above' ? value * factor : value / factor).toPrecision(2)));
    const settings = settingsWith(stack, name, kind, number);
    if (settings === undefined) continue;
    const all = rulesOfStack(settings);
    const only = { ...all, alerts: all.alerts.filter((one) => one.name === name) };
    const [rule] = await replayableAlerts(only, stack.server, stack.past);
    if (rule === undefined) continue;
    const notified = firingSpans(await replay(rule, stack.server, stack.past)).length;
    if (notified <= most) return { key: kind, value: number, notified };
  }
  return undefined;
}

const rowOf = ({ name, notified, seconds: duration, nearAnother, soonOver }: NoiseEntry): Row => [
  name,
  String(notified),
  formatSeconds(duration),
  String(nearAnother),
  String(soonOver),
];

/** What to try for an alert, as the text of a cell. */
function describeFixes(name: string, fixes: readonly Fix[]): string {
  const texts = fixes.map(({ key, value, notified }) => `${name}.${key}=${value} (${notified})`);
  return texts.length === 0 ? 'none of the numbers tried is enough: look at its causes' : texts.join(' or ');
}

export interface NoiseLedger {
  /** Each alert that fired. */
  readonly alerts: ReplayTable;
  /** The ten to fix first. */
  readonly worst: ReplayTable;
}

/** The noise table of a stack; it varies numbers until an alert would have sent at most `most` notifications. */
export async function noiseLedger(
  stack: string,
  keys: Keys,
  source: HistorySource,
  most: number,
): Promise<NoiseLedger> {
  const settings = settingsOf(stack, keys);
  const server = history(source.url, { tenant: source.tenant });
  const past = await findHistory(server, rangeOf(source.range), settings.backend.selector);
  const all = (await replayableAlerts(rulesOfStack(settings), server, past)).filter(
    ({ name }) => name !== settings.catalogue.heartbeat,
  );
  const heldRules = await inTurn(
    all,
    ({ name }) => name,
    async (alert): Promise<HeldRule> => ({
      alert,
      holding: await findHolding(alert, server, past),
    }),
  );
  const entries = noiseOf(
    heldRules.map(({ alert: { name, timing }, holding }) => ({
      name,
      spans: firingSpans(replayHolding(holding, timing)),
      evaluations: holding.evaluations,
      keepFiringFor: timing.keepFiringFor,
    })),
  );
  const triedStack = { name: stack, keys, server, past };
  const resolved = resolveAll(ruleContext(settings));
  const worst = entries.filter(({ noise, notified }) => noise > 0 && notified > most).slice(0, WORST);
  const fixes = await inTurn(
    worst,
    ({ name }) => name,
    async ({ name, notified }): Promise<Row> => {
      const [rule, alert] = [
        heldRules.find((one) => one.alert.name === name),
        resolved.find((one) => one.name === name),
      ];
      const found = [
        rule && findDuration(triedStack, rule, most),
        alert && (await findThreshold(triedStack, alert, most)),
      ].filter((fix) => fix !== undefined);
      return [name, String(notified), describeFixes(name, found)];
    },
  );
  const common = { gaps: describeGaps(server, past), range: describeRange(past) };
  return {
    alerts: {
      ...common,
      head: ['alert', `notified in ${common.range}`, 'for', 'within 10 min of another', 'over within 5 min'],
      rows: entries.map(rowOf),
    },
    worst: { ...common, head: ['fix first', 'notified', `try (at most ${most} times)`], rows: fixes },
  };
}
