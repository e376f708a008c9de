/**
 * Rule files that stacks deploy as somebody wrote them.
 * https://prometheus.io/docs/prometheus/latest/configuration/recording_rules
 */
import { load, YAMLException } from 'js-yaml';
import { isGroup, toGroups, type Json } from '../json-values';
import type { Duration } from '../units';

/** Texts by file name, such as `disks.yml` and `disks.json`. */
export interface VerbatimFiles {
  readonly rules: Readonly<Record<string, string>>;
  readonly dashboards: Readonly<Record<string, string>>;
}

export interface VerbatimRule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
  readonly for?: string;
  readonly keep_firing_for?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}
export interface VerbatimGroup {
  readonly name: string;
  readonly interval?: Duration;
  readonly rules: readonly VerbatimRule[];
}

/** Where a platform has them, from the folder of its `platform.ts`. */
export const RULE_FILES = 'rules/verbatim';
export const DASHBOARD_FILES = 'dashboards/verbatim';

/** `disks.yml` as `disks`. */
export const baseName = (file: string): string => file.replace(/\.\w+$/, '');

/** What is wrong with a rule; undefined if only promtool could find more. */
function ruleProblem({ record, alert, expr }: Json): string | undefined {
  const names = [record, alert].filter((name) => typeof name === 'string' && name !== '');
  if (names.length !== 1) return 'a rule that has not one of record and alert';
  return ['string', 'number'].includes(typeof expr) ? undefined : `no expr in the rule ${String(names[0])}`;
}

const withTextExpr = (rule: Json): Json => ({ ...rule, expr: String(rule.expr) });

/** The groups of a rule file or, if it is invalid, the problem as a clause that follows "has". */
export function readRuleGroups(text: string): readonly VerbatimGroup[] | string {
  let content: unknown;
  try {
    content = load(text);
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    return `no YAML: ${error.reason}${error.mark === undefined ? '' : ` in line ${error.mark.line + 1}`}`;
  }
  if (!isGroup(content) || !Array.isArray(content.groups))
    return `no list of groups${isGroup(content) && isGroup(content.spec) ? '; take what is under spec' : ''}`;
  const groups = toGroups(content.groups);
  const nameless = groups.some(({ name, rules }) => typeof name !== 'string' || !Array.isArray(rules));
  if (nameless || groups.length !== content.groups.length) return 'a group without a name and a list of rules';
  const problem = groups.flatMap(({ rules }) => toGroups(rules).flatMap((rule) => ruleProblem(rule) ?? [])).at(0);
  return (
    problem ??
    groups.map((group) => ({ ...group, rules: toGroups(group.rules).map(withTextExpr) }) as unknown as VerbatimGroup)
  );
}

/** The groups of each valid rule file. */
export const verbatimRules = ({
  verbatim,
}: {
  readonly verbatim?: VerbatimFiles;
}): Readonly<Record<string, readonly VerbatimGroup[]>> =>
  Object.fromEntries(
    Object.entries(verbatim?.rules ?? {}).flatMap(([file, text]) => {
      const groups = readRuleGroups(text);
      return typeof groups === 'string' ? [] : [[file, groups]];
    }),
  );

/** The alerts of a rule file by name. */
export const alertNamesIn = (groups: readonly VerbatimGroup[]): string[] =>
  groups.flatMap(({ rules }) => rules.flatMap(({ alert }) => alert ?? []));
