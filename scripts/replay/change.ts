/** `npm run diff -- --replay URL`: how often changed alerts would have fired before and after the change. */
import { load } from 'js-yaml';
import type { PrometheusGroup } from '../../lib/compile/prometheus-rules';
import { metricsOf } from '../../lib/promql';
import { parsePromql } from '../../lib/promql/parse';
import { redefinedRecords, rulesOf, sameFiring, type ReplayedAlert, type Rules } from '../../lib/review/replay/alerts';
import { sentence } from '../../lib/review/replay/words';
import { inTurn } from '../../lib/servers/progress';
import { history } from '../../lib/servers/prometheus-history';
import type { Settings } from '../../lib/settings/schema';
import {
  describeGaps,
  describeRange,
  EmptyHistory,
  openPast,
  rangeOf,
  replay,
  replayableAlerts,
  tenantOf,
  type HistorySource,
} from './run';

/** A stack's rendered files before and after, by their path. */
export interface StackChange {
  readonly stack: string;
  readonly before: Readonly<Record<string, string>>;
  readonly after: Readonly<Record<string, string>>;
  readonly settings: Settings;
}

/** The rules in a stack's rendered files; `interval` is the time between two evaluations. */
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

const named = (alerts: readonly ReplayedAlert[], name: string) => alerts.find((alert) => alert.name === name);

/** The names of the alerts that fire at other times; `anew` are the recorded series whose rule has changed. */
const changedNames = (before: Rules, after: Rules, anew: readonly string[]): string[] =>
  [...new Set([...after.alerts, ...before.alerts].map(({ name }) => name))].filter((name) => {
    const [old, now] = [named(before.alerts, name), named(after.alerts, name)];
    return (
      old === undefined ||
      now === undefined ||
      !sameFiring(old, now) ||
      metricsOf(now.expr).some((metric) => anew.includes(metric))
    );
  });

/**
 * Opens the history of a server. The returned function prints a Markdown section for each stack, with a line for each
 * alert that fires at other times; empty if there is none. Throws a {@link UsageError} if the address or the range is
 * invalid.
 */
export function historyOf(source: HistorySource): (changes: readonly StackChange[]) => Promise<string> {
  // A mistake is reported before a revision is read.
  rangeOf(source.range);
  history(source.url);
  return async (changes) => {
    const sections: string[] = [];
    for (const change of changes) sections.push(...(await replayChange(change, source)));
    return sections.join('\n');
  };
}

/** The section of a stack; empty if every alert fires at the same times. */
async function replayChange({ stack, before, after, settings }: StackChange, source: HistorySource): Promise<string[]> {
  const { scrapeInterval, selector } = settings.backend;
  const [old, now] = [renderedRules(before, scrapeInterval), renderedRules(after, scrapeInterval)];
  const anew = redefinedRecords(old, now);
  const names = changedNames(old, now, anew);
  if (names.length === 0) return [];
  const section = (headline: string, paragraphs: readonly string[]) => [
    `${[`## ${stack}: how often it would have fired${headline}`, ...paragraphs].join('\n\n')}\n`,
  ];
  try {
    const past = await openPast({ ...source, tenant: source.tenant ?? tenantOf(settings) }, selector);
    const oldAlerts = await replayableAlerts(old, past, names);
    const newAlerts = await replayableAlerts(now, past, names, anew);
    const run = async (alert: ReplayedAlert | undefined) => alert && replay(alert, past);
    const lines = await inTurn(
      names,
      (name) => name,
      async (name) =>
        `- ${sentence(name, describeRange(past), await run(named(newAlerts, name)), await run(named(oldAlerts, name)))}`,
    );
    const gaps = describeGaps(past);
    return section(gaps.length === 0 ? '' : ', of less than was asked for', [...gaps, lines.join('\n')]);
  } catch (error) {
    if (!(error instanceof EmptyHistory)) throw error;
    return section(' is not known', [`Not known: ${error.message}.`]);
  }
}
