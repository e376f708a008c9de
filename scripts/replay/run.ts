/** Alerts over the history of a server: what `--replay` of diff and alerts share. */
import { namesRead, type ReplayedAlert, type Rules } from '../../replay/alerts';
import { firing, since, type Evaluations, type Span } from '../../replay/firing';
import type { Replayed } from '../../replay/words';
import { isDuration, seconds } from '../../metrics/units';
import { UsageError } from '../../toolchain/command-line';
import type { History } from '../../toolchain/prometheus-history';

/** How far back, ending now. */
export interface Range {
  readonly text: string;
  readonly from: number;
  readonly to: number;
  /** Whether the server's own history begins there, so that nothing was pending before. */
  readonly begins?: true;
}

/** The time that `--range` names, until `now` in Unix seconds. Throws a {@link UsageError}. */
export function rangeOf(text: string, now = Math.floor(Date.now() / 1000)): Range {
  if (!isDuration(text) || seconds(text) === 0)
    throw new UsageError(`--range ${text} is not a duration like 12h, 7d or 30d`);
  return { text, from: now - seconds(text), to: now };
}

/** Points at which the beginning of a history is looked for. */
const LOOKS = 10_000;

/**
 * The part of a range that the server has seen. Before its first scrape nothing is there, and an alert on nothing happening
 * would be taken for firing.
 */
export async function seen(history: History, range: Range): Promise<Range> {
  const step = Math.max(1, Math.ceil((range.to - range.from) / LOOKS));
  const [scrapes] = await history.over('the first scrape', 'count(up)', { from: range.from, to: range.to, step });
  const [first] = scrapes?.at ?? [];
  return first === undefined || first <= range.from + step ? range : { ...range, from: first, begins: true };
}

/** Evaluations of an alert: on the multiples of its interval, so that the same range asks the same. */
const evaluationsOf = ({ from, to }: Range, step: number): Evaluations => ({
  from: Math.ceil(from / step) * step,
  to: Math.floor(to / step) * step,
  step,
});

/** When the alert fires in the range, culprit by culprit. What it was pending or firing for before it counts. */
export async function replay(alert: ReplayedAlert, history: History, range: Range): Promise<Replayed> {
  const evaluations = evaluationsOf(range, alert.step);
  const { timing } = alert;
  const before = Math.ceil((timing.for + timing.keepFiringFor) / alert.step) * alert.step;
  const longer = range.begins ? evaluations : { ...evaluations, from: evaluations.from - before };
  const series = await history.over(alert.name, alert.expr, longer);
  return {
    evaluations,
    culprits: series.map(({ metric, at }) => ({
      labels: metric,
      spans: since(evaluations.from, firing(new Set(at), timing, longer)),
    })),
  };
}

/** When the server itself says that the alert fired. */
export async function fired(alert: ReplayedAlert, history: History, range: Range): Promise<Span[]> {
  const { environment } = alert.labels;
  const place = environment === undefined ? '' : `,environment="${environment}"`;
  const expr = `max(ALERTS{alertname="${alert.name}",alertstate="firing"${place}})`;
  const evaluations = evaluationsOf(range, alert.step);
  const [series] = await history.over(alert.name, expr, evaluations);
  return firing(new Set(series?.at ?? []), { for: 0, keepFiringFor: 0 }, evaluations);
}

/** The recorded names that the server has not had from the range's first minutes to its last. */
export async function lacking(rules: Rules, history: History, range: Range): Promise<Set<string>> {
  const names: string[] = [];
  for (const name of namesRead(rules)) {
    const there = async (at: number) =>
      ((await history.moment(name, `count(last_over_time({__name__="${name}"}[10m]))`, at))[0] ?? 0) > 0;
    if (!((await there(range.from)) && (await there(range.to)))) names.push(name);
  }
  return new Set(names);
}
