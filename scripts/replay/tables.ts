/** `npm run alerts -- --stack S --replay URL`: how often alerts fire over a history, also with other thresholds. */
import type { Settings } from '../../lib/settings/schema';
import { ruleContext } from '../../lib/settings/settings';
import { buildRules } from '../../lib/compile/prometheus-rules';
import { rulesOf, alertsWithoutSeries, type ReplayedAlert, type Rules } from '../../lib/review/replay/alerts';
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
import { history, type History } from '../../lib/servers/prometheus-history';
import { settingsOf } from '../support/stacks';
import {
  describeGaps,
  describeRange,
  firedAtServer,
  seriesWithoutHistory,
  rangeOf,
  replay,
  findHistory,
  type BackendSelector,
  type HistorySource,
  type Range,
} from './run';

/** The rules that a stack's Prometheus evaluates. */
export const rulesOfStack = (settings: Settings): Rules =>
  rulesOf(
    Object.values(buildRules(ruleContext(settings))).flatMap(({ groups }) => groups),
    settings.backend.scrapeInterval,
  );

/** The alerts, with recorded series that the history lacks replaced by their expressions. */
export const replayableAlerts = async (all: Rules, server: History, range: Range): Promise<ReplayedAlert[]> =>
  alertsWithoutSeries(all, await seriesWithoutHistory(all, server, range));

/** Parses `HighAPILatency.above=0.8,1`. */
export function parseAttempt(text: string): {
  readonly alert: string;
  readonly key: string;
  readonly values: string[];
} {
  const [, alert, key, values] = /^([A-Za-z]+)\.([a-zA-Z]+)=(.+)$/.exec(text) ?? [];
  if (alert === undefined || key === undefined || values === undefined)
    throw new UsageError(`--try ${text} is not like HighAPILatency.above=0.8,1,1.2`);
  return { alert, key, values: values.split(',').map((value) => value.trim()) };
}

const number = (text: string): number | string => (text !== '' && Number.isFinite(Number(text)) ? Number(text) : text);

/** The keys of a stack's file. */
export type Keys = Readonly<Record<string, unknown>>;
/** A stack's keys with one number of one alert replaced. */
export function withNumber(keys: Keys, alert: string, key: string, value: string): Keys {
  const thresholds = (keys.thresholds ?? {}) as Readonly<Record<string, Keys>>;
  return { ...keys, thresholds: { ...thresholds, [alert]: { ...thresholds[alert], [key]: number(value) } } };
}

export type Row = readonly string[];
export interface ReplayTable {
  readonly head: Row;
  readonly rows: readonly Row[];
  /** Why the tables cover less than the requested range; empty if they cover all. */
  readonly gaps: readonly string[];
  /** The range that was read. */
  readonly range: string;
}

/** A table with the results of each item. */
async function tableOf<T>(
  source: HistorySource,
  selector: BackendSelector,
  head: (range: string) => Row,
  itemsOf: (server: History, past: Range) => readonly T[] | Promise<readonly T[]>,
  nameOf: (item: T) => string,
  rowsOf: (item: T, server: History, past: Range) => Promise<Row[]>,
): Promise<ReplayTable> {
  const server = history(source.url, { tenant: source.tenant });
  const past = await findHistory(server, rangeOf(source.range), selector);
  const rows = await inTurn(await itemsOf(server, past), nameOf, (item) => rowsOf(item, server, past));
  const range = describeRange(past);
  return { head: head(range), rows: rows.flat(), gaps: describeGaps(server, past), range };
}

const rowOf = (name: string, result: Replayed): Row => [
  name,
  describeFiring(result),
  describeCulprits(result).join(', '),
];

/** A row for each value to try. */
export async function tryNumbers(stack: string, keys: Keys, source: HistorySource, what: string): Promise<ReplayTable> {
  const { alert, key, values } = parseAttempt(what);
  // All values are checked before the first query.
  const attempts = values.map((value) => ({
    value,
    all: rulesOfStack(settingsOf(stack, withNumber(keys, alert, key, value))),
  }));
  return tableOf(
    source,
    settingsOf(stack, keys).backend.selector,
    (range) => [`${alert}.${key}`, `fires in ${range}`, 'for'],
    () => attempts,
    ({ value }) => `${key} ${value}`,
    async ({ value, all: { alerts, recorded } }, server, past) => {
      const only = { recorded, alerts: alerts.filter(({ name }) => name === alert) };
      const [found] = await replayableAlerts(only, server, past);
      if (found === undefined) throw new UsageError(`${alert} is not in the stack "${stack}"`);
      return [rowOf(value, await replay(found, server, past))];
    },
  );
}

/** A row for each alert of the stack. */
export function replayAlerts(settings: Settings, source: HistorySource): Promise<ReplayTable> {
  const all = rulesOfStack(settings);
  return tableOf(
    source,
    settings.backend.selector,
    (range) => ['alert', `fires in ${range}`, 'for'],
    (server, past) => replayableAlerts(all, server, past),
    ({ name }) => name,
    async (alert, server, past) => [rowOf(alert.name, await replay(alert, server, past))],
  );
}

/**
 * A row for each alert whose replay differs from how it really fired; differences of seconds at the ends are rounding,
 * and are ignored.
 */
export const checkReplay = (settings: Settings, source: HistorySource): Promise<ReplayTable> =>
  checkRules(rulesOfStack(settings), source, settings.backend.selector);

/** The same for rules in the format of a server's API. */
export const checkRules = (all: Rules, source: HistorySource, selector: BackendSelector = {}): Promise<ReplayTable> =>
  tableOf(
    source,
    selector,
    () => ['alert', 'replayed', 'fired', 'differs'],
    (server, past) => replayableAlerts(all, server, past),
    ({ name }) => name,
    async (alert, server, past) => {
      const result = await replay(alert, server, past);
      const [here, there] = [firingSpans(result), await firedAtServer(alert, server, past)];
      const differs = spanDifference(here, there, result.evaluations);
      // The server evaluates at an offset of its own within the interval, so each end may differ by one evaluation.
      return differs > alert.step * 2 * Math.max(here.length, there.length)
        ? [
            [
              alert.name,
              describeFiring(result),
              formatSeconds(length(there, result.evaluations)),
              formatSeconds(differs),
            ],
          ]
        : [];
    },
  );
