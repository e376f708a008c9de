/** Everything that a stack deploys as text. It depends on the settings only: no Pulumi, no files, no clock. */
import type { DashboardContext } from '../dashboards/definition';
import { networkPolicies } from './kubernetes/network';
import { operatorObjects } from './kubernetes/objects';
import { chartValues, crdsValues } from './kubernetes/values';
import { credentials } from '../settings/remote-write';
import { replicaAddresses } from '../settings/backend';
import { stackPrefix } from '../settings/names';
import { certificateAuthorities } from '../settings/tls';
import { ruleContext } from '../settings/settings';
import type { Settings } from '../settings/schema';
import { dashboards } from '../dashboards';
import { ALERTMANAGER_CONTAINER, alertmanagerFiles } from './alertmanager';
import { alertmanagerPlace } from './kubernetes/names';
import { grafanaNotifications } from './grafana-notifications';
import { grafanaRuleGroups } from './grafana-rules';
import { buildRules, printRules } from './prometheus-rules';
import { CONTAINERS, authorityPath, credentialPath, prometheusConfig, type Addresses } from './prometheus-config';
import { json, yaml } from './text';
import { verbatimDashboards, verbatimRuleFiles, verbatimRuleGroups, verbatimRuleTexts } from './verbatim';
import { condition, resolveAll, type Alert, type RuleContext } from '../alerting/resolve';

/** An alert in the format that other programs read (`alerts.json`). */
const alertSummary = (alert: Alert) => ({
  name: alert.name,
  group: alert.group,
  severity: alert.severity,
  component: alert.component,
  threshold: alert.threshold.value,
  unit: alert.threshold.unit,
  for: alert.for,
  /** The whole expression, comparison included. */
  expr: String(condition(alert)),
  runbook_url: alert.annotations.runbook_url,
  dashboard_url: alert.annotations.dashboard_url,
  /** The keys that the stack overrides. */
  overridden: alert.overridden,
});
export type AlertSummary = Readonly<ReturnType<typeof alertSummary>>;

/** Texts by the path or name of their file. */
type Files = Readonly<Record<string, string>>;

/** The rules in each format that a server's content is made of. */
function compileRules(context: RuleContext, notifies: boolean) {
  const trees = buildRules(context, notifies);
  const printed = printRules(trees);
  const files: Files = {
    ...Object.fromEntries(Object.entries(printed).map(([file, groups]) => [`rules/${file}`, yaml(groups)])),
    ...verbatimRuleTexts(context.catalogue),
  };
  return { trees, printed, files };
}
type CompiledRules = ReturnType<typeof compileRules>;

/** The content of a cluster: the servers, their rules and their scrape targets. */
const clusterContent = (settings: Settings, { trees, printed }: CompiledRules, routed: boolean) => ({
  target: 'kubernetes' as const,
  /** Undefined if another operator has installed its CRDs. */
  crdsValues: crdsValues(settings),
  chartValues: chartValues(settings, trees, routed),
  objects: operatorObjects(settings, { ...printed, ...verbatimRuleFiles(settings.catalogue) }, routed),
  networkPolicies: networkPolicies(settings, routed),
  /** Certificate authorities from the stack file, by the key of their config map. */
  authorities: certificateAuthorities(settings),
});
export type ClusterContent = ReturnType<typeof clusterContent>;

function containerContent(settings: Settings, { trees, files }: CompiledRules, addresses: Addresses) {
  const secrets = Object.entries(credentials(settings.prometheus.remoteWrite));
  const authorities = Object.fromEntries(
    Object.entries(certificateAuthorities(settings)).map(([file, pem]) => [authorityPath(file), pem]),
  );
  const prometheus: Files = {
    'prometheus.yml': yaml(prometheusConfig(settings, trees, addresses)),
    ...authorities,
    ...files,
  };
  return {
    target: 'docker' as const,
    prometheus,
    credentials: Object.fromEntries(secrets.map(([name, secret]) => [credentialPath(name), secret])),
  };
}

export type ContainerContent = ReturnType<typeof containerContent>;

/** The content of the stack's own servers, in the target's format; none if it deploys no servers. */
function serverContent(settings: Settings, rules: CompiledRules, addresses: Addresses, routed: boolean) {
  if (settings.external !== undefined) return { target: 'external' as const, servers: settings.external };
  return settings.target === 'kubernetes'
    ? clusterContent(settings, rules, routed)
    : containerContent(settings, rules, addresses);
}

/**
 * The part of a stack's settings that rules and dashboards depend on. They share one context, so that its alerts are
 * resolved only once.
 */
export function dashboardContext(settings: Settings): DashboardContext {
  const { backend, environment, external, target } = settings;
  const uid = external && 'dataSourceUid' in external.prometheus ? external.prometheus.dataSourceUid : undefined;
  return {
    ...ruleContext(settings),
    datasourceUid: uid ?? `prometheus-${environment}`,
    sharedGrafana: external !== undefined,
    severalReplicas: target !== 'docker' || replicaAddresses(backend).length > 1,
  };
}

/** Dashboards by name, as Grafana's JSON. */
export const dashboardTexts = (context: DashboardContext): Files => ({
  ...Object.fromEntries(Object.entries(dashboards(context)).map(([name, model]) => [name, json(model)])),
  ...verbatimDashboards(context),
});

/** Addresses at which the servers reach each other, and the place of Alertmanager's configuration. */
const endpointsOf = (settings: Settings) => ({
  addresses: CONTAINERS,
  alertmanager: settings.target === 'kubernetes' ? alertmanagerPlace(settings) : ALERTMANAGER_CONTAINER,
});

/** Compiles a stack. The same settings give the same bytes. */
export function compile(settings: Settings, site = endpointsOf(settings)) {
  const { environment, alerting, external } = settings;
  const context = dashboardContext(settings);
  const { config, texts, secrets } = alertmanagerFiles(alerting, context, site.alertmanager);
  const files: Files = { 'alertmanager.yml': yaml(config), ...texts };
  /** Alertmanager's configuration folder, and the credentials that it names. */
  const alertmanager = { files, secrets };
  const notifications = grafanaNotifications(alerting, context);
  const routed = alerting.engine === 'alertmanager';
  const rules = compileRules(context, routed);
  /** The rules that Grafana evaluates, and whom it notifies. */
  const grafana = {
    ruleGroups: grafanaRuleGroups(context, {
      datasourceUid: context.datasourceUid,
      heartbeat: notifications !== undefined,
      // Other teams own the policy of an external Grafana: there, each rule itself says whom it notifies.
      notification: external && notifications?.ofRule,
    }),
    notifications,
  };
  const servers = serverContent(settings, rules, site.addresses, routed);
  return {
    servers,
    /** Prometheus' configuration folder; only the rule files if this stack does not run Prometheus as a container. */
    prometheus: 'prometheus' in servers ? servers.prometheus : rules.files,
    /** The rule groups in those files. */
    prometheusGroups: [
      ...Object.values(rules.printed).flatMap(({ groups }) => groups),
      ...verbatimRuleGroups(settings.catalogue),
    ],
    /** The content for each engine, if it notified. */
    alertmanager,
    grafana,
    /** The content that is deployed: only one engine notifies, and the other gets none. */
    notifier: {
      alertmanager: routed ? alertmanager : undefined,
      grafana: routed ? { ruleGroups: [], notifications: undefined } : grafana,
    },
    dashboards: dashboardTexts(context),
    alerts: resolveAll(context).map(alertSummary),
    /** The folder of dashboards and rules in Grafana. */
    folder: { uid: stackPrefix(settings), title: `${settings.catalogue.title} (${environment})` },
    dataSource: { uid: context.datasourceUid, name: `Prometheus (${environment})` },
    alertmanagerDataSource: { uid: `alertmanager-${environment}`, name: `Alertmanager (${environment})` },
    /** The context that the dashboards were built from, for callers that need their queries. */
    dashboardContext: context,
  };
}
export type Content = ReturnType<typeof compile>;
export type AlertmanagerContent = Content['alertmanager'];
