/** Runs alerts over the history of a server; shared by `--replay` of diff and of alerts. */
import { namesRead, type ReplayedAlert, type Rules } from '../../lib/review/replay/alerts';
import { firing, since, type Evaluations, type Span, type Timing } from '../../lib/review/replay/firing';
import { formatSeconds, type Replayed } from '../../lib/review/replay/words';
import { printPromql } from '../../lib/promql';
import { isDuration, seconds } from '../../lib/units';
import { UsageError } from '../../lib/servers/command-line';
import type { History, Series } from '../../lib/servers/prometheus-history';

/** The server, and the part of its history to read. */
export interface HistorySource {
  readonly url: string;
  /** The value of `--range`. */
  readonly range: string;
  readonly tenant?: string | undefined;
}

/** The labels of the platform's backend, from the setting `backend.selector`. */
export type BackendSelector = Readonly<Record<string, string | undefined>>;

/** Length of the range, which ends now. */
export interface Range {
  readonly text: string;
  readonly from: number;
  readonly to: number;
  /** Whether the server's own history starts there, so that nothing was pending before. */
  readonly begins?: true;
}

/** The range of `--range`, up to `now` in Unix seconds. Throws a {@link UsageError}. */
export function rangeOf(text: string, now = Math.floor(Date.now() / 1000)): Range {
  if (!isDuration(text) || seconds(text) === 0)
    throw new UsageError(`--range ${text} is not a duration like 12h, 7d or 30d`);
  return { text, from: now - seconds(text), to: now };
}

/** Number of points at which to look for the start of a history. */
const LOOKS = 10_000;

/** The history has no scrape of the platform's backend: all results would be meaningless. */
export class EmptyHistory extends UsageError {}

/** The warnings in the server's responses, as sentences. */
function describeWarnings(history: History): string[] {
  const MOST = 3;
  return [...history.warnings()].map(([text, names]) => {
    const more = names.length > MOST ? ` and ${names.length - MOST} more` : '';
    return `The server warns, so numbers may be too low: ${text} (about ${names.slice(0, MOST).join(', ')}${more}).`;
  });
}

/**
 * The part of a range in which the server scraped the backend. Before the first scrape there are no series, and an
 * alert on missing events would seem to fire. Throws an {@link EmptyHistory} if there was no scrape.
 */
export async function findHistory(history: History, range: Range, selector: BackendSelector = {}): Promise<Range> {
  const labels = Object.entries(selector).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const expr = `count(up{${labels.map(([label, value]) => `${label}=${JSON.stringify(value)}`).join(',')}})`;
  const findFirst = async (from: number, to: number, step: number): Promise<number | undefined> => {
    const aligned = to - Math.floor((to - from) / step) * step;
    const [scrapes] = await history.over('the first scrape', expr, { from: aligned, to, step });
    return scrapes?.at[0];
  };
  let step = Math.max(1, Math.ceil((range.to - range.from) / LOOKS));
  let first = await findFirst(range.from, range.to, step);
  if (first === undefined) {
    const names = labels.map(([label, value]) => `backend.selector.${label}=${value}`).join(', ');
    throw new EmptyHistory(
      [
        `nothing of the platform is in this history: ${names || 'up'} has no scrape in ${range.text}; check the address, the tenant and that setting`,
        ...describeWarnings(history),
      ].join('. '),
    );
  }
  if (first <= range.from + 2 * step) return range;
  while (step > 1) {
    const finer = Math.ceil(step / LOOKS);
    first = (await findFirst(first - step, first, finer)) ?? first;
    step = finer;
  }
  return { ...range, from: first, begins: true };
}

const minuteOf = (time: number): string => `${new Date(time * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** The range that was read: `7d`, or `10 min (the history begins 2026-11-29 06:10 UTC)`. */
export const describeRange = ({ text, from, to, begins }: Range): string =>
  begins ? `${formatSeconds(to - from)} (the history begins ${minuteOf(from)})` : text;

/** Why a replay covers less than the requested range, to be printed before its results; empty if it covers all. */
export function describeGaps(history: History, range: Range): string[] {
  const short = range.begins
    ? [`Only ${describeRange(range)} of the ${range.text} that were asked for could be seen.`]
    : [];
  return [...short, ...describeWarnings(history)];
}

/** Evaluations of an alert, at multiples of its interval, so that the same range sends the same queries. */
const evaluationsOf = ({ from, to }: Range, step: number): Evaluations => ({
  from: Math.ceil(from / step) * step,
  to: Math.floor(to / step) * step,
  step,
});

/**
 * When the expression of an alert is true, for each culprit; includes the time before the range in which it may have
 * become pending.
 */
export interface HeldAlert {
  readonly evaluations: Evaluations;
  readonly longer: Evaluations;
  readonly series: readonly Series[];
}

/** Queries when the alert's expression is true. */
export async function findHolding(alert: ReplayedAlert, history: History, range: Range): Promise<HeldAlert> {
  const evaluations = evaluationsOf(range, alert.step);
  const { timing } = alert;
  const before = Math.ceil((timing.for + timing.keepFiringFor) / alert.step) * alert.step;
  const longer = range.begins ? evaluations : { ...evaluations, from: evaluations.from - before };
  return { evaluations, longer, series: await history.over(alert.name, printPromql(alert.expr), longer) };
}

/** When an alert with this timing fires. Being pending or firing before the range counts. */
export const replayHolding = ({ evaluations, longer, series }: HeldAlert, timing: Timing): Replayed => ({
  evaluations,
  culprits: series.map(({ metric, at }) => ({
    labels: metric,
    spans: since(evaluations.from, firing(new Set(at), timing, longer)),
  })),
});

/** When the alert fires in the range, for each culprit. */
export const replay = async (alert: ReplayedAlert, history: History, range: Range): Promise<Replayed> =>
  replayHolding(await findHolding(alert, history, range), alert.timing);

/** When the alert fired according to the server's own series. */
export async function firedAtServer(alert: ReplayedAlert, history: History, range: Range): Promise<Span[]> {
  const { environment } = alert.labels;
  const place = environment === undefined ? '' : `,environment="${environment}"`;
  const expr = `max(ALERTS{alertname="${alert.name}",alertstate="firing"${place}})`;
  const evaluations = evaluationsOf(range, alert.step);
  const [series] = await history.over(alert.name, expr, evaluations);
  return firing(new Set(series?.at ?? []), { for: 0, keepFiringFor: 0 }, evaluations);
}

/** The recorded series that the server does not have for the whole range. */
export async function seriesWithoutHistory(rules: Rules, history: History, range: Range): Promise<Set<string>> {
  const names: string[] = [];
  for (const name of namesRead(rules)) {
    const there = async (at: number) =>
      ((await history.moment(name, `count(last_over_time({__name__="${name}"}[10m]))`, at))[0] ?? 0) > 0;
    if (!((await there(range.from)) && (await there(range.to)))) names.push(name);
  }
  return new Set(names);
}
