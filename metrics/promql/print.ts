/** A PromQL tree as text. Parentheses stand where precedence needs them, as a person would write it. */
import { PRECEDENCE, type BinaryNode, type LabelMatcher, type PromqlNode, type SelectorNode } from './tree';

const matcherText = ({ label, op, value }: LabelMatcher): string => `${label}${op}${JSON.stringify(value)}`;

function selectorText({ metric, matchers, range }: SelectorNode): string {
  const braces = matchers.length === 0 ? '' : `{${matchers.map(matcherText).join(',')}}`;
  return `${metric}${braces}${range === undefined ? '' : `[${range}]`}`;
}

const momentText = ({ at, offset }: { readonly at?: string | undefined; readonly offset?: string | undefined }) =>
  `${at === undefined ? '' : ` @ ${at}`}${offset === undefined ? '' : ` offset ${offset}`}`;

/** The operator of a binary operation with what modifies it, such as `/ on (job) group_left ()`. */
function operatorText({ operator, bool = false, matching }: BinaryNode): string {
  const parts: string[] = [operator];
  if (bool) parts.push('bool');
  if (matching !== undefined) {
    parts.push(`${matching.by} (${matching.labels.join(', ')})`);
    if (matching.groupLeft !== undefined) parts.push(`group_left (${matching.groupLeft.join(', ')})`);
  }
  return parts.join(' ');
}

/** Whether one side of a binary operation needs parentheses; operators of one precedence associate to the left. */
function needsParentheses({ operator }: BinaryNode, operand: PromqlNode, side: 'left' | 'right'): boolean {
  if (operand.kind !== 'binary') return false;
  const [inner, outer] = [PRECEDENCE[operand.operator], PRECEDENCE[operator]];
  return side === 'left' ? inner < outer : inner <= outer;
}

/** The expression on one line. */
export function printPromql(node: PromqlNode): string {
  switch (node.kind) {
    case 'number':
      return String(node.value);
    case 'string':
      return JSON.stringify(node.value);
    case 'variable':
      return node.name;
    case 'selector':
      return selectorText(node) + momentText(node);
    case 'subquery': {
      const of = node.of.kind === 'binary' ? `(${printPromql(node.of)})` : printPromql(node.of);
      return `${of}[${node.range}:${node.step}]${momentText(node)}`;
    }
    case 'call':
      return `${node.name}(${node.args.map(printPromql).join(', ')})`;
    case 'aggregation': {
      const parameter = node.parameter === undefined ? '' : `${printPromql(node.parameter)}, `;
      const by = node.by.length === 0 ? '' : ` by (${node.by.join(', ')}) `;
      return `${node.operator}${by}(${parameter}${printPromql(node.of)})`;
    }
    case 'binary': {
      const operand = (side: 'left' | 'right') =>
        needsParentheses(node, node[side], side) ? `(${printPromql(node[side])})` : printPromql(node[side]);
      return `${operand('left')} ${operatorText(node)} ${operand('right')}`;
    }
  }
}
