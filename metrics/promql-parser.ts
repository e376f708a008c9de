/** What a PromQL expression is made of, by Prometheus' own grammar. */
import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import { contract, TARGET_LABELS, type MetricName } from './contract';

export interface LabelMatcher {
  readonly label: string;
  readonly op: string;
  readonly value: string;
}
/** One selector, such as `up{job="x"}[5m]`. */
export interface Selection {
  readonly metric: string;
  readonly matchers: readonly LabelMatcher[];
  /** The range in brackets, `5m`; none for an instant selector. */
  readonly range: string | undefined;
  /** The function that takes the selector as its argument, `rate`; none where an operator or aggregation does. */
  readonly takenBy: string | undefined;
  /** Inside an aggregation, so that only the labels it keeps matter. */
  readonly aggregated: boolean;
  /** The operator of the innermost aggregation, `sum`; none outside of any. */
  readonly aggregator: string | undefined;
  /** Only whether the series is there matters, not its value. */
  readonly presence?: true;
  /** What is taken where the selector gives nothing: the right sides of the `or` operators that have it on their left. */
  readonly fallbacks: readonly string[];
}
/** The labels after `by`, `without`, `on` and the like, with the metrics that they are labels of. */
export interface Grouping {
  readonly labels: readonly string[];
  readonly metrics: readonly string[];
}
export interface Parsed {
  /** Where the text does not parse: the text from there on. Empty for a good expression. */
  readonly errors: readonly string[];
  readonly selections: readonly Selection[];
  readonly groupings: readonly Grouping[];
}

const descendants = (node: SyntaxNode, name: string): SyntaxNode[] => {
  const found: SyntaxNode[] = [];
  node.cursor().iterate((at) => {
    if (at.name === name) found.push(at.node);
  });
  return found;
};

/** Whether the value of a selector is thrown away: it is counted, or stands to the right of `and` or `unless`. */
function forPresence(selector: SyntaxNode, text: string): boolean {
  for (let node = selector; node.parent !== null; node = node.parent) {
    const { name, firstChild, lastChild } = node.parent;
    const operator = firstChild === null ? '' : text.slice(firstChild.from, firstChild.to);
    if (name === 'AggregateExpr' && /^(count|group)$/.test(operator)) return true;
    const set = node.parent.getChild('And') ?? node.parent.getChild('Unless');
    if (name === 'BinaryExpr' && set !== null && lastChild?.from === node.from) return true;
  }
  return false;
}

/** The right sides of each `or` with the selector on its left. */
function fallbacksOf(selector: SyntaxNode, text: string): string[] {
  const found: string[] = [];
  for (let node = selector; node.parent !== null; node = node.parent) {
    const { name, lastChild } = node.parent;
    const isRight = lastChild === null || lastChild.from === node.from;
    if (name === 'BinaryExpr' && node.parent.getChild('Or') !== null && !isRight)
      found.push(text.slice(lastChild.from, lastChild.to));
  }
  return found;
}

/**
 * The calls on what is pinned by `@ end()`: a server evaluates each once for a whole graph.
 * https://prometheus.io/docs/prometheus/latest/querying/basics/#modifier
 */
export const evaluatedOnce = (text: string): string[] =>
  descendants(parser.parse(text).topNode, 'StepInvariantExpr').flatMap((pinned) => {
    const call = pinned.parent?.parent;
    return call?.name === 'FunctionCall' ? [text.slice(call.from, call.to)] : [];
  });

export function parsePromql(text: string): Parsed {
  const at = (node: SyntaxNode) => text.slice(node.from, node.to);
  const { topNode } = parser.parse(text);
  const errors: string[] = [];
  topNode.cursor().iterate((node) => {
    if (node.type.isError) errors.push(text.slice(node.from) || '(end of text)');
  });
  const metricOf = (selector: SyntaxNode) => {
    const name = selector.getChild('Identifier');
    return name === null ? '' : at(name);
  };
  const selections = descendants(topNode, 'VectorSelector').map((selector): Selection => {
    const matrix = selector.parent?.name === 'MatrixSelector' ? selector.parent : undefined;
    const range = matrix?.getChild('DurationExpr');
    // `x[5m] offset 1d` is taken as `x[5m]` is.
    let argument: SyntaxNode = matrix ?? selector;
    while (argument.parent?.name === 'OffsetExpr') argument = argument.parent;
    const call = argument.parent?.parent;
    let aggregation = selector.parent;
    while (aggregation !== null && aggregation.name !== 'AggregateExpr') aggregation = aggregation.parent;
    return {
      metric: metricOf(selector),
      matchers: descendants(selector, 'UnquotedLabelMatcher').map((matcher) => {
        const part = (name: string) => at(descendants(matcher, name)[0] ?? matcher);
        return { label: part('LabelName'), op: part('MatchOp'), value: part('StringLiteral').slice(1, -1) };
      }),
      range: range === null || range === undefined ? undefined : at(range),
      takenBy: call?.name === 'FunctionCall' ? at(call.firstChild ?? call) : undefined,
      aggregated: aggregation !== null,
      aggregator: aggregation?.firstChild == null ? undefined : at(aggregation.firstChild),
      ...(forPresence(selector, text) && { presence: true }),
      fallbacks: fallbacksOf(selector, text),
    };
  });
  const groupings = descendants(topNode, 'GroupingLabels').map((labels): Grouping => {
    // The expression whose labels these are: the aggregation, or the binary operation that matches on them.
    let owner = labels.parent;
    while (owner !== null && owner.name !== 'AggregateExpr' && owner.name !== 'BinaryExpr') owner = owner.parent;
    return {
      labels: descendants(labels, 'LabelName').map(at),
      metrics: descendants(owner ?? topNode, 'VectorSelector').map(metricOf),
    };
  });
  return { errors, selections, groupings };
}

/** The contract's metric that a series name belongs to, with the histogram's suffix left off; none for others. */
export function contractMetric(series: string): MetricName | undefined {
  const names = Object.keys(contract) as MetricName[];
  return names.find(
    (name) =>
      name === series ||
      (contract[name].type === 'histogram' &&
        /^_(bucket|count|sum)$/.test(series.slice(name.length)) &&
        series.startsWith(name)),
  );
}

/** The labels that a series of the contract may carry, those of scraping included; none for a name outside it. */
export function contractLabels(series: string): string[] | undefined {
  const name = contractMetric(series);
  if (name === undefined) return undefined;
  return [...Object.keys(contract[name].labels), ...TARGET_LABELS, ...(series.endsWith('_bucket') ? ['le'] : [])];
}
