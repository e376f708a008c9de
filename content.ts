/** Everything a stack deploys that is text, from its settings alone: no Pulumi, no files, no clock. */
import { dump } from 'js-yaml';
import { ruleContext } from './config/settings';
import type { Settings } from './config/schema';
import { dashboards, type DashboardContext } from './dashboards';
import type { Secret } from './config/secret';
import { alertmanagerFiles } from './rules/compile/alertmanager';
import { grafanaNotifications, type GrafanaNotifications } from './rules/compile/grafana-notifications';
import { grafanaRuleGroups, type GrafanaRuleGroup } from './rules/compile/grafana';
import { alertExpression, prometheusRules } from './rules/compile/prometheus';
import { CONTAINERS, prometheusConfig, type Addresses } from './rules/compile/server';
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
  /** Alertmanager's configuration folder, and the credentials in it. Deployed for the engine of that name. */
  readonly alertmanager: Readonly<Record<string, string>>;
  readonly alertmanagerSecrets: Readonly<Record<string, Secret>>;
  /** Dashboards by name, as Grafana's JSON. */
  readonly dashboards: Readonly<Record<string, string>>;
  /** What Grafana evaluates and whom it tells. Deployed for the engine of that name. */
  readonly ruleGroups: readonly GrafanaRuleGroup[];
  readonly notifications: GrafanaNotifications | undefined;
  readonly alerts: readonly AlertSummary[];
  readonly dataSource: { readonly uid: string; readonly name: string };
  readonly alertmanagerDataSource: { readonly uid: string; readonly name: string };
  /** What the dashboards were made from, for those who ask them for their queries. */
  readonly dashboardContext: DashboardContext;
}

const yaml = (value: unknown): string => dump(value, { lineWidth: -1, noRefs: true });
/** JSON as a file's text. */
export const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Where the configurations will lie, and where the servers reach each other. */
export interface Site {
  readonly addresses: Addresses;
  readonly alertmanagerFolder: string;
}
const IN_CONTAINERS: Site = { addresses: CONTAINERS, alertmanagerFolder: '/etc/alertmanager' };

/** Compiles a stack. Same settings, same bytes. */
export function compile(settings: Settings, { addresses, alertmanagerFolder }: Site = IN_CONTAINERS): Content {
  const context = ruleContext(settings);
  const { environment, alerting } = settings;
  const alertmanager = alertmanagerFiles(alerting, context, alertmanagerFolder);
  const notifications = grafanaNotifications(alerting, environment);
  const rules = Object.entries(prometheusRules(context)).map(([file, groups]): [string, string] => [
    `rules/${file}`,
    yaml(groups),
  ]);
  const dataSource = { uid: `prometheus-${environment}`, name: `Prometheus (${environment})` };
  const dashboardContext: DashboardContext = { ...context, datasourceUid: dataSource.uid };
  return {
    prometheus: {
      'prometheus.yml': yaml(
        prometheusConfig(
          settings,
          rules.map(([path]) => path),
          addresses,
        ),
      ),
      ...Object.fromEntries(rules),
    },
    alertmanager: { 'alertmanager.yml': yaml(alertmanager.config), ...alertmanager.texts },
    alertmanagerSecrets: alertmanager.secrets,
    dashboards: Object.fromEntries(
      Object.entries(dashboards(dashboardContext)).map(([name, model]) => [name, json(model)]),
    ),
    ruleGroups: grafanaRuleGroups(context, {
      datasourceUid: dataSource.uid,
      scrapeInterval: settings.backend.scrapeInterval,
      heartbeat: alerting.deadMansSwitch !== undefined,
    }),
    notifications,
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
    alertmanagerDataSource: { uid: `alertmanager-${environment}`, name: `Alertmanager (${environment})` },
    dashboardContext,
  };
}
