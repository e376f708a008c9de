/**
 * `npm run diff -- --replay URL --range 7d`: how often changed alerts would have fired, before and after the change.
 */
import { load } from 'js-yaml';
import type { PrometheusGroup } from '../../lib/compile/prometheus-rules';
import { metricsOf } from '../../lib/promql';
import { parsePromql } from '../../lib/promql/parse';
import {
  redefinedRecords,
  rulesOf,
  sameFiring,
  alertsWithoutSeries,
  type ReplayedAlert,
  type Rules,
} from '../../lib/review/replay/alerts';
import { sentence } from '../../lib/review/replay/words';
import { inTurn } from '../../lib/servers/progress';
import { history, type History } from '../../lib/servers/prometheus-history';
import {
  describeGaps,
  describeRange,
  EmptyHistory,
  seriesWithoutHistory,
  rangeOf,
  replay,
  findHistory,
  type BackendSelector,
  type HistorySource,
  type Range,
} from './run';

/** A stack's rendered files before and after, by their path; `interval` is the time between two evaluations. */
export interface StackChange {
  readonly stack: string;
  readonly before: Readonly<Record<string, string>>;
  readonly after: Readonly<Record<string, string>>;
  readonly interval: string;
  readonly selector?: BackendSelector;
  /** The tenant of the stack's own server, unless the user names another one. */
  readonly tenant?: string | undefined;
}

/** The rules in a stack's rendered files. */
export function renderedRules(files: Readonly<Record<string, string>>, interval: string): Rules {
  const groups = Object.entries(files)
    .filter(([path]) => /^prometheus\/rules\/.*\.yaml$/.test(path))
    .flatMap(([, text]) => (load(text) as { groups: PrometheusGroup[] }).groups);
  const parsed = groups.map((group) => ({
    ...group,
    rules: group.rules.map((rule) => ({ ...rule, expr: { node: parsePromql(rule.expr) } })),
  }));
  return rulesOf(parsed, interval);
}

interface Pair {
  readonly name: string;
  readonly before?: ReplayedAlert | undefined;
  readonly after?: ReplayedAlert | undefined;
}

/** The alerts that fire at other times, each once; `anew` are the recorded series whose rule has changed. */
function changedPairs(before: Rules, after: Rules, anew: readonly string[]): Pair[] {
  const named = ({ alerts }: Rules, name: string) => alerts.find((alert) => alert.name === name);
  const names = [...new Set([...after.alerts, ...before.alerts].map(({ name }) => name))];
  return names
    .map((name) => ({ name, before: named(before, name), after: named(after, name) }))
    .filter(
      ({ before: old, after: now }) =>
        old === undefined ||
        now === undefined ||
        !sameFiring(old, now) ||
        metricsOf(now.expr).some((metric) => anew.includes(metric)),
    );
}

/**
 * Opens the history of a server. The returned function prints a Markdown section for each stack, with a line for each
 * alert that fires at other times; empty if there is none. Throws a {@link UsageError} if the address or the range is
 * invalid.
 */
export function historyOf(source: HistorySource): (changes: readonly StackChange[]) => Promise<string> {
  const range = rangeOf(source.range);
  // An invalid address is reported before a revision is read.
  history(source.url);
  return async (changes) => {
    const sections: string[] = [];
    for (const change of changes)
      sections.push(...(await replayChange(change, { ...source, tenant: source.tenant ?? change.tenant }, range)));
    return sections.join('\n');
  };
}

/** The section of a stack; empty if every alert fires at the same times. */
async function replayChange(change: StackChange, { url, tenant }: HistorySource, range: Range): Promise<string[]> {
  const { stack, before, after, interval, selector } = change;
  const [old, now] = [renderedRules(before, interval), renderedRules(after, interval)];
  const anew = redefinedRecords(old, now);
  const pairs = changedPairs(old, now, anew);
  if (pairs.length === 0) return [];
  const server = history(url, { tenant });
  const section = (headline: string, paragraphs: readonly string[]) => [
    `${[`## ${stack}: how often it would have fired${headline}`, ...paragraphs].join('\n\n')}\n`,
  ];
  try {
    const past = await findHistory(server, range, selector);
    const lines = await replayPairs(pairs, { old, now, anew }, server, past);
    const gaps = describeGaps(server, past);
    return section(gaps.length === 0 ? '' : ', of less than was asked for', [...gaps, lines.join('\n')]);
  } catch (error) {
    if (!(error instanceof EmptyHistory)) throw error;
    return section(' is not known', [`Not known: ${error.message}.`]);
  }
}

/** A line for each alert that fires at other times. */
async function replayPairs(
  pairs: readonly Pair[],
  { old, now, anew }: { readonly old: Rules; readonly now: Rules; readonly anew: readonly string[] },
  server: History,
  past: Range,
): Promise<string[]> {
  const [oldLacks, nowLacks] = [
    await seriesWithoutHistory(old, server, past),
    await seriesWithoutHistory(now, server, past),
  ];
  const replayed = {
    before: alertsWithoutSeries({ ...old, alerts: pairs.flatMap((pair) => pair.before ?? []) }, oldLacks),
    after: alertsWithoutSeries(
      { ...now, alerts: pairs.flatMap((pair) => pair.after ?? []) },
      new Set([...nowLacks, ...anew]),
    ),
  };
  return inTurn(
    pairs,
    ({ name }) => name,
    async ({ name }) => {
      const run = async (side: readonly ReplayedAlert[]) => {
        const alert = side.find((each) => each.name === name);
        return alert === undefined ? undefined : replay(alert, server, past);
      };
      return `- ${sentence(name, describeRange(past), await run(replayed.after), await run(replayed.before))}`;
    },
  );
}
