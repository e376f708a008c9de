/** The part of a rule file that the catalogue does not replace, as a rule file. */
import { toGroup, toGroups, toText, type Json } from '../../json-values';
import { metricsOf } from '../../promql';
import { parsePromql, PromqlSyntaxError } from '../../promql/parse';
import type { Adoption } from './alerts';

/** The series that the expression reads; none if it cannot be parsed. */
function seriesIn(expr: unknown): string[] {
  try {
    return metricsOf(parsePromql(toText(expr)));
  } catch (error) {
    if (error instanceof PromqlSyntaxError) return toText(expr).match(/[a-zA-Z_][\w:]*/g) ?? [];
    throw error;
  }
}

/**
 * The alerts that the catalogue does not replace, with the recording rules that they read; undefined if it replaces all
 * of them.
 */
export function verbatimPart(content: unknown, adoptions: readonly Adoption[]): Json | undefined {
  const names = adoptions.flatMap((each) => (each.kind === 'left out' && each.staysVerbatim ? [each.name] : []));
  if (names.length === 0) return undefined;
  const { groups = toGroup(toGroup(content).spec).groups } = toGroup(content);
  const rules = toGroups(groups).flatMap((group) => toGroups(group.rules));
  const used = new Set(rules.filter(({ alert }) => names.includes(toText(alert))));
  // Recording rules may read others: repeat until none is added.
  let size = 0;
  while (size < used.size) {
    size = used.size;
    const read = [...used].flatMap(({ expr }) => seriesIn(expr));
    for (const rule of rules) if (rule.record !== undefined && read.includes(toText(rule.record))) used.add(rule);
  }
  return {
    groups: toGroups(groups)
      .map((group): Json => ({ ...group, rules: toGroups(group.rules).filter((rule) => used.has(rule)) }))
      .filter((group) => toGroups(group.rules).length > 0),
  };
}
