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

  /** A child that the grammar requires: the first is 0, the last -1. */
  private child(node: SyntaxNode, index: number): SyntaxNode {
    return all(node).at(index) ?? this.refuse(node);
  }

  private matcher(node: SyntaxNode): LabelMatcher {
    if (node.name !== 'UnquotedLabelMatcher') return this.refuse(node);
    const [label, op, value] = [0, 1, 2].map((index) => this.at(this.child(node, index))) as [string, string, string];
    return { label, op: op as LabelMatcher['op'], value: unquote(value) };
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
    const operator = this.child(node, 1);
    const sign = this.at(operator).toLowerCase();
    if (!Object.hasOwn(PRECEDENCE, sign)) return this.refuse(operator);
    const matching = this.matching(node);
    const operation: Operation = {
      operator: sign as BinaryOperator,
      ...(node.getChild('BoolModifier') && { bool: true }),
      ...(matching && { matching }),
    };
    return joinChains(this.chain(this.child(node, 0)), operation, this.chain(this.child(node, -1)));
  }

  /** An expression without parentheses, as a chain. */
  private chain(node: SyntaxNode): Chain {
    switch (node.name) {
      case 'BinaryExpr':
        return this.binary(node);
      case 'UnaryExpr': {
        const operand = this.chain(this.child(node, 1));
        return this.at(this.child(node, 0)) === '-' ? negateFirst(operand) : operand;
      }
      case 'SubqueryExpr':
        return modifyLast(this.chain(this.child(node, 0)), (of) => ({
          kind: 'subquery',
          of,
          range: this.at(this.child(node, 1)),
          step: this.at(this.child(node, 2)),
        }));
      case 'OffsetExpr':
        return this.move(this.child(node, 0), { offset: this.at(node.lastChild ?? node) });
      case 'StepInvariantExpr':
        if (node.getChild('AtModifierPreprocessors')?.getChild('AtEnd') == null) return this.refuse(node);
        return this.move(this.child(node, 0), { at: 'end()' });
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
        const selector = this.node(this.child(node, 0));
        if (selector.kind !== 'selector') return this.refuse(node);
        return { ...selector, range: this.at(this.child(node, 1)) };
      }
      case 'ParenExpr':
        return this.node(this.child(node, 0));
      case 'FunctionCall': {
        const [name, ...bodies] = all(node);
        const args = bodies.flatMap(all).map((each) => this.node(each));
        return { kind: 'call', name: this.at(name ?? node), args };
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

/** A text as a tree, or the error that says what is wrong. */
export function tryParsePromql(text: string): PromqlNode | PromqlSyntaxError {
  try {
    return parsePromql(text);
  } catch (error) {
    if (error instanceof PromqlSyntaxError) return error;
    throw error;
  }
}
