/** Which alerts and panels read a metric, a label or a bucket, and what happens to them without it. */
import type { Catalogue } from '../alerting/catalogue';
import { panelId } from '../alerting/panel-refs';
import { panelQueries, type PanelQuery } from '../dashboards';
import { PROCESS_LABEL, type Finding } from '../contract/conformance';
import type { Contract } from '../contract/metric';
import { contractMetric } from '../contract/contract-series';
import { groupingsOf, selectionsOf, type PromqlNode, type Selection } from '../promql';
import { resolveAll } from '../alerting/resolve';
import type { DashboardContext } from '../dashboards/definition';
import { buildRules, rulesIn } from './prometheus-rules';

/** What an expression needs of one scraped series. */
interface Use {
  readonly series: string;
  /** The labels it matches or groups by. */
  readonly labels: ReadonlySet<string>;
  /** Whether every label is in the result, because nothing aggregates them away. */
  readonly every: boolean;
  /** The single bucket that it selects, in seconds. */
  readonly bound: number | undefined;
  /** The buckets of the same series that it falls back to if this one is missing, in seconds. */
  readonly fallbackBounds: readonly number[];
  /** Whether only the existence of the series matters, not its value. */
  readonly presence: boolean;
  /** The innermost operator that aggregates its series; undefined if each series counts by itself. */
  readonly aggregator: string | undefined;
}
export interface Reader {
  readonly kind: 'alert' | 'panel';
  /** The alert's name, or the dashboard's and the panel's title. */
  readonly name: string;
  readonly uses: readonly Use[];
  /** The percentile's threshold in an alert, in seconds. */
  readonly threshold: number | undefined;
}
/** A reader that a finding affects. */
export interface Blinded {
  readonly kind: Reader['kind'];
  readonly name: string;
  /** A clause that follows the name. */
  readonly why: string;
}

/** A recording rule; several may share a name and differ in the labels that they set. */
interface Recorded {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly expr: PromqlNode;
}

/** The rules that record the series of a selector: those that set no label to a value which the selector excludes. */
const recordersOf = (recorded: readonly Recorded[], { metric, matchers }: Selection): Recorded[] =>
  recorded.filter(
    ({ name, labels }) =>
      name === metric && matchers.every(({ label, op, value }) => op !== '=' || (labels[label] ?? value) === value),
  );

const boundIn = (value: string): number => (value.startsWith('+Inf') ? Infinity : parseFloat(value));

/**
 * The scraped series behind an expression; a recorded series stands for the series that its rule reads. For example, a
 * rule records `job:x:rate5m` as `sum by (route) (rate(x_total{method="GET"}[5m]))`, and the expression is
 * `sum(job:x:rate5m{route="/a"})`. Then the expression uses the series `x_total` with the label `method`, which the
 * rule selects by, and the label `route`, which the expression selects by.
 */
function usesOf(expr: PromqlNode, recorded: readonly Recorded[], visited: readonly string[] = []): Use[] {
  const groupings = groupingsOf(expr);
  return selectionsOf(expr).flatMap((selection): Use[] => {
    const { metric, matchers, aggregator, presence, fallbacks } = selection;
    const every = aggregator === undefined;
    const labels = new Set([
      ...matchers.map(({ label }) => label),
      ...groupings.filter(({ metrics }) => metrics.includes(metric)).flatMap((grouping) => grouping.labels),
    ]);
    const le = matchers.find(({ label, op }) => label === 'le' && op.startsWith('=') && !op.includes('!'));
    const bound = le && boundIn(le.value);
    const instead = fallbacks.flatMap((fallback) => usesOf(fallback, recorded, visited));
    const boundsInstead = (series: string) =>
      instead.flatMap((other) =>
        other.series === series && !other.presence && other.bound !== undefined ? [other.bound] : [],
      );
    const fallbackBounds = bound === undefined ? [] : boundsInstead(metric);
    const use: Use = { series: metric, labels, every, bound, fallbackBounds, presence, aggregator };
    const rules = visited.includes(metric) ? [] : recordersOf(recorded, selection);
    if (rules.length === 0) return [use];
    return rules.flatMap(({ expr: rule }) => {
      const matched = new Set(selectionsOf(rule).flatMap((inner) => inner.matchers.map(({ label }) => label)));
      return usesOf(rule, recorded, [...visited, metric]).map((inner) => ({
        series: inner.series,
        // A label that the rule keeps but this expression does not use may disappear without effect; a label that the
        // rule selects by may not.
        labels: new Set([...inner.labels].filter((label) => use.every || matched.has(label) || labels.has(label))),
        every: use.every && inner.every,
        bound: inner.bound ?? use.bound,
        fallbackBounds: inner.bound === undefined ? [] : [...inner.fallbackBounds, ...boundsInstead(inner.series)],
        presence: use.presence || inner.presence,
        aggregator: inner.aggregator ?? use.aggregator,
      }));
    });
  });
}

/** Whether the panel shows which metrics are missing: it does not go blind when they are. */
function showsMissing({ dashboard, id }: PanelQuery, { alerts, missingMetrics, panels }: Catalogue): boolean {
  const alert = missingMetrics === undefined ? undefined : alerts[missingMetrics];
  return alert?.panel.dashboard === dashboard && panelId(panels, alert.panel) === id;
}

/** Every alert and every panel of a stack, with the series that it reads. */
export function readers(context: DashboardContext): Reader[] {
  const rules = rulesIn(buildRules(context));
  const recorded = rules.flatMap(({ record, labels = {}, expr }): Recorded[] =>
    record === undefined ? [] : [{ name: record, labels, expr: expr.node }],
  );
  const thresholds = new Map<string, number>(
    resolveAll(context)
      .filter(({ measurement }) => measurement.unit === 'seconds')
      .map(({ name, measurement }) => [name, measurement.bound]),
  );
  const found = rules.flatMap(({ alert, expr }): Reader[] =>
    alert === undefined || alert === context.catalogue.missingMetrics
      ? []
      : [{ kind: 'alert', name: alert, uses: usesOf(expr.node, recorded), threshold: thresholds.get(alert) }],
  );
  const queries = panelQueries(context).filter((query) => !showsMissing(query, context.catalogue));
  const panels = Map.groupBy(queries, ({ dashboard, panel }) => `${dashboard} / ${panel}`);
  return [
    ...found,
    ...[...panels].map(([name, ofPanel]): Reader => {
      const uses = ofPanel.flatMap(({ tree }) => usesOf(tree.node, recorded));
      return { kind: 'panel', name, uses, threshold: undefined };
    }),
  ];
}

/** The effect of missing buckets on one reader; undefined if it needs none of them. */
function withoutBuckets({ kind, uses, threshold }: Reader, finding: Finding): string | undefined {
  const { missing, largest } = finding.buckets ?? { missing: [], largest: 0 };
  const buckets = uses.filter(({ series }) => series === `${finding.metric}_bucket`);
  const never = (bound: number) =>
    bound > largest
      ? `the largest finite bucket is ${largest} s, the threshold is ${bound} s`
      : `there is no bucket at the threshold of ${bound} s`;
  const selected = buckets.find(({ bound, presence }) => bound !== undefined && !presence && missing.includes(bound));
  if (selected?.bound !== undefined) {
    const instead = selected.fallbackBounds.find((bound) => !missing.includes(bound));
    return instead === undefined
      ? `${kind === 'alert' ? 'can never fire' : 'stays empty'}: ${never(selected.bound)}`
      : `is less exact: it counts what takes longer than ${instead} s instead of ${selected.bound} s`;
  }
  if (!buckets.some(({ bound }) => bound === undefined)) return undefined;
  if (missing.includes(Infinity)) return 'has no percentile: the bucket +Inf is missing';
  if (threshold !== undefined && threshold >= largest)
    return `can never fire: the largest finite bucket is ${largest} s, the threshold is ${threshold} s`;
  return Math.max(...missing) > largest
    ? `never sees a percentile above ${largest} s, the largest finite bucket`
    : 'sees percentiles less exactly';
}

/**
 * The effect on an alert of a label that is not in the contract. A sum is affected only by a label of single processes:
 * processes that have ended may still count.
 */
function withExtraLabel(
  contract: Contract,
  { kind, uses }: Reader,
  { metric, label = '' }: Finding,
): string | undefined {
  const use = uses.find(
    ({ series, presence, aggregator }) =>
      contractMetric(contract, series)?.name === metric &&
      !presence &&
      (aggregator !== 'sum' || label === PROCESS_LABEL) &&
      kind === 'alert',
  );
  if (use === undefined) return undefined;
  if (use.aggregator === 'sum') return `adds up every ${label}, and a process that ended may still count`;
  return use.aggregator === undefined
    ? `compares each ${label} by itself, not all together`
    : `takes the ${use.aggregator} over every ${label}, so that a single one decides`;
}

function whyHurt(contract: Contract, reader: Reader, finding: Finding): string | undefined {
  if (finding.kind === 'extra label') return withExtraLabel(contract, reader, finding);
  if (finding.kind === 'missing bucket') return withoutBuckets(reader, finding);
  const { label } = finding;
  const uses = reader.uses.filter(({ series }) =>
    finding.series === undefined
      ? contractMetric(contract, series)?.name === finding.metric
      : series === finding.series,
  );
  if (label !== undefined)
    return uses.some(({ labels, every }) => every || labels.has(label)) ? `needs the label ${label}` : undefined;
  return uses.length > 0 ? `reads ${finding.series ?? finding.metric}` : undefined;
}

/** Findings that affect no reader. */
const HARMLESS: readonly Finding['kind'][] = ['no series yet', 'unknown value'];

/** The alerts and panels that a finding leaves blind, alerts first. */
export function blindedBy(contract: Contract, finding: Finding, all: readonly Reader[]): Blinded[] {
  if (HARMLESS.includes(finding.kind)) return [];
  return all.flatMap((reader) => {
    const why = whyHurt(contract, reader, finding);
    return why === undefined ? [] : [{ kind: reader.kind, name: reader.name, why }];
  });
}
