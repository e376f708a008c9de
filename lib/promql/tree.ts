/** The nodes of a PromQL expression. Only `print.ts` prints them. */

/** PromQL's binary operators by how tightly they bind. https://prometheus.io/docs/prometheus/latest/querying/operators */
const COMPARISONS = { '==': 3, '!=': 3, '>': 3, '<': 3, '>=': 3, '<=': 3 } as const;
export const PRECEDENCE = {
  or: 1,
  and: 2,
  unless: 2,
  ...COMPARISONS,
  '+': 4,
  '-': 4,
  '*': 5,
  '/': 5,
  '%': 5,
} as const;
export type Comparison = keyof typeof COMPARISONS;
export type BinaryOperator = keyof typeof PRECEDENCE;

export interface LabelMatcher {
  readonly label: string;
  readonly op: '=' | '!=' | '=~' | '!~';
  readonly value: string;
}

/** The time that a selector or a subquery reads, if it is not the time of the evaluation. */
export interface Moment {
  readonly offset?: string | undefined;
  /** `@ end()`. */
  readonly at?: 'end()' | undefined;
}

export interface NumberNode {
  readonly kind: 'number';
  readonly value: number;
}
export interface StringNode {
  readonly kind: 'string';
  readonly value: string;
}
/** A variable that Grafana replaces, such as `$__interval_ms`. */
export interface VariableNode {
  readonly kind: 'variable';
  readonly name: string;
}
export interface SelectorNode extends Moment {
  readonly kind: 'selector';
  /** Empty if only the matchers select. */
  readonly metric: string;
  readonly matchers: readonly LabelMatcher[];
  /** The range in brackets, `5m`; undefined for an instant selector. */
  readonly range?: string | undefined;
}
export interface SubqueryNode extends Moment {
  readonly kind: 'subquery';
  readonly of: PromqlNode;
  readonly range: string;
  readonly step: string;
}
export interface CallNode {
  readonly kind: 'call';
  readonly name: string;
  readonly args: readonly PromqlNode[];
}
export interface AggregationNode {
  readonly kind: 'aggregation';
  readonly operator: string;
  /** The labels that it keeps. */
  readonly by: readonly string[];
  /** The labels that it drops, if it keeps all others. */
  readonly without?: readonly string[] | undefined;
  /** The `5` of `topk(5, x)`. */
  readonly parameter?: PromqlNode | undefined;
  readonly of: PromqlNode;
}
/** The labels on which the two sides of a binary operation match. */
export interface Matching {
  readonly by: 'on' | 'ignoring';
  readonly labels: readonly string[];
  /** The labels that series on the left ("many") take from the one on the right. */
  readonly groupLeft?: readonly string[] | undefined;
  /** The labels that series on the right ("many") take from the one on the left. */
  readonly groupRight?: readonly string[] | undefined;
}
export interface BinaryNode {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  /** Comparisons only: returns 0 or 1 instead of filtering. */
  readonly bool?: boolean | undefined;
  readonly matching?: Matching | undefined;
  readonly left: PromqlNode;
  readonly right: PromqlNode;
}
export type PromqlNode =
  NumberNode | StringNode | VariableNode | SelectorNode | SubqueryNode | CallNode | AggregationNode | BinaryNode;

/** A node with each of its direct children replaced. */
export function mapChildren(node: PromqlNode, replace: (child: PromqlNode) => PromqlNode): PromqlNode {
  switch (node.kind) {
    case 'number':
    case 'string':
    case 'variable':
    case 'selector':
      return node;
    case 'subquery':
      return { ...node, of: replace(node.of) };
    case 'call':
      return { ...node, args: node.args.map(replace) };
    case 'aggregation':
      return { ...node, parameter: node.parameter && replace(node.parameter), of: replace(node.of) };
    case 'binary':
      return { ...node, left: replace(node.left), right: replace(node.right) };
  }
}

/** The direct child nodes, from left to right. */
export function childrenOf(node: PromqlNode): PromqlNode[] {
  const children: PromqlNode[] = [];
  mapChildren(node, (child) => {
    children.push(child);
    return child;
  });
  return children;
}
