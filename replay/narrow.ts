/** A matcher on the series of an expression, put where it selects them: into the selectors that the label comes from. */
import { mapChildren, metricsOf, type LabelMatcher, type PromqlNode } from '../metrics/promql';

type BinaryNode = Extract<PromqlNode, { kind: 'binary' }>;
type CallNode = Extract<PromqlNode, { kind: 'call' }>;

/** An expression without any series, such as `0.95`. */
const isScalar = (node: PromqlNode): boolean => metricsOf(node).length === 0;

const WITHOUT_LABELS = /^(absent.*|vector)$/;

/** Not where the call writes the label itself, or its result has none. */
function narrowCall(node: CallNode, matcher: LabelMatcher): PromqlNode | undefined {
  const [, written] = node.args;
  const writes = node.name.startsWith('label_') && written?.kind === 'string' && written.value === matcher.label;
  return writes || WITHOUT_LABELS.test(node.name) ? undefined : narrowChildren(node, matcher);
}

/** The sides of a binary operation whose series have the label that its result has. */
function labelledSides({ operator, matching }: BinaryNode, label: string): readonly ('left' | 'right')[] {
  if (operator === 'or') return ['left', 'right'];
  if (operator === 'and' || operator === 'unless' || matching?.groupLeft !== undefined)
    return matching?.groupLeft?.includes(label) === true ? [] : ['left'];
  if (matching?.groupRight !== undefined) return matching.groupRight.includes(label) ? [] : ['right'];
  const matches = matching === undefined || (matching.by === 'on') === matching.labels.includes(label);
  return matches ? ['left', 'right'] : [];
}

function narrowBinary(node: BinaryNode, matcher: LabelMatcher): PromqlNode | undefined {
  if (node.operator !== 'or' && (isScalar(node.left) || isScalar(node.right))) return narrowChildren(node, matcher);
  const sides = labelledSides(node, matcher.label).map((side) => [side, narrow(node[side], matcher)] as const);
  return sides.length === 0 || sides.some(([, side]) => side === undefined)
    ? undefined
    : { ...node, ...(Object.fromEntries(sides) as Pick<BinaryNode, 'left' | 'right'>) };
}

/** Narrows everything below a node that has series. */
function narrowChildren(node: PromqlNode, matcher: LabelMatcher): PromqlNode | undefined {
  let possible = true;
  const narrowed = mapChildren(node, (child) => {
    const inner = isScalar(child) ? child : narrow(child, matcher);
    possible &&= inner !== undefined;
    return inner ?? child;
  });
  return possible ? narrowed : undefined;
}

/** The expression with those of its series alone that have the label so; undefined where it is none of its selectors'. */
export function narrow(node: PromqlNode, matcher: LabelMatcher): PromqlNode | undefined {
  switch (node.kind) {
    case 'selector':
      return { ...node, matchers: [...node.matchers, matcher] };
    case 'aggregation':
      return node.by.includes(matcher.label) ? narrowChildren(node, matcher) : undefined;
    case 'call':
      return narrowCall(node, matcher);
    case 'binary':
      return narrowBinary(node, matcher);
    case 'subquery':
      return narrowChildren(node, matcher);
    case 'number':
    case 'string':
    case 'variable':
      return undefined;
  }
}
