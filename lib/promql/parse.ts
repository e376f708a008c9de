/** Parses PromQL from another revision or another person, using Prometheus' own grammar. */
import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import { chainOf, joinChains, modifyLast, negateFirst, treeOf, type Chain, type Operation } from './chain';
import {
  PRECEDENCE,
  type BinaryOperator,
  type LabelMatcher,
  type Matching,
  type Moment,
  type PromqlNode,
} from './tree';

/** The text is not valid PromQL, or uses a feature that this project's trees do not represent. */
export class PromqlSyntaxError extends Error {
  override readonly name = 'PromqlSyntaxError';
}

/** The content of a quoted string; backticks have no escapes. */
function unquote(text: string): string {
  const inner = text.slice(1, -1);
  if (text.startsWith('`')) return inner;
  return JSON.parse(
    text.startsWith("'") ? `"${inner.replace(/\\'/g, "'").replace(/(?<!\\)"/g, '\\"')}"` : text,
  ) as string;
}

/** The direct child nodes, without comments. */
const all = (node: SyntaxNode): SyntaxNode[] => {
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling)
    if (child.name !== 'LineComment') found.push(child);
  return found;
};

class Parser {
  constructor(private readonly text: string) {}

  private at({ from, to }: SyntaxNode): string {
    return this.text.slice(from, to);
  }

  private refuse(node: SyntaxNode): never {
    throw new PromqlSyntaxError(`has \`${this.at(node)}\` (${node.name}), which the trees of lib/promql do not hold`);
  }

  private matcher(node: SyntaxNode): LabelMatcher {
    const [label, op, value] = all(node);
    if (node.name !== 'UnquotedLabelMatcher' || label === undefined || op === undefined || value === undefined)
      return this.refuse(node);
    return { label: this.at(label), op: this.at(op) as LabelMatcher['op'], value: unquote(this.at(value)) };
  }

  private labels(node: SyntaxNode | null): string[] {
    return node === null ? [] : node.getChildren('LabelName').map((label) => this.at(label));
  }

  private number(node: SyntaxNode): number {
    const text = this.at(node);
    const value = /inf$/i.test(text) ? Number(text.replace(/inf$/i, 'Infinity')) : Number(text);
    return Number.isNaN(value) && !/nan$/i.test(text) ? this.refuse(node) : value;
  }

  /** Applies a modifier after a selector or a subquery: `offset` or `@`. */
  private move(syntax: SyntaxNode, moment: Moment): Chain {
    return modifyLast(this.chain(syntax), (operand) =>
      operand.kind === 'selector' || operand.kind === 'subquery' ? { ...operand, ...moment } : this.refuse(syntax),
    );
  }

  private matching(node: SyntaxNode): Matching | undefined {
    const clause = node.getChild('MatchingModifierClause');
    if (clause === null) return undefined;
    const [on = null, group = null] = clause.getChildren('GroupingLabels');
    return {
      by: clause.getChild('On') === null ? 'ignoring' : 'on',
      labels: this.labels(on),
      ...(clause.getChild('GroupLeft') && { groupLeft: this.labels(group) }),
      ...(clause.getChild('GroupRight') && { groupRight: this.labels(group) }),
    };
  }

  private binary(node: SyntaxNode): Chain {
    const [left, operator, ...operands] = all(node);
    const right = operands.at(-1);
    if (left === undefined || operator === undefined || right === undefined) return this.refuse(node);
    const sign = this.at(operator).toLowerCase();
    if (!Object.hasOwn(PRECEDENCE, sign)) return this.refuse(operator);
    const matching = this.matching(node);
    const operation: Operation = {
      operator: sign as BinaryOperator,
      ...(node.getChild('BoolModifier') && { bool: true }),
      ...(matching && { matching }),
    };
    return joinChains(this.chain(left), operation, this.chain(right));
  }

  /** An expression without parentheses, as a chain. */
  private chain(node: SyntaxNode): Chain {
    const [first, second, third] = all(node);
    if (first === undefined) return chainOf(this.node(node));
    switch (node.name) {
      case 'BinaryExpr':
        return this.binary(node);
      case 'UnaryExpr': {
        const operand = second === undefined ? this.refuse(node) : this.chain(second);
        return this.at(first) === '-' ? negateFirst(operand) : operand;
      }
      case 'SubqueryExpr':
        if (second === undefined || third === undefined) return this.refuse(node);
        return modifyLast(this.chain(first), (of) => ({
          kind: 'subquery',
          of,
          range: this.at(second),
          step: this.at(third),
        }));
      case 'OffsetExpr':
        return this.move(first, { offset: this.at(node.lastChild ?? node) });
      case 'StepInvariantExpr':
        if (node.getChild('AtModifierPreprocessors')?.getChild('AtEnd') == null) return this.refuse(node);
        return this.move(first, { at: 'end()' });
      default:
        return chainOf(this.node(node));
    }
  }

  private aggregation(node: SyntaxNode): PromqlNode {
    const [operator] = node.getChildren('AggregateOp');
    const args = node
      .getChildren('FunctionCallBody')
      .flatMap(all)
      .map((each) => this.node(each));
    const of = args.at(-1);
    if (operator === undefined || of === undefined) return this.refuse(node);
    const modifier = node.getChild('AggregateModifier');
    const labels = this.labels(modifier?.getChild('GroupingLabels') ?? null);
    const drops = modifier?.getChild('Without') != null;
    return {
      kind: 'aggregation',
      operator: this.at(operator).toLowerCase(),
      by: drops ? [] : labels,
      ...(drops && { without: labels }),
      parameter: args.length > 1 ? args[0] : undefined,
      of,
    };
  }

  node(node: SyntaxNode): PromqlNode {
    const children = all(node);
    const [first, second] = children;
    switch (node.name) {
      case 'NumberDurationLiteral':
        return { kind: 'number', value: this.number(node) };
      case 'StringLiteral':
        return { kind: 'string', value: unquote(this.at(node)) };
      case 'VectorSelector': {
        const name = node.getChild('Identifier');
        const matchers = node.getChildren('LabelMatchers').flatMap(all);
        return {
          kind: 'selector',
          metric: name === null ? '' : this.at(name),
          matchers: matchers.map((matcher) => this.matcher(matcher)),
        };
      }
      case 'MatrixSelector': {
        const selector = first === undefined ? undefined : this.node(first);
        if (selector?.kind !== 'selector' || second === undefined) return this.refuse(node);
        return { ...selector, range: this.at(second) };
      }
      case 'ParenExpr':
        return first === undefined ? this.refuse(node) : this.node(first);
      case 'FunctionCall': {
        const name = first === undefined ? this.refuse(node) : this.at(first);
        return {
          kind: 'call',
          name,
          args: children
            .slice(1)
            .flatMap(all)
            .map((each) => this.node(each)),
        };
      }
      case 'AggregateExpr':
        return this.aggregation(node);
      case 'BinaryExpr':
      case 'UnaryExpr':
      case 'SubqueryExpr':
      case 'OffsetExpr':
      case 'StepInvariantExpr':
        return treeOf(this.chain(node));
      default:
        return this.refuse(node);
    }
  }
}

/** A text as a tree. Throws a {@link PromqlSyntaxError} that names what is wrong. */
export function parsePromql(text: string): PromqlNode {
  const { topNode } = parser.parse(text);
  topNode.cursor().iterate((node) => {
    if (node.type.isError)
      throw new PromqlSyntaxError(`does not parse from \`${text.slice(node.from, node.from + 40)}\` on`);
  });
  const [expression, ...leftover] = all(topNode);
  if (expression === undefined || leftover.length > 0) throw new PromqlSyntaxError(`\`${text}\` is no expression`);
  return new Parser(text).node(expression);
}
