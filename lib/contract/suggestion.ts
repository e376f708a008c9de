/**
 * Suggests contract entries for metrics that a backend exposes but the contract lacks, ready to be pasted into
 * `contract.ts`.
 */
import { isClientMetric } from './client-metrics';
import { boundOf, type Exposed, type Sample } from './exposition';
import type { Contract } from './metric';
import { contractMetric } from './contract-series';

/** With more values than this, a label is considered open, like a route. */
const CLOSED = 12;

export interface Suggestion {
  readonly metric: string;
  /** TypeScript, in the format of the contract. */
  readonly entry: string;
}
export interface LeftOut {
  readonly metric: string;
  /** A clause that follows the name. */
  readonly why: string;
}

/**
 * Suffixes that each type adds to a metric's name in the names of its series; for the text format's types and those of
 * OpenMetrics.
 */
const SERIES_ENDS: Readonly<Record<string, readonly string[]>> = {
  counter: ['', '_total'],
  histogram: ['_bucket', '_count', '_sum'],
  summary: ['', '_count', '_sum'],
  info: ['', '_info'],
  gaugehistogram: ['_bucket', '_gcount', '_gsum'],
};

const seriesOf = (metric: string, type: string): string[] => (SERIES_ENDS[type] ?? ['']).map((end) => metric + end);

/**
 * The unit of the value: by Prometheus' convention the last plural in the name.
 * https://prometheus.io/docs/practices/naming
 */
export function unitOf(name: string): string {
  const words = name.replace(/_(total|count|sum|info)$/, '').split('_');
  return words.findLast((word) => word === 'ratio' || word.endsWith('s')) ?? 'count';
}

/** A TypeScript string in single quotes. */
const quoteText = (text: string): string =>
  `'${text
    .replaceAll('\\', '\\\\')
    .replaceAll("'", "\\'")
    .replaceAll('\n', ' ')
    // A line break or an invisible character would break or hide the text.
    .replace(
      /[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g,
      (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
    )}'`;

const labelNames = (samples: readonly Sample[], type: string): string[] =>
  [...new Set(samples.flatMap(({ labels }) => [...labels.keys()]))].filter(
    (name) => type !== 'histogram' || name !== 'le',
  );

function labelsOf(samples: readonly Sample[], type: string): string {
  const each = labelNames(samples, type).map((name) => {
    const values = [...new Set(samples.flatMap(({ labels }) => labels.get(name) ?? []))].sort();
    return `${name}: [${values.length > CLOSED ? '' : values.map(quoteText).join(', ')}]`;
  });
  return each.length === 0 ? 'NO_LABELS' : `{ ${each.join(', ')} }`;
}

const finiteBounds = (samples: readonly Sample[]): number[] =>
  [...new Set(samples.filter(({ name }) => name.endsWith('_bucket')).map(boundOf))]
    .filter(Number.isFinite)
    .sort((a, b) => a - b);

function entryOf(metric: string, type: string, samples: readonly Sample[], help: string): string {
  const description = `help: ${quoteText(help === '' ? `TODO: what ${metric} counts.` : help)}`;
  const facts =
    type === 'histogram' ? `buckets: [${finiteBounds(samples).join(', ')}]` : `unit: ${quoteText(unitOf(metric))}`;
  return `${metric}: ${type}(${labelsOf(samples, type)}, { ${description}, ${facts}, since: 'TODO' }),`;
}

/** Why a name is not allowed in the contract: queries contain names without quotes. */
function nameProblem(metric: string, labels: readonly string[]): string | undefined {
  if (metric.startsWith('__')) return 'begins with __, which Prometheus keeps for itself';
  if (/^[a-zA-Z_][\w:]*:[\w:]*$|^:/.test(metric))
    return 'has a colon in its name, which Prometheus keeps for recording rules';
  if (!/^[a-zA-Z_]\w*$/.test(metric)) return 'has a name that a query has to quote, which the contract cannot say';
  const label = labels.find((name) => name.startsWith('__') || !/^[a-zA-Z_]\w*$/.test(name));
  return label === undefined ? undefined : `has the label ${JSON.stringify(label)}, which the contract cannot say`;
}

/** Why a histogram is not allowed in the contract: its histograms all measure seconds. */
function histogramProblem(metric: string, samples: readonly Sample[]): string | undefined {
  if (metric.endsWith('_seconds'))
    return finiteBounds(samples).length === 0 ? 'is a histogram without a finite bucket' : undefined;
  const unit = unitOf(metric);
  return unit === 'count'
    ? 'is a histogram whose name has no unit; the contract has histograms of seconds, named ..._seconds'
    : `is a histogram of ${unit}; the contract has histograms of seconds only`;
}

/** Whether it is the creation time of another metric, which clients expose as `_created`. */
function isCreationTime(metric: string, types: Exposed['types']): boolean {
  const base = metric.replace(/_created$/, '');
  return (
    base !== metric &&
    (['counter', 'histogram', 'summary'].includes(types.get(base) ?? '') || types.get(`${base}_total`) === 'counter')
  );
}

function suggest(
  metric: string,
  type: string,
  samples: readonly Sample[],
  exposed: Exposed,
  help: string,
): Suggestion | LeftOut {
  const leaveOut = (why: string): LeftOut => ({ metric, why });
  if (isClientMetric(metric) || isCreationTime(metric, exposed.types)) return leaveOut("is the client library's own");
  const problem = nameProblem(metric, labelNames(samples, type));
  if (problem !== undefined) return leaveOut(problem);
  if (type === 'untyped' || type === 'unknown')
    return leaveOut('has no type: its "# TYPE" line is missing or says none');
  if (type !== 'counter' && type !== 'gauge' && type !== 'histogram')
    return leaveOut(`is a ${type}, which the contract has no entry for`);
  if (samples.length === 0) return leaveOut('has no series yet, so its labels are not known');
  const unfit = type === 'histogram' ? histogramProblem(metric, samples) : undefined;
  return unfit === undefined ? { metric, entry: entryOf(metric, type, samples, help) } : leaveOut(unfit);
}

/**
 * An entry for each metric that the contract does not have, or the reason why there is none, by name; every series is
 * covered.
 */
export function suggestions(contract: Contract, exposed: Exposed) {
  const bySeries = Map.groupBy(exposed.samples, ({ name }) => name);
  const found = new Map<string, Suggestion | LeftOut>();
  const covered = new Set<string>();
  for (const [declared, type] of exposed.types) {
    const familySeries = seriesOf(declared, type).filter((series) => bySeries.has(series));
    // OpenMetrics declares a counter without its suffix.
    const metric = type === 'counter' ? (familySeries[0] ?? declared) : declared;
    familySeries.forEach((series) => covered.add(series));
    if (found.has(metric)) continue;
    if (contractMetric(contract, metric) !== undefined || contractMetric(contract, declared) !== undefined) {
      for (const series of familySeries.filter((name) => contractMetric(contract, name) === undefined))
        found.set(series, {
          metric: series,
          why: `is a series of ${declared}, which the contract has with another type`,
        });
      continue;
    }
    const samples = familySeries.flatMap((series) => bySeries.get(series) ?? []);
    found.set(metric, suggest(metric, type, samples, exposed, exposed.help.get(declared) ?? ''));
  }
  for (const [series, samples] of bySeries)
    if (!covered.has(series) && !found.has(series) && contractMetric(contract, series) === undefined)
      found.set(series, suggest(series, 'untyped', samples, exposed, ''));
  const sorted = [...found.values()].sort((a, b) => (a.metric < b.metric ? -1 : 1));
  return {
    entries: sorted.filter((each) => 'entry' in each),
    leftOut: sorted.filter((each) => 'why' in each),
  };
}
export type Suggestions = ReturnType<typeof suggestions>;
