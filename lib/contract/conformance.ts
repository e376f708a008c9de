/**
 * Compares what a backend exposes with the contract. Pure; the effects of a finding on rules and dashboards are
 * determined elsewhere.
 */
import type { Contract, Metric } from './metric';
import { TARGET_LABELS } from './target-labels';
import { boundOf, type Exposed, type Sample } from './exposition';

/** `error`: something that queries need is missing. `warning`: somebody should look at it. `note`: expected. */
export type Level = 'error' | 'warning' | 'note';
export type Kind =
  | 'missing metric'
  | 'no series yet'
  | 'wrong type'
  | 'missing label'
  | 'extra label'
  | 'missing bucket'
  | 'unknown value';

export interface Finding {
  readonly level: Level;
  readonly kind: Kind;
  readonly metric: string;
  /** The affected series, if the finding is about one series of a histogram. */
  readonly series?: string;
  readonly label?: string;
  /** The missing bounds, and the largest finite one that exists; seconds. */
  readonly buckets?: { readonly missing: readonly number[]; readonly largest: number };
  /** One sentence without a full stop. */
  readonly message: string;
}

/** Number of unknown values that one finding lists; a label with high cardinality could have thousands. */
const VALUES_NAMED = 5;

const seriesOf = ({ name, type }: Metric): string[] =>
  type === 'histogram' ? ['_bucket', '_count', '_sum'].map((end) => name + end) : [name];

/** The declared type; OpenMetrics declares a counter without its suffix `_total`. */
const declaredType = (name: string, { types }: Exposed): string | undefined =>
  types.get(name) ?? types.get(name.replace(/_total$/, ''));

const list = (items: readonly (string | number)[]): string => items.join(', ');

function checkLabels({ name, labels: promised }: Metric, samples: readonly Sample[]): Finding[] {
  return Object.entries(promised).flatMap(([label, listedValues]): Finding[] => {
    // Prometheus treats an empty label value like a missing label.
    const values = samples.map(({ labels }) => labels.get(label) ?? '').filter((value) => value !== '');
    const labelNames = [...new Set(samples.flatMap(({ labels }) => [...labels.keys()]))].filter((key) => key !== 'le');
    const found: Finding[] = [];
    if (values.length < samples.length)
      found.push({
        level: values.length === 0 ? 'error' : 'warning',
        kind: 'missing label',
        metric: name,
        label,
        message:
          values.length === 0
            ? `${name} has no label ${label} (it has ${labelNames.length === 0 ? 'none' : list(labelNames)})`
            : `${samples.length - values.length} of ${samples.length} series of ${name} have no label ${label}`,
      });
    const unknown =
      listedValues.length === 0 ? [] : [...new Set(values)].filter((value) => !listedValues.includes(value));
    if (unknown.length > 0)
      found.push({
        level: 'warning',
        kind: 'unknown value',
        metric: name,
        label,
        message: `${name} has values of ${label} that the contract does not list: ${list(unknown.slice(0, VALUES_NAMED).map((value) => JSON.stringify(value)))}${
          unknown.length > VALUES_NAMED ? ` and ${unknown.length - VALUES_NAMED} more` : ''
        }`,
      });
    return found;
  });
}

/**
 * The label that a Python client adds to gauges in its multiprocess mode: one series for each process, exited ones
 * included.
 */
export const PROCESS_LABEL = 'pid';
const PROCESS_HINT = ' (docs/operations.md, "Several workers in a replica", says how in Python)';

/**
 * Labels of a gauge that are not in the contract: they create several series where a rule expects one. Counters and
 * histograms are summed over every label. Prometheus renames a label that scraping also adds, for example to
 * `exported_job`.
 */
function checkExtraLabels({ name, type, labels: promised }: Metric, samples: readonly Sample[]): Finding[] {
  if (type !== 'gauge') return [];
  const promisedLabels: readonly string[] = [...Object.keys(promised), ...TARGET_LABELS];
  return [...new Set(samples.flatMap(({ labels }) => [...labels.keys()]))]
    .filter((label) => !promisedLabels.includes(label))
    .map((label): Finding => {
      const values = new Set(samples.map(({ labels }) => labels.get(label) ?? '')).size;
      const message = `${name} has the label ${label} (values: ${values}), which the contract does not have; expose one series of it, without ${label}${label === PROCESS_LABEL ? PROCESS_HINT : ''}`;
      return { level: 'warning', kind: 'extra label', metric: name, label, message };
    });
}

function checkBuckets(metric: Metric, samples: readonly Sample[]): Finding[] {
  if (metric.type !== 'histogram') return [];
  const { name } = metric;
  const bounds = new Set(samples.filter((sample) => sample.name === `${name}_bucket`).map(boundOf));
  const missing = [...metric.buckets, Infinity].filter((bound) => !bounds.has(bound));
  if (bounds.size === 0 || missing.length === 0) return [];
  const largest = [...bounds].filter(Number.isFinite).reduce((most, bound) => Math.max(most, bound), 0);
  return [
    {
      level: 'error',
      kind: 'missing bucket',
      metric: name,
      buckets: { missing, largest },
      message: `${name} has no bucket of ${list(missing.map((bound) => (bound === Infinity ? '+Inf' : `${bound} s`)))}`,
    },
  ];
}

function checkMetric(metric: Metric, exposed: Exposed, byName: ReadonlyMap<string, readonly Sample[]>): Finding[] {
  const { name } = metric;
  const type = declaredType(name, exposed);
  const present = seriesOf(metric).filter((series) => byName.has(series));
  const samples = present.flatMap((series) => byName.get(series) ?? []);
  if (!metric.shipped && samples.length === 0)
    return [
      {
        level: 'note',
        kind: 'missing metric',
        metric: name,
        message: `${name} is not there; it is awaited (${metric.since})`,
      },
    ];
  if (type !== undefined && type !== metric.type && type !== 'untyped' && type !== 'unknown')
    return [
      {
        level: 'error',
        kind: 'wrong type',
        metric: name,
        message: `${name} is a ${type}, the contract has a ${metric.type}`,
      },
    ];
  if (samples.length === 0) {
    const labelled = Object.keys(metric.labels).length > 0;
    if (type !== undefined && labelled)
      return [
        { level: 'warning', kind: 'no series yet', metric: name, message: `${name} is declared and has no series yet` },
      ];
    // Go's client declares a metric with labels only when its first series exists.
    const hint =
      labelled && exposed.types.has('go_goroutines') ? ' (with the Go client, not before its first event)' : '';
    const message = `${name} is ${type === undefined ? 'missing' : 'declared, but has no value'}${hint}`;
    return [{ level: 'error', kind: 'missing metric', metric: name, message }];
  }
  return [
    ...seriesOf(metric)
      .filter((series) => !present.includes(series))
      .map((series): Finding => {
        return { level: 'error', kind: 'missing metric', metric: name, series, message: `${series} is missing` };
      }),
    ...checkLabels(metric, samples),
    ...checkExtraLabels(metric, samples),
    ...checkBuckets(metric, samples),
  ];
}

/**
 * What the exposition lacks or exposes differently from the contract, in the contract's order; empty if there are no
 * differences.
 */
export function checkExposition(contract: Contract, exposed: Exposed): Finding[] {
  const byName = Map.groupBy(exposed.samples, ({ name }) => name);
  return Object.values(contract).flatMap((metric) => checkMetric(metric, exposed, byName));
}
