/**
 * Restricts an expression to fewer series: moves a matcher on a label of its result to the selectors that the label
 * comes from.
 */
import type { LabelMatcher, PromqlNode } from './tree';

/** Functions that set a label: its value comes from no selector. */
const SETS_LABEL = ['label_replace', 'label_join'];

/**
 * The expression restricted to results whose label matches; undefined if the label comes from no selector. The right
 * sides of `and` and `unless` stay unchanged: they filter as before.
 */
export function narrowSelectors(node: PromqlNode, matcher: LabelMatcher): PromqlNode | undefined {
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
      const of = keeps ? narrowSelectors(node.of, matcher) : undefined;
      return of && { ...node, of };
    }
    case 'subquery': {
      const of = narrowSelectors(node.of, matcher);
      return of && { ...node, of };
    }
    case 'call': {
      const sets =
        SETS_LABEL.includes(node.name) && node.args[1]?.kind === 'string' && node.args[1].value === matcher.label;
      const at = node.args.findIndex(({ kind }) => kind !== 'number' && kind !== 'string');
      const inner = node.args[at];
      const arg = sets || inner === undefined ? undefined : narrowSelectors(inner, matcher);
      return arg && { ...node, args: node.args.with(at, arg) };
    }
    case 'binary': {
      const left = narrowSelectors(node.left, matcher);
      const right = narrowSelectors(node.right, matcher);
      if (node.operator === 'or') return left && right && { ...node, left, right };
      if (left !== undefined) return { ...node, left };
      return node.left.kind === 'number' ? right && { ...node, right } : undefined;
    }
  }
}
