/**
 * A PromQL tree as text, as Prometheus prints it. Parentheses stand where precedence needs them, as a person would write it.
 * https://github.com/prometheus/prometheus/blob/main/promql/parser/prettier.md
 */
import { durationText, numberText } from './literals';
import {
  childrenOf,
  PRECEDENCE,
  type AggregationNode,
  type BinaryNode,
  type LabelMatcher,
  type PromqlNode,
  type SelectorNode,
  type SubqueryNode,
} from './tree';

const matcherText = ({ label, op, value }: LabelMatcher): string => `${label}${op}${JSON.stringify(value)}`;

function selectorText({ metric, matchers, range }: SelectorNode): string {
  const braces = matchers.length === 0 ? '' : `{${matchers.map(matcherText).sort().join(',')}}`;
  return `${metric}${braces}${range === undefined ? '' : `[${durationText(range)}]`}`;
}

const momentText = ({ at, offset }: { readonly at?: string | undefined; readonly offset?: string | undefined }) =>
  `${at === undefined ? '' : ` @ ${at}`}${offset === undefined ? '' : ` offset ${durationText(offset)}`}`;

/** The part after the expression of a subquery, such as `[1h:1m] offset 1d`. */
const suffixText = (node: SubqueryNode): string =>
  `[${durationText(node.range)}:${durationText(node.step)}]${momentText(node)}`;

/** An aggregation up to its opening parenthesis. */
function aggregatorText({ operator, by, without }: AggregationNode): string {
  if (without !== undefined) return `${operator} without (${without.join(', ')}) `;
  return by.length === 0 ? operator : `${operator} by (${by.join(', ')}) `;
}

/** A binary operator with its modifiers, such as `/ on (job) group_left ()`. */
function operatorText({ operator, bool = false, matching }: BinaryNode): string {
  const parts: string[] = [operator];
  if (bool) parts.push('bool');
  if (matching !== undefined) {
    parts.push(`${matching.by} (${matching.labels.join(', ')})`);
    if (matching.groupLeft !== undefined) parts.push(`group_left (${matching.groupLeft.join(', ')})`);
    if (matching.groupRight !== undefined) parts.push(`group_right (${matching.groupRight.join(', ')})`);
  }
  return parts.join(' ');
}

/** Whether one side of a binary operation needs parentheses; operators of equal precedence associate to the left. */
function needsParentheses({ operator }: BinaryNode, operand: PromqlNode, side: 'left' | 'right'): boolean {
  if (operand.kind !== 'binary') return false;
  const [inner, outer] = [PRECEDENCE[operand.operator], PRECEDENCE[operator]];
  return side === 'left' ? inner < outer : inner <= outer;
}

/** The expression on one line. */
export function printPromql(node: PromqlNode): string {
  switch (node.kind) {
    case 'number':
      return numberText(node.value);
    case 'string':
      return JSON.stringify(node.value);
    case 'variable':
      return node.name;
    case 'selector':
      return selectorText(node) + momentText(node);
    case 'subquery':
      return (node.of.kind === 'binary' ? `(${printPromql(node.of)})` : printPromql(node.of)) + suffixText(node);
    case 'call':
      return `${node.name}(${node.args.map(printPromql).join(', ')})`;
    case 'aggregation':
      return `${aggregatorText(node)}(${childrenOf(node).map(printPromql).join(', ')})`;
    case 'binary': {
      const operand = (side: 'left' | 'right') =>
        needsParentheses(node, node[side], side) ? `(${printPromql(node[side])})` : printPromql(node[side]);
      return `${operand('left')} ${operatorText(node)} ${operand('right')}`;
    }
  }
}

const LINE_LENGTH = 100;
const INDENTATION = '  ';
const fitsOnLine = (line: string): boolean => Buffer.byteLength(line) <= LINE_LENGTH;

/** An operand, in parentheses if it needs them; if it is long, each parenthesis is on a line of its own. */
function printOperand(node: PromqlNode, parentheses: boolean, level: number): string {
  if (!parentheses) return printLines(node, level);
  const indentation = INDENTATION.repeat(level);
  const line = `(${printPromql(node)})`;
  return fitsOnLine(line) ? indentation + line : `${indentation}(\n${printLines(node, level + 1)}\n${indentation})`;
}

/**
 * The expression as `promtool promql format` prints it: lines that are too long are broken at operators and
 * parentheses. `level`: the depth of indentation.
 */
export function printLines(node: PromqlNode, level = 0): string {
  const indentation = INDENTATION.repeat(level);
  const line = printPromql(node);
  if (fitsOnLine(line)) return indentation + line;
  switch (node.kind) {
    case 'number':
    case 'string':
    case 'variable':
    case 'selector':
      return indentation + line;
    case 'subquery':
      return printOperand(node.of, node.of.kind === 'binary', level) + suffixText(node);
    case 'call':
    case 'aggregation': {
      const head = node.kind === 'call' ? node.name : aggregatorText(node);
      const inner = childrenOf(node).map((child) => printLines(child, level + 1));
      return `${indentation}${head}(\n${inner.join(',\n')}\n${indentation})`;
    }
    case 'binary': {
      const operand = (side: 'left' | 'right') =>
        printOperand(node[side], needsParentheses(node, node[side], side), level + 1);
      return `${operand('left')}\n${indentation}${operatorText(node)}\n${operand('right')}`;
    }
  }
}
