/** Compares what a backend exposes with the contract. */
import type { Contract, Metric } from './metric';
import { TARGET_LABELS } from './target-labels';
import { boundOf, type Exposed, type Sample } from './exposition';

type Level = 'error' | 'warning' | 'note';
type Kind =
  | 'missing metric'
  | 'no series yet'
  | 'wrong type'
  | 'missing label'
  | 'extra label'
  | 'missing bucket'
  | 'unknown value';

export interface Finding {
  /** `error`: something that queries need is missing. `warning`: somebody should look at it. `note`: expected. */
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

const finding = (
  level: Level,
  kind: Kind,
  metric: string,
  message: string,
  more: Pick<Finding, 'series' | 'label' | 'buckets'> = {},
): Finding => ({ level, kind, metric, ...more, message });

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
    const unknown =
      listedValues.length === 0 ? [] : [...new Set(values)].filter((value) => !listedValues.includes(value));
    const texts = unknown.slice(0, VALUES_NAMED).map((value) => JSON.stringify(value));
    const more = unknown.length > VALUES_NAMED ? ` and ${unknown.length - VALUES_NAMED} more` : '';
    const missing =
      values.length === 0
        ? `${name} has no label ${label} (it has ${labelNames.length === 0 ? 'none' : list(labelNames)})`
        : `${samples.length - values.length} of ${samples.length} series of ${name} have no label ${label}`;
    const unlisted = `${name} has values of ${label} that the contract does not list: ${list(texts)}${more}`;
    return [
      ...(values.length < samples.length
        ? [finding(values.length === 0 ? 'error' : 'warning', 'missing label', name, missing, { label })]
        : []),
      ...(unknown.length > 0 ? [finding('warning', 'unknown value', name, unlisted, { label })] : []),
    ];
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
    .map((label) => {
      const values = new Set(samples.map(({ labels }) => labels.get(label) ?? '')).size;
      const message = `${name} has the label ${label} (values: ${values}), which the contract does not have; expose one series of it, without ${label}${label === PROCESS_LABEL ? PROCESS_HINT : ''}`;
      return finding('warning', 'extra label', name, message, { label });
    });
}

function checkBuckets(metric: Metric, samples: readonly Sample[]): Finding[] {
  if (metric.type !== 'histogram') return [];
  const { name } = metric;
  const bounds = new Set(samples.filter((sample) => sample.name === `${name}_bucket`).map(boundOf));
  const missing = [...metric.buckets, Infinity].filter((bound) => !bounds.has(bound));
  if (bounds.size === 0 || missing.length === 0) return [];
  const largest = [...bounds].filter(Number.isFinite).reduce((most, bound) => Math.max(most, bound), 0);
  const message = `${name} has no bucket of ${list(missing.map((bound) => (bound === Infinity ? '+Inf' : `${bound} s`)))}`;
  return [finding('error', 'missing bucket', name, message, { buckets: { missing, largest } })];
}

function checkMetric(metric: Metric, exposed: Exposed, byName: ReadonlyMap<string, readonly Sample[]>): Finding[] {
  const { name } = metric;
  const type = declaredType(name, exposed);
  const present = seriesOf(metric).filter((series) => byName.has(series));
  const samples = present.flatMap((series) => byName.get(series) ?? []);
  if (!metric.shipped && samples.length === 0)
    return [finding('note', 'missing metric', name, `${name} is not there; it is awaited (${metric.since})`)];
  if (type !== undefined && type !== metric.type && type !== 'untyped' && type !== 'unknown')
    return [finding('error', 'wrong type', name, `${name} is a ${type}, the contract has a ${metric.type}`)];
  if (samples.length === 0) {
    const labelled = Object.keys(metric.labels).length > 0;
    if (type !== undefined && labelled)
      return [finding('warning', 'no series yet', name, `${name} is declared and has no series yet`)];
    // Go's client declares a metric with labels only when its first series exists.
    const hint =
      labelled && exposed.types.has('go_goroutines') ? ' (with the Go client, not before its first event)' : '';
    const message = `${name} is ${type === undefined ? 'missing' : 'declared, but has no value'}${hint}`;
    return [finding('error', 'missing metric', name, message)];
  }
  return [
    ...seriesOf(metric)
      .filter((series) => !present.includes(series))
      .map((series) => finding('error', 'missing metric', name, `${series} is missing`, { series })),
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
