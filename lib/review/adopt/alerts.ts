/** Finds the catalogue's alert for a hand-written one, and the override that gives it the same numbers. */
import type { AlertDefinition } from '../../alerting/alert';
import type { Catalogue } from '../../alerting/catalogue';
import { SEVERITIES } from '../../alerting/severity';
import { metricsOf } from '../../promql';
import type { Override } from '../../alerting/resolve';
import { whyImpossible } from '../../settings/checks/thresholds';
import { thresholdsOf } from '../../settings/thresholds';
import { isDuration } from '../../units';
import { catalogueAlerts, compareConditions, isAlike, seriesOf, type CatalogueAlert } from './catalogue-alerts';
import { conditionOf, type Condition } from './condition';
import { problemOf } from './problem';
import type { HandwrittenAlert } from './rule-file';

export type Adoption = { readonly name: string; readonly text: string } & (
  | {
      readonly kind: 'settings';
      readonly alert: string;
      /** The override in `thresholds`; empty if the catalogue has the same numbers. */
      readonly override: Override;
      /** Differences from the hand-written alert. */
      readonly differences: readonly string[];
    }
  | {
      readonly kind: 'entry';
      readonly rule: HandwrittenAlert;
      readonly condition: Condition | undefined;
      readonly nearest: CatalogueAlert | undefined;
    }
  | {
      readonly kind: 'left out';
      readonly reason: string;
      /** Whether it can be deployed unchanged, in a rule file of its own. */
      readonly staysVerbatim: boolean;
    }
);

/** The override with which the catalogue's alert has the hand-written numbers. */
function overrideOf(
  rule: HandwrittenAlert,
  { bound }: Condition,
  { threshold, for: duration, severity }: AlertDefinition,
): Override {
  const isNumber = threshold.kind === 'above' || threshold.kind === 'below';
  const written = SEVERITIES.find((each) => each === rule.severity);
  return {
    ...(isNumber && bound !== threshold.value && { [threshold.kind]: bound }),
    ...(isDuration(rule.for) && rule.for !== duration && { for: rule.for }),
    ...(written !== undefined && written !== severity && { severity: written }),
  };
}

/** The override without keys that a stack file would refuse, such as a duration of two days, and each reason. */
function checkOverride(override: Override, { name, definition }: CatalogueAlert, catalogue: Catalogue) {
  const issues = thresholdsOf(catalogue).safeParse({ [name]: override }).error?.issues ?? [];
  const refused = new Map(issues.map(({ path, message }) => [String(path[1]), `it may be ${message}`]));
  for (const key of ['above', 'below'] as const) {
    const why = override[key] === undefined ? undefined : whyImpossible(definition, override[key]);
    if (why !== undefined) refused.set(key, `it ${why}`);
  }
  const entries = Object.entries(override);
  return {
    override: Object.fromEntries(entries.filter(([key]) => !refused.has(key))) as Override,
    refusals: entries.flatMap(([key, value]) =>
      refused.has(key) ? [`keeps its own \`${key}\` in place of ${value}: ${refused.get(key)}`] : [],
    ),
  };
}

/** The catalogue's alert that measures the same: that of the same name, which says what is meant, else of severity. */
function alertFor(rule: HandwrittenAlert, condition: Condition, all: readonly CatalogueAlert[]) {
  const rank = ({ name, definition }: CatalogueAlert) =>
    name === rule.name ? 0 : definition.severity === rule.severity ? 1 : 2;
  return all
    .filter((alert) => isAlike(condition, alert))
    .filter((alert) => alert.name === rule.name || compareConditions(condition, alert).differences.length === 0)
    .toSorted((a, b) => rank(a) - rank(b))
    .at(0);
}

function adoptOne(
  rule: HandwrittenAlert,
  all: readonly CatalogueAlert[],
  ruleByAlert: ReadonlyMap<string, string>,
  catalogue: Catalogue,
): Adoption {
  const { name, text, expr, severity } = rule;
  const leaveOut = (reason: string, staysVerbatim: boolean) =>
    ({ name, text, kind: 'left out', reason, staysVerbatim }) as const;
  if (typeof expr === 'string') return leaveOut(expr, text !== '');
  const problem = problemOf(expr, rule.for, catalogue);
  if (problem !== undefined)
    return leaveOut(
      problem,
      metricsOf(expr).some((metric) => metric !== ''),
    );
  const condition = conditionOf(expr);
  const best = condition && alertFor(rule, condition, all);
  if (condition === undefined || best === undefined) {
    const onTheSame = condition && all.find((alert) => seriesOf(alert.condition) === seriesOf(condition));
    return { name, text, kind: 'entry', rule, condition, nearest: onTheSame };
  }
  const earlier = ruleByAlert.get(best.name);
  if (earlier !== undefined)
    return leaveOut(
      `it measures what ${best.name} does, which has the numbers of ${earlier}; a stack gives an alert one number`,
      false,
    );
  const { override, refusals } = checkOverride(overrideOf(rule, condition, best.definition), best, catalogue);
  const { differences, finer } = compareConditions(condition, best);
  const whyUsual =
    severity === undefined ? 'yours has no severity' : `"${severity}" is not one of ${SEVERITIES.join(', ')}`;
  const isSeverity = SEVERITIES.some((each) => each === severity);
  return {
    name,
    text,
    kind: 'settings',
    alert: best.name,
    override,
    differences: [
      ...differences,
      ...finer,
      ...(isSeverity ? [] : [`stays ${best.definition.severity}, as ${whyUsual}`]),
      ...refusals,
    ],
  };
}

/** The result for each hand-written alert. Alerts that have a name of the catalogue are assigned first. */
export function adoptAlerts(rules: readonly HandwrittenAlert[], catalogue: Catalogue): Adoption[] {
  const all = catalogueAlerts(catalogue);
  const ruleByAlert = new Map<string, string>();
  const rank = ({ name }: HandwrittenAlert) => (all.some((alert) => alert.name === name) ? 0 : 1);
  const adopted = new Map<HandwrittenAlert, Adoption>();
  for (const rule of rules.toSorted((a, b) => rank(a) - rank(b))) {
    const adoption = adoptOne(rule, all, ruleByAlert, catalogue);
    adopted.set(rule, adoption);
    if (adoption.kind === 'settings') ruleByAlert.set(adoption.alert, rule.name);
  }
  return rules.flatMap((rule) => adopted.get(rule) ?? []);
}

/** The `thresholds` of a stack file with all their numbers. */
export const thresholdsFor = (adoptions: readonly Adoption[]): Readonly<Record<string, Override>> =>
  Object.fromEntries(
    adoptions.flatMap((each) =>
      each.kind === 'settings' && Object.keys(each.override).length > 0 ? [[each.alert, each.override]] : [],
    ),
  );
