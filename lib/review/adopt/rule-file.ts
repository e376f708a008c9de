/** Reads a hand-written Prometheus rule file: its alerts, with recorded series replaced by their expressions. */
import { toGroup, toGroups, toText, type Json } from '../../json-values';
import { mapChildren, narrowSelectors, type PromqlNode } from '../../promql';
import { PromqlSyntaxError, tryParsePromql } from '../../promql/parse';
import { canonicalDuration, type Duration } from '../../units';

export interface HandwrittenAlert {
  readonly name: string;
  /** Its expression as a tree, or the reason why it cannot be parsed. */
  readonly expr: PromqlNode | string;
  readonly text: string;
  /** A {@link Duration} if it can be converted to one, else the original text. */
  readonly for: string;
  readonly severity: string | undefined;
}
export type RuleFile = NonNullable<ReturnType<typeof readRuleFile>>;

export const rulesOf = ({ rules }: Json): Json[] => toGroups(rules);

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86400, w: 604800 };

/** Converts `1h30m` to a single unit; undefined if the text is not a duration. */
function durationOf(text: string): Duration | undefined {
  if (!/^(\d+[smhdw])+$/.test(text)) return undefined;
  const parts = [...text.matchAll(/(\d+)(\w)/g)];
  return canonicalDuration(`${parts.reduce((sum, [, n, unit = '']) => sum + Number(n) * (UNITS[unit] ?? 0), 0)}s`);
}

function treeOf(text: unknown): PromqlNode | string {
  if (typeof text !== 'string' && typeof text !== 'number') return 'it has no expr';
  const tree = tryParsePromql(String(text));
  return tree instanceof PromqlSyntaxError
    ? `its expression ${tree.message.replace(/does not parse from `` on$/, 'ends before it is complete')}`
    : tree;
}

/** The tree with recorded series replaced, except where it selects by a label that the rule drops. */
function inlineRecords(node: PromqlNode, recorded: ReadonlyMap<string, PromqlNode>, depth = 0): PromqlNode {
  const rule = node.kind === 'selector' && node.range === undefined ? recorded.get(node.metric) : undefined;
  if (rule === undefined || node.kind !== 'selector')
    return mapChildren(node, (child) => inlineRecords(child, recorded, depth));
  const found = node.matchers.reduce<PromqlNode | undefined>((of, matcher) => of && narrowSelectors(of, matcher), rule);
  return found === undefined || depth > recorded.size ? node : inlineRecords(found, recorded, depth + 1);
}

function alertOf(rule: Json, recorded: ReadonlyMap<string, PromqlNode>): HandwrittenAlert {
  const tree = treeOf(rule.expr);
  const written = toText(rule.for) || '0s';
  return {
    name: toText(rule.alert),
    expr: typeof tree === 'string' ? tree : inlineRecords(tree, recorded),
    text: toText(rule.expr).trim().replace(/\s+/g, ' '),
    for: durationOf(written) ?? written,
    severity: toText(toGroup(rule.labels).severity) || undefined,
  };
}

/** The content of a rule file, or of a PrometheusRule object; undefined if it has no list of groups. */
export function readRuleFile(content: unknown) {
  const { spec, groups: list = toGroup(spec).groups } = toGroup(content);
  if (!Array.isArray(list)) return undefined;
  const groups = toGroups(list);
  const rules = groups.flatMap(rulesOf);
  const recorded = new Map<string, PromqlNode>();
  for (const { record, expr } of rules.filter((rule) => rule.record !== undefined)) {
    const tree = treeOf(expr);
    if (typeof tree !== 'string') recorded.set(toText(record), tree);
  }
  return {
    groups,
    alerts: rules.filter(({ alert }) => alert !== undefined).map((rule) => alertOf(rule, recorded)),
    /** The names of its recorded series. */
    records: rules.flatMap(({ record }) => (record === undefined ? [] : [toText(record)])),
  };
}
