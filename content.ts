/** Everything a stack deploys that is text, from its settings alone: no Pulumi, no files, no clock. */
import { dump } from 'js-yaml';
import { ruleContext } from './config/settings';
import type { Settings } from './config/schema';
import { dashboards, type DashboardContext } from './dashboards';
import { grafanaRuleGroups, type GrafanaRuleGroup } from './rules/compile/grafana';
import { alertExpression, prometheusRules, type PrometheusGroup } from './rules/compile/prometheus';
import { prometheusConfig } from './rules/compile/server';
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
  /** The rule groups in those files. */
  readonly prometheusGroups: readonly PrometheusGroup[];
  /** Dashboards by name, as Grafana's JSON. */
  readonly dashboards: Readonly<Record<string, string>>;
  readonly ruleGroups: readonly GrafanaRuleGroup[];
  readonly alerts: readonly AlertSummary[];
  readonly dataSource: { readonly uid: string; readonly name: string };
  /** What the dashboards were made from, for those who ask them for their queries. */
  readonly dashboardContext: DashboardContext;
}

const yaml = (value: unknown): string => dump(value, { lineWidth: -1, noRefs: true });
/** JSON as a file's text. */
export const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Compiles a stack. Same settings, same bytes. `self` is where Prometheus reaches itself. */
export function compile(settings: Settings, self = 'localhost:9090'): Content {
  const context = ruleContext(settings);
  const { environment, external } = settings;
  const ruleFiles = prometheusRules(context);
  const rules = Object.entries(ruleFiles).map(([file, groups]): [string, string] => [`rules/${file}`, yaml(groups)]);
  const paths = rules.map(([path]) => path);
  const uid = external && 'dataSourceUid' in external.prometheus ? external.prometheus.dataSourceUid : undefined;
  const dataSource = { uid: uid ?? `prometheus-${environment}`, name: `Prometheus (${environment})` };
  const dashboardContext: DashboardContext = {
    ...context,
    datasourceUid: dataSource.uid,
    recorded: external?.evaluatesRules ?? true,
    alertSeries: external?.evaluatesRules ?? true,
    sharedGrafana: external !== undefined,
  };
  return {
    prometheus: {
      // A Prometheus that exists has its own configuration.
      ...(external === undefined ? { 'prometheus.yml': yaml(prometheusConfig(settings, paths, self)) } : {}),
      ...Object.fromEntries(rules),
    },
    prometheusGroups: Object.values(ruleFiles).flatMap(({ groups }) => groups),
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
