/** `npm run alerts -- --stack S --replay URL`: how often alerts fire over a history, with numbers to choose from. */
import type { Settings } from '../../config/schema';
import { ruleContext, toSettings } from '../../config/settings';
import { prometheusRules } from '../../compile/prometheus-rules';
import { rulesOf, without, type ReplayedAlert, type Rules } from '../../replay/alerts';
import { difference, length } from '../../replay/firing';
import { counted, culprits, lasting, whole, type Replayed } from '../../replay/words';
import { UsageError } from '../../toolchain/command-line';
import { history, inTurn, type History } from '../../toolchain/prometheus-history';
import { fired, lacking, rangeOf, replay, seen, type Range } from './run';

const rules = (settings: Settings): Rules =>
  rulesOf(
    Object.values(prometheusRules(ruleContext(settings))).flatMap(({ groups }) => groups),
    settings.backend.scrapeInterval,
  );

/** The alerts, with what the history lacks in the place of its name. */
async function known(all: Rules, server: History, range: Range, only?: string): Promise<ReplayedAlert[]> {
  const asked = { ...all, alerts: all.alerts.filter(({ name }) => only === undefined || name === only) };
  return without(asked, await lacking(asked, server, range));
}

/** `HighAPILatency.above=0.8,1` taken apart. */
export function attempt(text: string): { readonly alert: string; readonly key: string; readonly values: string[] } {
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
}

/** A row for each number that is tried. */
export async function tried(stack: string, raw: Raw, url: string, range: string, what: string): Promise<Tried> {
  const { alert, key, values } = attempt(what);
  // Every number is valid, or nothing is asked of the server.
  const attempts = values.map((value) => ({ value, settings: toSettings(stack, withNumber(raw, alert, key, value)) }));
  const server = history(url);
  const past = await seen(server, rangeOf(range));
  const rows = await inTurn(
    attempts,
    ({ value }) => `${key} ${value}`,
    async (each): Promise<Row> => {
      const [found] = await known(rules(each.settings), server, past, alert);
      if (found === undefined) throw new UsageError(`${alert} is not in the stack "${stack}"`);
      const result = await replay(found, server, past);
      return [each.value, counted(result), culprits(result).join(', ')];
    },
  );
  return { head: [`${alert}.${key}`, `fires in ${range}`, 'for'], rows };
}

/** The rows of alerts over the history, those of an alert from its replay. */
async function ofEach(
  all: Rules,
  url: string,
  range: string,
  rowsOf: (alert: ReplayedAlert, result: Replayed, server: History, past: Range) => Row[] | Promise<Row[]>,
): Promise<Row[]> {
  const server = history(url);
  const past = await seen(server, rangeOf(range));
  const rows = await inTurn(
    await known(all, server, past),
    ({ name }) => name,
    async (alert) => rowsOf(alert, await replay(alert, server, past), server, past),
  );
  return rows.flat();
}

/** A row for each alert of the stack. */
export async function replayed(settings: Settings, url: string, range: string): Promise<Tried> {
  const rows = await ofEach(rules(settings), url, range, ({ name }, result) => [
    [name, counted(result), culprits(result).join(', ')],
  ]);
  return { head: ['alert', `fires in ${range}`, 'for'], rows };
}

/** A row for each alert that is replayed otherwise than it fired; seconds that are no more than its ends' rounding are none. */
export const checked = (settings: Settings, url: string, range: string): Promise<Tried> =>
  checkedRules(rules(settings), url, range);

/** The same of rules as a server has them. */
export async function checkedRules(all: Rules, url: string, range: string): Promise<Tried> {
  const rows = await ofEach(all, url, range, async (alert, result, server, past) => {
    const [here, there] = [whole(result), await fired(alert, server, past)];
    const differs = difference(here, there, result.evaluations);
    // The server evaluates at its own moment within the interval, so each end may be one evaluation off.
    return differs > alert.step * 2 * Math.max(here.length, there.length)
      ? [[alert.name, counted(result), lasting(length(there, result.evaluations)), lasting(differs)]]
      : [];
  });
  return { head: ['alert', 'replayed', 'fired', 'differs'], rows };
}
