/** Everything a stack deploys that is text, from its settings alone: no Pulumi, no files, no clock. */
import { dump } from 'js-yaml';
import type { ChartValues } from './components/kubernetes/chart';
import { chartValues } from './components/kubernetes/values';
import { credentials } from './config/remote-write';
import { ruleContext } from './config/settings';
import type { Settings } from './config/schema';
import type { Secret } from './config/secret';
import { dashboards, type DashboardContext } from './dashboards';
import { grafanaRuleGroups, type GrafanaRuleGroup } from './rules/compile/grafana';
import { alertExpression, prometheusRules, type PrometheusRuleFiles } from './rules/compile/prometheus';
import { credentialPath, prometheusConfig } from './rules/compile/server';
import { resolveAll } from './rules/catalogue';

/** An alert as other programs read it (`alerts.json`). */
export interface AlertSummary {
  readonly name: string;
  readonly group: string;
  readonly severity: string;
  readonly component: string;
  readonly threshold: number;
  readonly unit: string;
  readonly for: string;
  readonly expr: string;
  readonly runbook_url: string;
  readonly dashboard_url: string;
  /** The keys that the stack overrides. */
  readonly overridden: readonly string[];
}

export interface Content {
  /** Prometheus' configuration folder: text by relative path. */
  readonly prometheus: Readonly<Record<string, string>>;
  /** Files beside them that hold a credential each. */
  readonly credentials: Readonly<Record<string, Secret>>;
  /** What the chart is given on Kubernetes; `prometheus` is then what it stands for. */
  readonly chartValues?: ChartValues;
  /** Dashboards by name, as Grafana's JSON. */
  readonly dashboards: Readonly<Record<string, string>>;
  readonly ruleGroups: readonly GrafanaRuleGroup[];
  readonly alerts: readonly AlertSummary[];
  readonly dataSource: { readonly uid: string; readonly name: string };
  /** What the dashboards were made from, for those who ask them for their queries. */
  readonly dashboardContext: DashboardContext;
}

/** YAML as a file's text. */
export const yaml = (value: unknown): string => dump(value, { lineWidth: -1, noRefs: true });
/** JSON as a file's text. */
export const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** What the servers of the stack's target are configured with. The operator writes `prometheus.yml` on Kubernetes. */
function servers(settings: Settings, rules: PrometheusRuleFiles, self: string) {
  const files = Object.fromEntries(Object.entries(rules).map(([file, groups]) => [`rules/${file}`, yaml(groups)]));
  if (settings.target === 'kubernetes')
    return { prometheus: files, credentials: {}, chartValues: chartValues(settings, rules, false) };
  const secrets = Object.entries(credentials(settings.prometheus.remoteWrite));
  return {
    prometheus: { 'prometheus.yml': yaml(prometheusConfig(settings, rules, self)), ...files },
    credentials: Object.fromEntries(secrets.map(([name, secret]) => [credentialPath(name), secret])),
  };
}

/** Compiles a stack. Same settings, same bytes. `self` is where Prometheus reaches itself. */
export function compile(settings: Settings, self = 'localhost:9090'): Content {
  const context = ruleContext(settings);
  const { environment } = settings;
  const rules = prometheusRules(context);
  const dataSource = { uid: `prometheus-${environment}`, name: `Prometheus (${environment})` };
  const dashboardContext: DashboardContext = { ...context, datasourceUid: dataSource.uid, recorded: true };
  return {
    ...servers(settings, rules, self),
    dashboards: Object.fromEntries(
      Object.entries(dashboards(dashboardContext)).map(([name, model]) => [name, json(model)]),
    ),
    ruleGroups: grafanaRuleGroups(context, dataSource.uid, settings.backend.scrapeInterval),
    alerts: resolveAll(context).map((alert) => ({
      name: alert.name,
      group: alert.group,
      severity: alert.severity,
      component: alert.component,
      threshold: alert.threshold.value,
      unit: alert.threshold.unit,
      for: alert.for,
      expr: alertExpression(alert),
      runbook_url: alert.annotations.runbook_url,
      dashboard_url: alert.annotations.dashboard_url,
      overridden: alert.overridden,
    })),
    dataSource,
    dashboardContext,
  };
}
