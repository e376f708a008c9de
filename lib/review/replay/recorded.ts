/** Replaces recorded series by their expressions, for a server whose history lacks them. */
import {
  mapChildren,
  metricsOf,
  narrowSelectors,
  printPromql,
  selectionsOf,
  type LabelMatcher,
  type PromqlNode,
  type SelectorNode,
} from '../../promql';

export interface RecordedSeries {
  readonly record: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly expr: PromqlNode;
  /** Time between two evaluations, such as `15s`. */
  readonly interval: string;
}

/** An expression that reads a recorded series in a way that cannot be replaced. */
export class NotReplaceable extends Error {
  override readonly name = 'NotReplaceable';
}

function matchesLabel({ op, value }: LabelMatcher, label: string): boolean {
  const isMatch = op.endsWith('~') ? new RegExp(`^(?:${value})$`).test(label) : label === value;
  return op.startsWith('!') ? !isMatch : isMatch;
}

/** Whether every series that the rule reads is already selected so, as then the recorded ones are too. */
const selectedAlready = ({ expr }: RecordedSeries, matcher: LabelMatcher): boolean =>
  selectionsOf(expr).every(({ matchers }) =>
    matchers.some(({ label, op, value }) => label === matcher.label && op === matcher.op && value === matcher.value),
  );

const text = (value: string): PromqlNode => ({ kind: 'string', value });

const labelled = ({ labels }: RecordedSeries, expr: PromqlNode): PromqlNode =>
  Object.entries(labels).reduce(
    (inner, [label, value]): PromqlNode => ({
      kind: 'call',
      name: 'label_replace',
      args: [inner, text(label), text(value), text(''), text('')],
    }),
    expr,
  );

/** Whether a recorded series depends on its own history, also through others: no expression can replace it then. */
const readsItself = (name: string, rules: readonly RecordedSeries[]): boolean =>
  rules.some(({ record, expr }) => record === name && recordedNames(expr, rules).includes(name));

/** The expression that records the series of a selector, with the time between two evaluations. */
function recordedBy(selector: SelectorNode, rules: readonly RecordedSeries[], lacking: ReadonlySet<string>) {
  const { metric, matchers } = selector;
  const refuse = (why: string) => new NotReplaceable(`${printPromql(selector)}: ${why}`);
  const chosen = rules
    .filter(({ record }) => record === metric)
    .filter(({ labels }) =>
      matchers.every((matcher) => !(matcher.label in labels) || matchesLabel(matcher, labels[matcher.label] ?? '')),
    );
  const [first] = chosen;
  if (first === undefined) throw refuse('no rule records it');
  const selected = (rule: RecordedSeries): PromqlNode =>
    matchers
      .filter((matcher) => !(matcher.label in rule.labels) && !selectedAlready(rule, matcher))
      .reduce((expr, matcher) => {
        const fewer = narrowSelectors(expr, matcher);
        if (fewer === undefined) throw refuse(`what is recorded cannot be narrowed by ${matcher.label}`);
        return fewer;
      }, rule.expr);
  const of = chosen
    .map((rule) => labelled(rule, inline(selected(rule), rules, lacking)))
    .reduce((left, right): PromqlNode => ({ kind: 'binary', operator: 'or', left, right }));
  return { of, interval: first.interval };
}

/** Replaces each selector of a name in `lacking` by the expression that records it. Throws {@link NotReplaceable}. */
export function inline(expr: PromqlNode, rules: readonly RecordedSeries[], lacking: ReadonlySet<string>): PromqlNode {
  if (expr.kind !== 'selector') return mapChildren(expr, (child) => inline(child, rules, lacking));
  const { metric, range, offset, at } = expr;
  if (!lacking.has(metric) || readsItself(metric, rules)) return expr;
  const { of, interval } = recordedBy(expr, rules, lacking);
  if (range !== undefined) return { kind: 'subquery', of, range, step: interval, offset, at };
  if (offset === undefined && at === undefined) return of;
  // Only a selector and a subquery can be evaluated in the past; this subquery contains a single moment.
  const moment: PromqlNode = { kind: 'subquery', of, range: interval, step: interval, offset, at };
  return { kind: 'call', name: 'last_over_time', args: [moment] };
}

/** The recorded names that an expression reads, directly or through other recording rules. */
export function recordedNames(expr: PromqlNode, rules: readonly RecordedSeries[]): string[] {
  const found = new Set<string>();
  const visit = (node: PromqlNode) => {
    for (const metric of metricsOf(node)) {
      const recorders = rules.filter(({ record }) => record === metric);
      if (recorders.length === 0 || found.has(metric)) continue;
      found.add(metric);
      recorders.forEach((rule) => visit(rule.expr));
    }
  };
  visit(expr);
  return [...found];
}
