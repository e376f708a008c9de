/** An expression about fewer series: a matcher on a label of its result, moved to the selectors that the label comes from. */
import type { LabelMatcher, PromqlNode } from './tree';

/** Functions that set a label: what they set comes from no selector. */
const SETS_LABEL = ['label_replace', 'label_join'];

/**
 * The expression as it is where a label of its result matches; undefined where the label comes from no selector. What only
 * filters (the right side of `and` and `unless`) stays as it is: it filters no less.
 */
export function narrowed(node: PromqlNode, matcher: LabelMatcher): PromqlNode | undefined {
  switch (node.kind) {
    case 'number':
    case 'string':
    case 'variable':
      return undefined;
    case 'selector':
      return { ...node, matchers: [...node.matchers, matcher] };
    case 'aggregation': {
      const keeps =
        node.without === undefined ? node.by.includes(matcher.label) : !node.without.includes(matcher.label);
      const of = keeps ? narrowed(node.of, matcher) : undefined;
      return of && { ...node, of };
    }
    case 'subquery': {
      const of = narrowed(node.of, matcher);
      return of && { ...node, of };
    }
    case 'call': {
      const sets =
        SETS_LABEL.includes(node.name) && node.args[1]?.kind === 'string' && node.args[1].value === matcher.label;
      const at = node.args.findIndex(({ kind }) => kind !== 'number' && kind !== 'string');
      const inner = node.args[at];
      const arg = sets || inner === undefined ? undefined : narrowed(inner, matcher);
      return arg && { ...node, args: node.args.with(at, arg) };
    }
    case 'binary': {
      const left = narrowed(node.left, matcher);
      const right = narrowed(node.right, matcher);
      if (node.operator === 'or') return left && right && { ...node, left, right };
      if (left !== undefined) return { ...node, left };
      return node.left.kind === 'number' ? right && { ...node, right } : undefined;
    }
  }
}
