/** The part of a stack's rules that a test needs: evaluating the others would take most of the time. */
import type { PrometheusRule, PrometheusRuleFiles } from '../../lib/compile/prometheus-rules';
import type { LabelMatcher, Selection } from '../../lib/promql';
import { readPromql } from './promql';

const selectionsOf = (expressions: readonly string[]): Selection[] =>
  expressions.flatMap((expr) => [...readPromql(expr).selections]);

/** Prometheus anchors a regular expression at both ends. */
const matches = (value: string, pattern: string): boolean => new RegExp(`^(?:${pattern})$`).test(value);

/** Whether a selector may match a series with these labels; a label that the rule does not set may have any value. */
function allows(labels: Readonly<Record<string, string>>, { label, op, value: pattern }: LabelMatcher): boolean {
  const value = labels[label];
  if (value === undefined) return true;
  const found = op.endsWith('~') ? matches(value, pattern) : value === pattern;
  return op.startsWith('!') ? !found : found;
}

const isRead =
  ({ record, alert, labels }: PrometheusRule) =>
  ({ metric, matchers }: Selection): boolean =>
    metric === (alert === undefined ? record : 'ALERTS') &&
    matchers.every((matcher) => allows({ ...labels, ...(alert === undefined ? {} : { alertname: alert }) }, matcher));

/** Whether it selects every alert, as rules on inhibition do: they concern the alerts of the test. */
const isOfEveryAlert = ({ metric, matchers }: Selection): boolean =>
  metric === 'ALERTS' && !matchers.some(({ label }) => label === 'alertname');

/**
 * The rules whose series the expressions select, and the rules that those select in turn, in their files, groups and
 * order.
 */
export function selectRules(files: PrometheusRuleFiles, expressions: readonly string[]): PrometheusRuleFiles {
  const all = Object.values(files).flatMap(({ groups }) => groups.flatMap(({ rules }) => rules));
  const read = new Set<PrometheusRule>();
  for (let looked = selectionsOf(expressions); looked.length > 0;) {
    const found = all.filter((rule) => !read.has(rule) && looked.some(isRead(rule)));
    found.forEach((rule) => read.add(rule));
    looked = selectionsOf(found.map(({ expr }) => expr)).filter((selection) => !isOfEveryAlert(selection));
  }
  return Object.fromEntries(
    Object.entries(files).flatMap(([file, { groups }]) => {
      const selected = groups
        .map((group) => ({ ...group, rules: group.rules.filter((rule) => read.has(rule)) }))
        .filter(({ rules }) => rules.length > 0);
      return selected.length === 0 ? [] : [[file, { groups: selected }]];
    }),
  );
}

/**
 * The groups' names in an order for promtool (`group_eval_order`) in which each group comes after those that it reads.
 * By default promtool evaluates groups in random order.
 */
export function evaluationOrder(files: PrometheusRuleFiles): string[] {
  const groups = Object.values(files).flatMap((file) => file.groups);
  const reads = groups.map(({ rules }) => {
    const selections = selectionsOf(rules.map(({ expr }) => expr));
    return groups.filter(({ rules: otherRules }) =>
      otherRules.some((rule) => rule.record !== undefined && selections.some(isRead(rule))),
    );
  });
  const ordered: string[] = [];
  const visit = (at: number): void => {
    const { name } = groups[at] ?? { name: '' };
    if (ordered.includes(name)) return;
    for (const other of reads[at] ?? []) if (other.name !== name) visit(groups.indexOf(other));
    ordered.push(name);
  };
  groups.forEach((_group, at) => visit(at));
  return ordered;
}
