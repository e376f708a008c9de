/** The part of a rule file that the catalogue does not replace, as a rule file. */
import { toText, type Json } from '../../json-values';
import { metricsOf } from '../../promql';
import { PromqlSyntaxError, tryParsePromql } from '../../promql/parse';
import type { Adoption } from './alerts';
import { rulesOf, type RuleFile } from './rule-file';

/** The series that the expression reads; every word of it if it cannot be parsed. */
function seriesIn(expr: string): readonly string[] {
  const tree = tryParsePromql(expr);
  return tree instanceof PromqlSyntaxError ? (expr.match(/[a-zA-Z_][\w:]*/g) ?? []) : metricsOf(tree);
}

/** The alerts that the catalogue does not replace, with the recording rules that they read; undefined if none. */
export function verbatimPart({ groups }: RuleFile, adoptions: readonly Adoption[]): Json | undefined {
  const names = adoptions.flatMap((each) => (each.kind === 'left out' && each.staysVerbatim ? [each.name] : []));
  if (names.length === 0) return undefined;
  const rules = groups.flatMap(rulesOf);
  const used = new Set(rules.filter(({ alert }) => names.includes(toText(alert))));
  // A set also visits what is added to it meanwhile: recording rules may read others.
  for (const { expr } of used) {
    const series = seriesIn(toText(expr));
    for (const rule of rules) if (rule.record !== undefined && series.includes(toText(rule.record))) used.add(rule);
  }
  return {
    groups: groups
      .map((group) => ({ ...group, rules: rulesOf(group).filter((rule) => used.has(rule)) }))
      .filter((group) => group.rules.length > 0),
  };
}
