/** PromQL from outside as a tree, by Prometheus' own grammar: what another revision or another person has written. */
import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import { numberNode } from './literals';
import {
  PRECEDENCE,
  type BinaryOperator,
  type LabelMatcher,
  type Matching,
  type Moment,
  type PromqlNode,
} from './tree';

/** A text that is no PromQL, or that has something which the trees of this project do not hold. */
export class PromqlSyntaxError extends Error {
  override readonly name = 'PromqlSyntaxError';
}

/** What stands in quotes; in backticks nothing is escaped. */
function unquote(text: string): string {
  const inner = text.slice(1, -1);
  if (text.startsWith('`')) return inner;
  return JSON.parse(
    text.startsWith("'") ? `"${inner.replace(/\\'/g, "'").replace(/(?<!\\)"/g, '\\"')}"` : text,
  ) as string;
}

const all = (node: SyntaxNode): SyntaxNode[] => {
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) found.push(child);
  return found;
};

class Parser {
  constructor(private readonly text: string) {}

  private at({ from, to }: SyntaxNode): string {
    return this.text.slice(from, to);
  }

  private refuse(node: SyntaxNode): never {
    throw new PromqlSyntaxError(`${this.at(node)}: ${node.name} has no place in a tree of metrics/promql`);
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

  /**
   * Changes what stands right before a modifier. The grammar takes `a + b offset 5m` for an offset of the sum, and
   * `a + b[5m:1m]` for a subquery of it; Prometheus means `b` alone.
   */
  private modify(syntax: SyntaxNode, change: (operand: PromqlNode) => PromqlNode): PromqlNode {
    const within = ({ name, firstChild, lastChild }: SyntaxNode, tree: PromqlNode): PromqlNode => {
      if (tree.kind !== 'binary' || firstChild === null || lastChild === null) return change(tree);
      if (name === 'BinaryExpr' || name === 'UnaryExpr') return { ...tree, right: within(lastChild, tree.right) };
      return name === 'ParenExpr' ? change(tree) : within(firstChild, tree);
    };
    return within(syntax, this.node(syntax));
  }

  /** Adds `offset` or `@` to the selector or subquery that they stand behind. */
  private move(syntax: SyntaxNode, moment: Moment): PromqlNode {
    return this.modify(syntax, (operand) =>
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

  private binary(node: SyntaxNode): PromqlNode {
    const [left, operator, ...others] = all(node);
    const right = others.at(-1);
    if (left === undefined || operator === undefined || right === undefined) return this.refuse(node);
    const sign = this.at(operator).toLowerCase();
    if (!Object.hasOwn(PRECEDENCE, sign)) return this.refuse(operator);
    const bool = node.getChild('BoolModifier') !== null;
    const matching = this.matching(node);
    return {
      kind: 'binary',
      operator: sign as BinaryOperator,
      ...(bool && { bool }),
      ...(matching && { matching }),
      left: this.node(left),
      right: this.node(right),
    };
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
    const [first, second, third] = children;
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
      case 'SubqueryExpr':
        if (first === undefined || second === undefined || third === undefined) return this.refuse(node);
        return this.modify(first, (of) => ({
          kind: 'subquery',
          of,
          range: this.at(second),
          step: this.at(third),
        }));
      case 'OffsetExpr':
        if (first === undefined) return this.refuse(node);
        return this.move(first, { offset: this.at(node.lastChild ?? node) });
      case 'StepInvariantExpr':
        if (first === undefined || node.getChild('AtModifierPreprocessors')?.getChild('AtEnd') == null)
          return this.refuse(node);
        return this.move(first, { at: 'end()' });
      case 'ParenExpr':
        return first === undefined ? this.refuse(node) : this.node(first);
      case 'UnaryExpr': {
        if (first === undefined || second === undefined) return this.refuse(node);
        const of = this.node(second);
        if (this.at(first) === '+') return of;
        return { kind: 'binary', operator: '*', left: numberNode(-1), right: of };
      }
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
        return this.binary(node);
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
  const [expression, ...others] = all(topNode).filter(({ name }) => name !== 'LineComment');
  if (expression === undefined || others.length > 0) throw new PromqlSyntaxError(`\`${text}\` is no expression`);
  return new Parser(text).node(expression);
}
