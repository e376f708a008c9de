/** Everything a stack deploys that is text, from its settings alone: no Pulumi, no files, no clock. */
import { dump } from 'js-yaml';
import type { ChartValues } from './kubernetes/chart';
import { alertmanagerPlace } from './kubernetes/names';
import { chartValues } from './kubernetes/values';
import { credentials } from '../config/remote-write';
import { ruleContext } from '../config/settings';
import type { Settings } from '../config/schema';
import type { Secret } from '../config/secret';
import { dashboards, type DashboardContext } from '../dashboards';
import { alertmanagerFiles, ALERTMANAGER_CONTAINER, type AlertmanagerPlace } from './alertmanager';
import { grafanaNotifications, type GrafanaNotifications } from './grafana-notifications';
import { grafanaRuleGroups, type GrafanaRuleGroup } from './grafana-rules';
import {
  alertExpression,
  prometheusRules,
  type PrometheusGroup,
  type PrometheusRuleFiles,
} from './prometheus-rules';
import { CONTAINERS, credentialPath, prometheusConfig, type Addresses } from './prometheus-config';
import { resolveAll } from '../rules/catalogue';

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
  /** The rule groups in those files. */
  readonly prometheusGroups: readonly PrometheusGroup[];
  /** Alertmanager's configuration folder, and the credentials that it names. Deployed for the engine of that name. */
  readonly alertmanager: Readonly<Record<string, string>>;
  readonly alertmanagerSecrets: Readonly<Record<string, Secret>>;
  /** What the chart is given on Kubernetes; `prometheus` is then what it stands for. */
  readonly chartValues?: ChartValues;
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

/** YAML as a file's text. */
export const yaml = (value: unknown): string => dump(value, { lineWidth: -1, noRefs: true });
/** JSON as a file's text. */
export const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Where the configurations will lie, and where the servers reach each other. */
export interface Site {
  readonly addresses: Addresses;
  readonly alertmanager: AlertmanagerPlace;
}
const IN_CONTAINERS: Site = { addresses: CONTAINERS, alertmanager: ALERTMANAGER_CONTAINER };

const siteOf = (settings: Settings): Site =>
  settings.target === 'kubernetes' ? { ...IN_CONTAINERS, alertmanager: alertmanagerPlace(settings) } : IN_CONTAINERS;

/** What the servers of the stack's target are configured with. Only those on this machine get their own files. */
function servers(settings: Settings, rules: PrometheusRuleFiles, addresses: Addresses) {
  const files = Object.fromEntries(Object.entries(rules).map(([file, groups]) => [`rules/${file}`, yaml(groups)]));
  const routed = settings.alerting.engine === 'alertmanager';
  if (settings.target === 'kubernetes')
    return { prometheus: files, credentials: {}, chartValues: chartValues(settings, rules, routed) };
  if (settings.target === 'external') return { prometheus: files, credentials: {} };
  const secrets = Object.entries(credentials(settings.prometheus.remoteWrite));
  return {
    prometheus: { 'prometheus.yml': yaml(prometheusConfig(settings, rules, addresses)), ...files },
    credentials: Object.fromEntries(secrets.map(([name, secret]) => [credentialPath(name), secret])),
  };
}

/** Compiles a stack. Same settings, same bytes. */
export function compile(settings: Settings, site: Site = siteOf(settings)): Content {
  const context = ruleContext(settings);
  const { environment, alerting, external } = settings;
  const alertmanager = alertmanagerFiles(alerting, context, site.alertmanager);
  const notifications = grafanaNotifications(alerting, environment);
  const rules = prometheusRules(context);
  const uid = external && 'dataSourceUid' in external.prometheus ? external.prometheus.dataSourceUid : undefined;
  const dataSource = { uid: uid ?? `prometheus-${environment}`, name: `Prometheus (${environment})` };
  const dashboardContext: DashboardContext = {
    ...context,
    datasourceUid: dataSource.uid,
    alertSeries: external?.evaluatesRules ?? true,
    sharedGrafana: external !== undefined,
  };
  return {
    ...servers(settings, rules, site.addresses),
    prometheusGroups: Object.values(rules).flatMap(({ groups }) => groups),
    alertmanager: { 'alertmanager.yml': yaml(alertmanager.config), ...alertmanager.texts },
    alertmanagerSecrets: alertmanager.secrets,
    dashboards: Object.fromEntries(
      Object.entries(dashboards(dashboardContext)).map(([name, model]) => [name, json(model)]),
    ),
    ruleGroups: grafanaRuleGroups(context, {
      datasourceUid: dataSource.uid,
      scrapeInterval: settings.backend.scrapeInterval,
      heartbeat: alerting.deadMansSwitch !== undefined,
      // The policy of a Grafana that others use too is theirs: there each rule says itself whom it tells.
      notification: external && notifications?.ofRule,
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
