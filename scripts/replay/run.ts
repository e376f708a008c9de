/** Runs alerts over the history of a server; shared by `--replay` of diff and of alerts. */
import { alertsWithoutSeries, namesRead, type ReplayedAlert, type Rules } from '../../lib/review/replay/alerts';
import { firing, since, type Evaluations, type Span, type Timing } from '../../lib/review/replay/firing';
import { formatSeconds, type Replayed } from '../../lib/review/replay/words';
import { printPromql } from '../../lib/promql';
import { isDuration, seconds } from '../../lib/units';
import { UsageError } from '../../lib/servers/command-line';
import { history, type History, type Series } from '../../lib/servers/prometheus-history';
import type { Settings } from '../../lib/settings/schema';

/** The server, and the part of its history to read. */
export interface HistorySource {
  readonly url: string;
  /** The value of `--range`. */
  readonly range: string;
  readonly tenant?: string | undefined;
}

/** The tenant of the stack's own server. */
export const tenantOf = ({ external }: Settings): string | undefined =>
  external !== undefined && 'tenant' in external.prometheus ? external.prometheus.tenant : undefined;

interface Range {
  /** Its length as the user wrote it. */
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/** The range of `--range`, which ends now. Throws a {@link UsageError}. */
export function rangeOf(text: string): Range {
  if (!isDuration(text) || seconds(text) === 0)
    throw new UsageError(`--range ${text} is not a duration like 12h, 7d or 30d`);
  const now = Math.floor(Date.now() / 1000);
  return { text, from: now - seconds(text), to: now };
}

/** The part of a range for which a server has a history. */
export interface Past extends Range {
  readonly server: History;
  /** Whether the server's own history starts there, so that nothing was pending before. */
  readonly begins?: true;
}

/** Number of points at which to look for the start of a history. */
const LOOKS = 10_000;

/** The history has no scrape of the platform's backend: all results would be meaningless. */
export class EmptyHistory extends UsageError {}

function describeWarnings(server: History): string[] {
  const MOST = 3;
  return [...server.warnings()].map(([text, names]) => {
    const more = names.length > MOST ? ` and ${names.length - MOST} more` : '';
    return `The server warns, so numbers may be too low: ${text} (about ${names.slice(0, MOST).join(', ')}${more}).`;
  });
}

/**
 * The part of a range in which the server scraped the backend. Before the first scrape there are no series, and an
 * alert on missing events would seem to fire. `selector`: the labels of the platform's backend. Throws an
 * {@link EmptyHistory} if there was no scrape.
 */
export async function openPast(
  { url, range: text, tenant }: HistorySource,
  selector: Readonly<Record<string, string | undefined>> = {},
): Promise<Past> {
  const server = history(url, { tenant });
  const range = rangeOf(text);
  const labels = Object.entries(selector).filter(([, value]) => value !== undefined);
  const expr = `count(up{${labels.map(([label, value]) => `${label}=${JSON.stringify(value)}`).join(',')}})`;
  const findFirst = async (from: number, to: number, step: number): Promise<number | undefined> => {
    const aligned = to - Math.floor((to - from) / step) * step;
    const [scrapes] = await server.over('the first scrape', expr, { from: aligned, to, step });
    return scrapes?.at[0];
  };
  let step = Math.max(1, Math.ceil((range.to - range.from) / LOOKS));
  let first = await findFirst(range.from, range.to, step);
  if (first === undefined) {
    const names = labels.map(([label, value]) => `backend.selector.${label}=${value}`).join(', ');
    const why = `nothing of the platform is in this history: ${names || 'up'} has no scrape in ${text}; check the address, the tenant and that setting`;
    throw new EmptyHistory([why, ...describeWarnings(server)].join('. '));
  }
  if (first <= range.from + 2 * step) return { ...range, server };
  while (step > 1) {
    const finer = Math.ceil(step / LOOKS);
    first = (await findFirst(first - step, first, finer)) ?? first;
    step = finer;
  }
  return { ...range, server, from: first, begins: true };
}

const minuteOf = (time: number): string => `${new Date(time * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** The range that was read: `7d`, or `10 min (the history begins 2026-11-29 06:10 UTC)`. */
export const describeRange = ({ text, from, to, begins }: Past): string =>
  begins ? `${formatSeconds(to - from)} (the history begins ${minuteOf(from)})` : text;

/** Why a replay covers less than the requested range, to be printed before its results; empty if it covers all. */
export const describeGaps = (past: Past): string[] => [
  ...(past.begins ? [`Only ${describeRange(past)} of the ${past.text} that were asked for could be seen.`] : []),
  ...describeWarnings(past.server),
];

/** Evaluations of an alert, at multiples of its interval, so that the same range sends the same queries. */
const evaluationsOf = ({ from, to }: Range, step: number): Evaluations => ({
  from: Math.ceil(from / step) * step,
  to: Math.floor(to / step) * step,
  step,
});

/** When an alert's expression is true, for each culprit; also before the range, when it may have become pending. */
export interface HeldAlert {
  readonly alert: ReplayedAlert;
  readonly evaluations: Evaluations;
  readonly longer: Evaluations;
  readonly series: readonly Series[];
}

/** Queries when the alert's expression is true. */
export async function findHolding(alert: ReplayedAlert, past: Past): Promise<HeldAlert> {
  const evaluations = evaluationsOf(past, alert.step);
  const { timing } = alert;
  const before = Math.ceil((timing.for + timing.keepFiringFor) / alert.step) * alert.step;
  const longer = past.begins ? evaluations : { ...evaluations, from: evaluations.from - before };
  return { alert, evaluations, longer, series: await past.server.over(alert.name, printPromql(alert.expr), longer) };
}

/** When an alert with this timing fires. Being pending or firing before the range counts. */
export const replayHolding = (
  { alert, evaluations, longer, series }: HeldAlert,
  timing: Timing = alert.timing,
): Replayed => ({
  evaluations,
  culprits: series.map(({ metric, at }) => ({
    labels: metric,
    spans: since(evaluations.from, firing(new Set(at), timing, longer)),
  })),
});

/** When the alert fires in the range, for each culprit. */
export const replay = async (alert: ReplayedAlert, past: Past): Promise<Replayed> =>
  replayHolding(await findHolding(alert, past));

/** When the alert fired according to the server's own series. */
export async function firedAtServer({ name, labels, step }: ReplayedAlert, past: Past): Promise<Span[]> {
  const { environment } = labels;
  const place = environment === undefined ? '' : `,environment="${environment}"`;
  const expr = `max(ALERTS{alertname="${name}",alertstate="firing"${place}})`;
  const evaluations = evaluationsOf(past, step);
  const [series] = await past.server.over(name, expr, evaluations);
  return firing(new Set(series?.at ?? []), { for: 0, keepFiringFor: 0 }, evaluations);
}

/**
 * The alerts, or those with certain names, with recorded series replaced by their expressions where the server does not
 * have them for the whole range. `anew`: recorded series that it has with the values of another rule.
 */
export async function replayableAlerts(
  rules: Rules,
  { server, from, to }: Past,
  names?: readonly string[],
  anew: readonly string[] = [],
): Promise<ReplayedAlert[]> {
  const chosen = { ...rules, alerts: rules.alerts.filter(({ name }) => names?.includes(name) ?? true) };
  const lacking = new Set(anew);
  for (const name of namesRead(chosen)) {
    const exists = async (at: number) =>
      ((await server.moment(name, `count(last_over_time({__name__="${name}"}[10m]))`, at))[0] ?? 0) > 0;
    if (!((await exists(from)) && (await exists(to)))) lacking.add(name);
  }
  return alertsWithoutSeries(chosen, lacking);
}
