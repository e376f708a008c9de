/** `npm run alerts -- --stack S --replay URL`: how often alerts fire over a history, with numbers to choose from. */
import { trading } from '../../platform';
import type { Settings } from '../../lib/settings/schema';
import { ruleContext, toSettings } from '../../lib/settings/settings';
import { buildRules } from '../../lib/compile/prometheus-rules';
import { rulesOf, without, type ReplayedAlert, type Rules } from '../../lib/review/replay/alerts';
import { difference, length } from '../../lib/review/replay/firing';
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
import {
  describeGaps,
  describeRange,
  firedAtServer,
  lacking,
  rangeOf,
  replay,
  findHistory,
  type BackendSelector,
  type HistorySource,
  type Range,
} from './run';

const rules = (settings: Settings): Rules =>
  rulesOf(
    Object.values(buildRules(ruleContext(settings))).flatMap(({ groups }) => groups),
    settings.backend.scrapeInterval,
  );

/** The alerts, with what the history lacks in the place of its name. */
async function replayableAlerts(all: Rules, server: History, range: Range, only?: string): Promise<ReplayedAlert[]> {
  const wanted = { ...all, alerts: all.alerts.filter(({ name }) => only === undefined || name === only) };
  return without(wanted, await lacking(wanted, server, range));
}

/** `HighAPILatency.above=0.8,1` taken apart. */
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
export type Raw = Readonly<Record<string, unknown>>;
/** The stack's keys with one number of one alert replaced. */
function withNumber(raw: Raw, alert: string, key: string, value: string): Raw {
  const thresholds = (raw.thresholds ?? {}) as Readonly<Record<string, Raw>>;
  return { ...raw, thresholds: { ...thresholds, [alert]: { ...thresholds[alert], [key]: number(value) } } };
}

export type Row = readonly string[];
export interface Tried {
  readonly head: Row;
  readonly rows: readonly Row[];
  /** Why less was seen than was asked for; nothing where all was. */
  readonly gaps: readonly string[];
  /** The time that was looked at. */
  readonly range: string;
}

/** What a history answers to `work`, and what it says of itself. */
async function overHistory(
  source: HistorySource,
  selector: BackendSelector,
  work: (server: History, past: Range) => Promise<Row[]>,
  headOf: (range: string) => Row,
): Promise<Tried> {
  const server = history(source.url, { tenant: source.tenant });
  const past = await findHistory(server, rangeOf(source.range), selector);
  const rows = await work(server, past);
  const range = describeRange(past);
  return { head: headOf(range), rows, gaps: describeGaps(server, past), range };
}

/** A row for each number that is tried. */
export async function tryNumbers(stack: string, raw: Raw, source: HistorySource, what: string): Promise<Tried> {
  const { alert, key, values } = parseAttempt(what);
  // Every number is valid, or nothing is asked of the server.
  const attempts = values.map((value) => ({
    value,
    settings: toSettings(trading, stack, withNumber(raw, alert, key, value)),
  }));
  const { backend } = toSettings(trading, stack, raw);
  return overHistory(
    source,
    backend.selector,
    (server, past) =>
      inTurn(
        attempts,
        ({ value }) => `${key} ${value}`,
        async (each): Promise<Row> => {
          const [found] = await replayableAlerts(rules(each.settings), server, past, alert);
          if (found === undefined) throw new UsageError(`${alert} is not in the stack "${stack}"`);
          const result = await replay(found, server, past);
          return [each.value, describeFiring(result), describeCulprits(result).join(', ')];
        },
      ),
    (range) => [`${alert}.${key}`, `fires in ${range}`, 'for'],
  );
}

/** The rows of alerts over the history, those of an alert from its replay. */
async function rowsOfEach(
  all: Rules,
  server: History,
  past: Range,
  rowsOf: (alert: ReplayedAlert, result: Replayed) => Row[] | Promise<Row[]>,
): Promise<Row[]> {
  const rows = await inTurn(
    await replayableAlerts(all, server, past),
    ({ name }) => name,
    async (alert) => rowsOf(alert, await replay(alert, server, past)),
  );
  return rows.flat();
}

/** A row for each alert of the stack. */
export const replayAlerts = (settings: Settings, source: HistorySource): Promise<Tried> =>
  overHistory(
    source,
    settings.backend.selector,
    (server, past) =>
      rowsOfEach(rules(settings), server, past, ({ name }, result) => [
        [name, describeFiring(result), describeCulprits(result).join(', ')],
      ]),
    (range) => ['alert', `fires in ${range}`, 'for'],
  );

/** A row for each alert that is replayed otherwise than it fired; seconds that are no more than its ends' rounding are none. */
export const checkReplay = (settings: Settings, source: HistorySource): Promise<Tried> =>
  checkRules(rules(settings), source, settings.backend.selector);

/** The same of rules as a server has them. */
export const checkRules = (all: Rules, source: HistorySource, selector: BackendSelector = {}): Promise<Tried> =>
  overHistory(
    source,
    selector,
    (server, past) =>
      rowsOfEach(all, server, past, async (alert, result) => {
        const [here, there] = [firingSpans(result), await firedAtServer(alert, server, past)];
        const differs = difference(here, there, result.evaluations);
        // The server evaluates at its own moment within the interval, so each end may be one evaluation off.
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
      }),
    () => ['alert', 'replayed', 'fired', 'differs'],
  );
