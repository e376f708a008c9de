/** The catalogue as Prometheus rule files. https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules */
import { inhibitedByAnnotation, sourcesAnnotation } from '../alerting/inhibition';
import { inhibitionRecording } from '../alerting/inhibition-recording';
import { keepFiringFor } from '../alerting/keep-firing';
import { linkRecording } from '../alerting/alert-links';
import { uninhibitedCondition, uninhibitedRecords } from '../alerting/uninhibited';
import { condition, resolveAll, type Alert, type RuleContext } from '../alerting/resolve';
import { slug } from '../alerting/catalogue';
import { marketRecording } from '../market/hours';
import { contractRecording } from '../alerting/missing-metrics';
import type { VerbatimRule } from '../alerting/verbatim';
import { renderSelector, type Vector } from '../promql';
import { SLO_GROUP } from '../slo/alerts';
import { sloRecording } from '../slo/recording';
import type { Duration } from '../units';

/** A rule of a rule file; its expression `E` is a text, or the tree that is printed to text. */
export interface PrometheusRule<E = string> extends Omit<VerbatimRule, 'expr'> {
  /** What a recorded series measures, with its unit. For the reference only; not deployed. */
  readonly meaning?: string;
  readonly expr: E;
}
export interface PrometheusGroup<E = string> {
  readonly name: string;
  /** Time between evaluations; the server's default if left out. */
  readonly interval?: Duration;
  readonly rules: readonly PrometheusRule<E>[];
}
/** Rule files by name, each to be written as YAML. */
export type PrometheusRuleFiles<E = string> = Readonly<
  Record<string, { readonly groups: readonly PrometheusGroup<E>[] }>
>;

/** The same files with `change` applied to each rule. */
export const mapRules = <A, B>(
  files: PrometheusRuleFiles<A>,
  change: (rule: PrometheusRule<A>) => PrometheusRule<B>,
): PrometheusRuleFiles<B> =>
  Object.fromEntries(
    Object.entries(files).map(([file, { groups }]) => [
      file,
      { groups: groups.map((group) => ({ ...group, rules: group.rules.map(change) })) },
    ]),
  );

/** The rule files as text, for what is deployed. */
export const printRules = (files: PrometheusRuleFiles<Vector>): PrometheusRuleFiles =>
  mapRules(files, ({ meaning: _meaning, ...rule }) => ({ ...rule, expr: rule.expr.toLines() }));

/** Every rule of the files. */
export const rulesIn = <E>(files: PrometheusRuleFiles<E>): PrometheusRule<E>[] =>
  Object.values(files).flatMap(({ groups }) => groups.flatMap(({ rules }) => rules));

function alertRule(alert: Alert, context: RuleContext, notifies: boolean): PrometheusRule<Vector> {
  const keepFiring = keepFiringFor(alert.name, context);
  return {
    alert: alert.name,
    expr: notifies ? uninhibitedCondition(alert, context) : condition(alert),
    // Prometheus omits a `for` of zero when it prints a rule.
    ...(alert.for === '0s' ? {} : { for: alert.for }),
    ...(keepFiring !== undefined && { keep_firing_for: keepFiring }),
    labels: alert.labels,
    annotations: {
      ...alert.annotations,
      ...(notifies ? sourcesAnnotation(alert.name, context) : inhibitedByAnnotation(alert.name, context)),
    },
  };
}

/** The recording rules that dashboards and the group's alerts read; they are evaluated before the alerts. */
function recordsOf(group: string, { catalogue: { records }, platform }: RuleContext): PrometheusRule<Vector>[] {
  return Object.values(records[group] ?? {}).map(({ name, meaning, expr }) => ({
    record: name,
    meaning,
    expr: expr(platform, {}, true),
  }));
}

/** The recording rules that a group's alerts need, each once. Throws a `RangeError` if one name has two expressions. */
function alertRecords(alerts: readonly Alert[], context: RuleContext): PrometheusRule<Vector>[] {
  const rules = new Map<string, PrometheusRule<Vector>>();
  const records = alerts.flatMap((alert) => [
    ...(alert.measurement.records ?? []),
    ...uninhibitedRecords(alert, context),
  ]);
  for (const { record, meaning, labels, expr } of records) {
    const series = renderSelector(record, labels);
    const rule = { record, meaning, expr, labels };
    if (String((rules.get(series) ?? rule).expr) !== String(expr))
      throw new RangeError(`${series} is recorded by two expressions`);
    rules.set(series, rule);
  }
  return [...rules.values()];
}

/** Links change only with a deploy, but a series becomes stale after five minutes without a sample. */
const LINKS_INTERVAL: Duration = '1m';

/**
 * The rules as trees. `notifies`: whether notifications are sent for these alerts. If not, an inhibited alert fires
 * too, and dashboards show it as inhibited.
 */
export function buildRules(context: RuleContext, notifies = false): PrometheusRuleFiles<Vector> {
  const { catalogue, platform, environment } = context;
  const alerts = resolveAll(context);
  /** Within a group, each rule reads what earlier rules have just recorded. */
  const group = (name: string, records: readonly PrometheusRule<Vector>[]): PrometheusGroup<Vector> => {
    const ofGroup = alerts.filter((alert) => alert.group === name);
    const written = ofGroup.map((alert) => alertRule(alert, context, notifies));
    return { name, rules: [...records, ...alertRecords(ofGroup, context), ...written] };
  };
  const slo = sloRecording(context);
  const files: [name: string, ...groups: PrometheusGroup<Vector>[]][] = [
    ['market', { name: 'market', rules: marketRecording(context.market) }],
    [
      'recording',
      { name: 'contract', interval: '1m', rules: contractRecording(catalogue, platform, environment) },
      { name: 'alert_links', interval: LINKS_INTERVAL, rules: linkRecording(context) },
    ],
    ...catalogue.groups
      .filter((name) => name !== SLO_GROUP)
      .map((name): [string, PrometheusGroup<Vector>] => [slug(name), group(name, recordsOf(name, context))]),
    // A stack without the alerts still has the error budgets.
    ['slo', group(SLO_GROUP, slo.fast), { name: 'slo_budget', ...slo.slow }],
    ['inhibition', { name: 'inhibition', rules: inhibitionRecording(context, alerts) }],
  ];
  return Object.fromEntries(
    files
      .filter(([, first]) => first !== undefined && first.rules.length > 0)
      .map(([name, ...groups]) => [`${name}.yaml`, { groups }]),
  );
}

/** {@link buildRules} as text. */
export const prometheusRules = (context: RuleContext, notifies = false): PrometheusRuleFiles =>
  printRules(buildRules(context, notifies));
