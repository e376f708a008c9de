/** Recorded series replaced by what is recorded, for a server whose history lacks them. */
import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import { parsePromql, type LabelMatcher } from '../metrics/promql-parser';

export interface RecordedSeries {
  readonly record: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly expr: string;
  /** Time between two evaluations, such as `15s`. */
  readonly interval: string;
}

/** An expression that reads a recorded series in a way that cannot be replaced. */
export class NotReplaceable extends Error {
  override readonly name = 'NotReplaceable';
}

function fits({ op, value }: LabelMatcher, label: string): boolean {
  const same = op.endsWith('~') ? new RegExp(`^(?:${value})$`).test(label) : label === value;
  return op.startsWith('!') ? !same : same;
}

/** Whether every series that the rule reads is selected by the same matcher, so that it holds for what is recorded as well. */
const selectedAlready = ({ expr }: RecordedSeries, wanted: LabelMatcher): boolean =>
  parsePromql(expr).selections.every(({ matchers }) =>
    matchers.some(({ label, op, value }) => label === wanted.label && op === wanted.op && value === wanted.value),
  );

function labelled({ labels }: RecordedSeries, expr: string): string {
  return Object.entries(labels).reduce(
    (inner, [label, value]) => `label_replace(${inner}, "${label}", ${JSON.stringify(value)}, "", "")`,
    `(${expr})`,
  );
}

interface Replacement {
  readonly node: SyntaxNode;
  readonly text: string;
}

/**
 * Whether what is recorded depends on what was recorded before, itself or by way of others: nothing can stand in its place,
 * and where it is not, it was not.
 */
const readsItself = (name: string, rules: readonly RecordedSeries[]): boolean =>
  rules.some(({ record, expr }) => record === name && recordedNames(expr, rules).includes(name));

/** What is recorded under the names in `lacking`, in the place of each of their selectors. Throws {@link NotReplaceable}. */
export function inline(expr: string, rules: readonly RecordedSeries[], lacking: ReadonlySet<string>): string {
  const at = ({ from, to }: SyntaxNode) => expr.slice(from, to);
  const replacement = (selector: SyntaxNode): Replacement => {
    const text = at(selector);
    const [{ metric, matchers } = { metric: '', matchers: [] }] = parsePromql(text).selections;
    const named = rules.filter(({ record }) => record === metric);
    const chosen = named.filter(({ labels }) =>
      matchers.every((matcher) => !(matcher.label in labels) || fits(matcher, labels[matcher.label] ?? '')),
    );
    const open = matchers.find(
      (matcher) => !chosen.every((rule) => matcher.label in rule.labels || selectedAlready(rule, matcher)),
    );
    if (open !== undefined) throw new NotReplaceable(`${text}: what is recorded cannot be narrowed by ${open.label}`);
    const [first] = chosen;
    if (first === undefined) throw new NotReplaceable(`${text}: no rule records it`);
    const whole = chosen.map((rule) => labelled(rule, inline(rule.expr, rules, lacking))).join(' or ');
    const parent = selector.parent;
    if (parent?.name === 'MatrixSelector') {
      const range = parent.getChild('DurationExpr') ?? selector;
      return { node: parent, text: `(${whole})[${at(range)}:${first.interval}]` };
    }
    if (parent?.name === 'OffsetExpr') {
      // Only a selector and a subquery can be looked at in the past; this one has a single moment in it.
      const moment = `[${first.interval}:${first.interval}]${expr.slice(selector.to, parent.to)}`;
      return { node: parent, text: `last_over_time((${whole})${moment})` };
    }
    return { node: selector, text: `(${whole})` };
  };
  const selectors: SyntaxNode[] = [];
  parser
    .parse(expr)
    .cursor()
    .iterate((node) => {
      const name = node.name === 'VectorSelector' ? node.node.getChild('Identifier') : null;
      if (name !== null && lacking.has(at(name)) && !readsItself(at(name), rules)) selectors.push(node.node);
    });
  return selectors
    .map(replacement)
    .sort((a, b) => b.node.from - a.node.from)
    .reduce((text, { node, text: by }) => text.slice(0, node.from) + by + text.slice(node.to), expr);
}

/** The recorded names that an expression reads, and those that these are made of. */
export function recordedNames(expr: string, rules: readonly RecordedSeries[]): string[] {
  const found = new Set<string>();
  const visit = (text: string) => {
    for (const { metric } of parsePromql(text).selections) {
      const made = rules.filter(({ record }) => record === metric);
      if (made.length === 0 || found.has(metric)) continue;
      found.add(metric);
      made.forEach((rule) => visit(rule.expr));
    }
  };
  visit(expr);
  return [...found];
}
