/** The catalogue as Prometheus rule files. https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules */
import { slug } from '../rules/labels';
import { alertsByGroup, condition, type Alert, type RuleContext } from '../rules/catalogue';
import { outlasts } from '../rules/inhibition';
import { WINDOW } from '../rules/window';
import { recording } from '../rules/recording';
import { sloRecording } from '../rules/slo-recording';
import type { Duration } from '../metrics/units';

export interface PrometheusRule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
  readonly for?: string;
  readonly keep_firing_for?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}
export interface PrometheusGroup {
  readonly name: string;
  /** Time between evaluations; the server's own where none is said. */
  readonly interval?: Duration;
  readonly rules: readonly PrometheusRule[];
}
/** Rule files by name, each to be written as YAML. */
export type PrometheusRuleFiles = Readonly<Record<string, { readonly groups: readonly PrometheusGroup[] }>>;

/** The whole alert expression, comparison included. */
export const alertExpression = (alert: Alert): string => String(condition(alert));

function alertRule(alert: Alert): PrometheusRule {
  return {
    alert: alert.name,
    expr: alertExpression(alert),
    // Prometheus leaves a zero `for` out when it writes a rule back.
    ...(alert.for === '0s' ? {} : { for: alert.for }),
    ...(outlasts(alert.name) && { keep_firing_for: WINDOW }),
    labels: alert.labels,
    annotations: alert.annotations,
  };
}

/**
 * The SLOs' recording rules stand in the alerts' own group and before them: within a group each rule sees what the one
 * before has just written. A stack without the alerts still has the budgets.
 */
function sloFile({ platform, environment, slos }: RuleContext, alerts: readonly PrometheusRule[]): PrometheusRuleFiles {
  const { fast, slow } = sloRecording(platform, environment, slos);
  const groups: PrometheusGroup[] = [
    { name: 'slo', rules: [...fast, ...alerts] },
    { name: 'slo_budget', ...slow },
  ];
  return fast.length === 0 ? {} : { 'slo.yaml': { groups } };
}

export function prometheusRules(context: RuleContext): PrometheusRuleFiles {
  const records = Object.values(recording).map(({ name, expr }) => ({
    record: name,
    expr: String(expr(context.platform)),
  }));
  const groups = alertsByGroup(context);
  const sloAlerts = groups.find(({ name }) => name === 'slo')?.alerts ?? [];
  return {
    'recording.yaml': { groups: [{ name: 'recording', rules: records }] },
    ...Object.fromEntries(
      groups
        .filter(({ name }) => name !== 'slo')
        .map(({ name, alerts }) => [`${slug(name)}.yaml`, { groups: [{ name, rules: alerts.map(alertRule) }] }]),
    ),
    ...sloFile(context, sloAlerts.map(alertRule)),
  };
}
