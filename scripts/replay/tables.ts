/** `npm run alerts -- --stack S --replay URL`: how often alerts fire over a history, also with other thresholds. */
import type { Settings } from '../../lib/settings/schema';
import { ruleContext } from '../../lib/settings/settings';
import { buildRules } from '../../lib/compile/prometheus-rules';
import { rulesOf, type Rules } from '../../lib/review/replay/alerts';
import { spanDifference, length } from '../../lib/review/replay/firing';
import {
  describeFiring,
  describeCulprits,
  formatSeconds,
  firingSpans,
  type Replayed,
} from '../../lib/review/replay/words';
import { UsageError } from '../../lib/servers/command-line';
import { inTurn } from '../../lib/servers/progress';
import { settingsOf } from '../support/stacks';
import {
  describeGaps,
  describeRange,
  firedAtServer,
  openPast,
  replay,
  replayableAlerts,
  type HistorySource,
  type Past,
} from './run';

/** The rules that a stack's Prometheus evaluates. */
export const rulesOfStack = (settings: Settings): Rules =>
  rulesOf(
    Object.values(buildRules(ruleContext(settings))).flatMap(({ groups }) => groups),
    settings.backend.scrapeInterval,
  );

/** Parses `HighAPILatency.above=0.8,1`. */
function parseAttempt(text: string) {
  const [, alert, key, values] = /^([A-Za-z]+)\.([a-zA-Z]+)=(.+)$/.exec(text) ?? [];
  if (alert === undefined || key === undefined || values === undefined)
    throw new UsageError(`--try ${text} is not like HighAPILatency.above=0.8,1,1.2`);
  return { alert, key, values: values.split(',').map((value) => value.trim()) };
}

const number = (text: string): number | string => (text !== '' && Number.isFinite(Number(text)) ? Number(text) : text);

export type Keys = Readonly<Record<string, unknown>>;
/** A stack's keys with one number of one alert replaced. */
export function withNumber(keys: Keys, alert: string, key: string, value: string): Keys {
  const thresholds = (keys.thresholds ?? {}) as Readonly<Record<string, Keys>>;
  return { ...keys, thresholds: { ...thresholds, [alert]: { ...thresholds[alert], [key]: number(value) } } };
}

type Row = readonly string[];
export type ReplayTable = Awaited<ReturnType<typeof tableOf>>;
export const tableOf = async <T extends { readonly name: string }>(
  past: Past,
  head: Row,
  items: readonly T[],
  rowsOf: (item: T) => Row[] | Promise<Row[]>,
) => ({
  head,
  rows: (
    await inTurn(
      items,
      ({ name }) => name,
      async (item) => rowsOf(item),
    )
  ).flat(),
  /** Why the tables cover less than the requested range; empty if they cover all. */
  gaps: describeGaps(past),
  /** The range that was read. */
  range: describeRange(past),
});

const rowOf = (name: string, result: Replayed): Row => [
  name,
  describeFiring(result),
  describeCulprits(result).join(', '),
];

export async function tryNumbers(stack: string, keys: Keys, source: HistorySource, what: string): Promise<ReplayTable> {
  const { alert, key, values } = parseAttempt(what);
  // All values are checked before the first query.
  const attempts = values.map((value) => ({
    name: `${key} ${value}`,
    value,
    rules: rulesOfStack(settingsOf(stack, withNumber(keys, alert, key, value))),
  }));
  const past = await openPast(source, settingsOf(stack, keys).backend.selector);
  const head = [`${alert}.${key}`, `fires in ${describeRange(past)}`, 'for'];
  return tableOf(past, head, attempts, async ({ value, rules }) => {
    const [found] = await replayableAlerts(rules, past, [alert]);
    if (found === undefined) throw new UsageError(`${alert} is not in the stack "${stack}"`);
    return [rowOf(value, await replay(found, past))];
  });
}

export async function replayAlerts(settings: Settings, source: HistorySource): Promise<ReplayTable> {
  const past = await openPast(source, settings.backend.selector);
  const alerts = await replayableAlerts(rulesOfStack(settings), past);
  const head = ['alert', `fires in ${describeRange(past)}`, 'for'];
  return tableOf(past, head, alerts, async (alert) => [rowOf(alert.name, await replay(alert, past))]);
}

/** A row for each alert that fired otherwise than its replay; seconds at the ends are rounding, and ignored. */
export async function checkReplay(rules: Rules, ...server: Parameters<typeof openPast>): Promise<ReplayTable> {
  const past = await openPast(...server);
  const alerts = await replayableAlerts(rules, past);
  return tableOf(past, ['alert', 'replayed', 'fired', 'differs'], alerts, async (alert) => {
    const result = await replay(alert, past);
    const [here, there] = [firingSpans(result), await firedAtServer(alert, past)];
    const differs = spanDifference(here, there, result.evaluations);
    // The server evaluates at an offset of its own within the interval, so each end may differ by one evaluation.
    if (differs <= alert.step * 2 * Math.max(here.length, there.length)) return [];
    const fired = formatSeconds(length(there, result.evaluations));
    return [[alert.name, describeFiring(result), fired, formatSeconds(differs)]];
  });
}
