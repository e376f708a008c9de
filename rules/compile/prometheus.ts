/** The catalogue as Prometheus rule files. https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules */
import { GROUPS } from '../alert';
import { resolveAll, type Alert, type RuleContext } from '../catalogue';
import { recording } from '../recording';

export interface PrometheusRule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}
export interface PrometheusGroup {
  readonly name: string;
  readonly rules: readonly PrometheusRule[];
}
/** Rule files by name, each to be written as YAML. */
export type PrometheusRuleFiles = Readonly<Record<string, { readonly groups: readonly PrometheusGroup[] }>>;

/** The whole alert expression, comparison included. */
export function alertExpression(alert: Alert): string {
  const { value, volume, test, bound } = alert.measurement;
  const breach = value.compare(test, bound);
  const { minimumRate } = alert;
  return String(
    volume === undefined || minimumRate === undefined ? breach : breach.and(volume.compare('>=', minimumRate)),
  );
}

function alertRule(alert: Alert): PrometheusRule {
  return {
    alert: alert.name,
    expr: alertExpression(alert),
    // Prometheus leaves a zero `for` out when it writes a rule back.
    ...(alert.for === '0s' ? {} : { for: alert.for }),
    labels: alert.labels,
    annotations: alert.annotations,
  };
}

export function prometheusRules(context: RuleContext): PrometheusRuleFiles {
  const alerts = resolveAll(context);
  const groups = GROUPS.map((name) => ({
    name,
    rules: alerts.filter(({ group }) => group === name).map(alertRule),
  })).filter(({ rules }) => rules.length > 0);
  const records = Object.values(recording).map(({ name, expr }) => ({
    record: name,
    expr: String(expr(context.platform)),
  }));
  return {
    'recording.yaml': { groups: [{ name: 'recording', rules: records }] },
    ...Object.fromEntries(groups.map((group) => [`${group.name.replace('_', '-')}.yaml`, { groups: [group] }])),
  };
}
