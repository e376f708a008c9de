/** Reads a PromQL tree: its selectors, and the labels that it groups or matches by. */
import { childrenOf, type LabelMatcher, type PromqlNode, type SelectorNode } from './tree';

/** One selector of an expression, such as `up{job="x"}[5m]`, and how the expression uses it. */
export interface Selection {
  /** Empty if only the matchers select. */
  readonly metric: string;
  readonly matchers: readonly LabelMatcher[];
  /** The range in brackets, `5m`; undefined for an instant selector. */
  readonly range: string | undefined;
  /** The function whose argument the selector is, such as `rate`; undefined if an operator or aggregation uses it. */
  readonly takenBy: string | undefined;
  /**
   * The operator of the innermost aggregation, such as `sum`; undefined if there is none, so that all labels are in the
   * result.
   */
  readonly aggregator: string | undefined;
  /** Whether only the existence of the series matters: it is counted, or is on the right of `and` or `unless`. */
  readonly presence: boolean;
  /** Expressions that are used if the selector returns nothing: the right sides of `or` operators. */
  readonly fallbacks: readonly PromqlNode[];
}

type Surroundings = Pick<Selection, 'takenBy' | 'aggregator' | 'presence' | 'fallbacks'>;

function selectionsIn(node: PromqlNode, around: Surroundings): Selection[] {
  if (node.kind === 'selector') {
    const { metric, matchers, range } = node;
    return [{ metric, matchers, range, ...around }];
  }
  const inside: Surroundings = { ...around, takenBy: node.kind === 'call' ? node.name : undefined };
  if (node.kind === 'aggregation') {
    const { operator: aggregator } = node;
    const presence = inside.presence || aggregator === 'count' || aggregator === 'group';
    return childrenOf(node).flatMap((child) => selectionsIn(child, { ...inside, aggregator, presence }));
  }
  if (node.kind === 'binary') {
    const { operator, left, right } = node;
    const fallbacks = operator === 'or' ? [right, ...inside.fallbacks] : inside.fallbacks;
    const presence = inside.presence || operator === 'and' || operator === 'unless';
    return [...selectionsIn(left, { ...inside, fallbacks }), ...selectionsIn(right, { ...inside, presence })];
  }
  return childrenOf(node).flatMap((child) => selectionsIn(child, inside));
}

/** Every selector of an expression, from left to right. */
export const selectionsOf = (node: PromqlNode): Selection[] =>
  selectionsIn(node, { takenBy: undefined, aggregator: undefined, presence: false, fallbacks: [] });

/** Every node of an expression, parents first. */
export const nodesOf = (node: PromqlNode): PromqlNode[] => [node, ...childrenOf(node).flatMap(nodesOf)];

const isSelector = (node: PromqlNode): node is SelectorNode => node.kind === 'selector';

/** The names of the metrics that an expression reads. */
export const metricsOf = (node: PromqlNode): string[] =>
  nodesOf(node)
    .filter(isSelector)
    .map(({ metric }) => metric);

/** The labels after `by`, `on` and the like, with the metrics that they are labels of. */
export interface Grouping {
  readonly labels: readonly string[];
  readonly metrics: readonly string[];
}

/** The labels that aggregations keep and binary operations match on. */
export const groupingsOf = (node: PromqlNode): Grouping[] =>
  nodesOf(node).flatMap((each): Grouping[] => {
    if (each.kind === 'aggregation') return [{ labels: each.by, metrics: metricsOf(each) }];
    if (each.kind !== 'binary' || each.matching === undefined) return [];
    const { labels, groupLeft = [] } = each.matching;
    return [{ labels: [...labels, ...groupLeft], metrics: metricsOf(each) }];
  });
