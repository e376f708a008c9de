/** Everything that a stack deploys as text. It depends on the settings only: no Pulumi, no files, no clock. */
import type { DashboardContext } from '../dashboards/definition';
import { networkPolicies, type NetworkPolicySpec } from './kubernetes/network';
import { operatorObjects, type OperatorObject } from './kubernetes/objects';
import { chartValues, crdsValues, type ChartValues } from './kubernetes/values';
import type { ExternalServers } from '../settings/external';
import { credentials } from '../settings/remote-write';
import { replicaAddresses } from '../settings/backend';
import { stackPrefix } from '../settings/names';
import { certificateAuthorities } from '../settings/tls';
import { ruleContext } from '../settings/settings';
import type { Settings } from '../settings/schema';
import type { Secret } from '../settings/secret';
import { dashboards } from '../dashboards';
import { ALERTMANAGER_CONTAINER, alertmanagerFiles, type AlertmanagerPlace } from './alertmanager';
import { alertmanagerPlace } from './kubernetes/names';
import { grafanaNotifications, type GrafanaNotifications } from './grafana-notifications';
import { grafanaRuleGroups, type GrafanaRuleGroup } from './grafana-rules';
import {
  alertExpression,
  buildRules,
  printRules,
  type PrometheusGroup,
  type PrometheusRuleFiles,
} from './prometheus-rules';
import type { Vector } from '../promql';
import { CONTAINERS, authorityPath, credentialPath, prometheusConfig, type Addresses } from './prometheus-config';
import { json, yaml } from './text';
import { verbatimDashboards, verbatimRuleFiles, verbatimRuleGroups, verbatimRuleTexts } from './verbatim';
import { resolveAll, type Alert, type RuleContext } from '../alerting/resolve';

/** An alert in the format that other programs read (`alerts.json`). */
const alertSummary = (alert: Alert) => ({
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
  /** The keys that the stack overrides. */
  overridden: alert.overridden,
});
export type AlertSummary = Readonly<ReturnType<typeof alertSummary>>;

export interface Content {
  /** The servers of the stack's target, with their content. */
  readonly servers: ServerContent;
  /** Prometheus' configuration folder; only the rule files if this stack does not run Prometheus as a container. */
  readonly prometheus: Files;
  /** The rule groups in those files. */
  readonly prometheusGroups: readonly PrometheusGroup[];
  /** The content for each engine, if it notified. */
  readonly alertmanager: AlertmanagerContent;
  readonly grafana: GrafanaAlerting;
  /** The content that is deployed: only one engine notifies, and the other gets none. */
  readonly notifier: {
    readonly alertmanager: AlertmanagerContent | undefined;
    readonly grafana: GrafanaAlerting;
  };
  /** Dashboards by name, as Grafana's JSON. */
  readonly dashboards: Files;
  readonly alerts: readonly AlertSummary[];
  /** The folder of dashboards and rules in Grafana. */
  readonly folder: { readonly uid: string; readonly title: string };
  readonly dataSource: { readonly uid: string; readonly name: string };
  readonly alertmanagerDataSource: { readonly uid: string; readonly name: string };
  /** The context that the dashboards were built from, for callers that need their queries. */
  readonly dashboardContext: DashboardContext;
}

/** Texts by the path or name of their file. */
type Files = Readonly<Record<string, string>>;

/** Alertmanager's configuration folder, and the credentials that it names. */
export interface AlertmanagerContent {
  readonly files: Files;
  readonly secrets: Readonly<Record<string, Secret>>;
}

/** The rules that Grafana evaluates, and whom it notifies. */
export interface GrafanaAlerting {
  readonly ruleGroups: readonly GrafanaRuleGroup[];
  readonly notifications: GrafanaNotifications | undefined;
}

/** The content of a cluster: the servers, their rules and their scrape targets. */
export interface ClusterContent {
  /** Undefined if another operator has installed its CRDs. */
  readonly crdsValues: ReturnType<typeof crdsValues>;
  readonly chartValues: ChartValues;
  readonly objects: Readonly<Record<string, OperatorObject>>;
  readonly networkPolicies: Readonly<Record<string, NetworkPolicySpec>>;
  /** Certificate authorities from the stack file, by the key of their config map. */
  readonly authorities: Files;
}

/** The content of the stack's own servers, in the target's format; none if it deploys no servers. */
export type ServerContent =
  | { readonly target: 'docker'; readonly prometheus: Files; readonly credentials: Readonly<Record<string, Secret>> }
  | ({ readonly target: 'kubernetes' } & ClusterContent)
  | { readonly target: 'external'; readonly servers: ExternalServers };

/** The rules in each format that a server's content is made of. */
interface CompiledRules {
  readonly trees: PrometheusRuleFiles<Vector>;
  readonly printed: PrometheusRuleFiles;
  /** As YAML, by path. */
  readonly files: Files;
}

function compileRules(context: RuleContext, notifies: boolean): CompiledRules {
  const trees = buildRules(context, notifies);
  const printed = printRules(trees);
  const files = Object.fromEntries(Object.entries(printed).map(([file, groups]) => [`rules/${file}`, yaml(groups)]));
  return { trees, printed, files: { ...files, ...verbatimRuleTexts(context.catalogue) } };
}

function serverContent(
  settings: Settings,
  { trees, printed, files }: CompiledRules,
  addresses: Addresses,
  routed: boolean,
): ServerContent {
  if (settings.external !== undefined) return { target: 'external', servers: settings.external };
  if (settings.target === 'kubernetes') {
    return {
      target: 'kubernetes',
      crdsValues: crdsValues(settings),
      chartValues: chartValues(settings, trees, routed),
      objects: operatorObjects(settings, { ...printed, ...verbatimRuleFiles(settings.catalogue) }, routed),
      networkPolicies: networkPolicies(settings, routed),
      authorities: certificateAuthorities(settings),
    };
  }
  const secrets = Object.entries(credentials(settings.prometheus.remoteWrite));
  const authorities = Object.fromEntries(
    Object.entries(certificateAuthorities(settings)).map(([file, pem]) => [authorityPath(file), pem]),
  );
  return {
    target: 'docker',
    prometheus: { 'prometheus.yml': yaml(prometheusConfig(settings, trees, addresses)), ...authorities, ...files },
    credentials: Object.fromEntries(secrets.map(([name, secret]) => [credentialPath(name), secret])),
  };
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
    alertSeries: external?.evaluatesRules ?? true,
    sharedGrafana: external !== undefined,
    severalReplicas: target !== 'docker' || replicaAddresses(backend).length > 1,
  };
}

/** Addresses at which a stack's servers reach each other, and the place of Alertmanager's configuration. */
interface ServerEndpoints {
  readonly addresses: Addresses;
  readonly alertmanager: AlertmanagerPlace;
}

/** The endpoints of the stack's target. */
const endpointsOf = (settings: Settings): ServerEndpoints => ({
  addresses: CONTAINERS,
  alertmanager: settings.target === 'kubernetes' ? alertmanagerPlace(settings) : ALERTMANAGER_CONTAINER,
});

/** Compiles a stack. The same settings give the same bytes. */
export function compile(settings: Settings, site = endpointsOf(settings)): Content {
  const { environment, alerting, external } = settings;
  const context = dashboardContext(settings);
  const { config, texts, secrets } = alertmanagerFiles(alerting, context, site.alertmanager);
  const alertmanager = { files: { 'alertmanager.yml': yaml(config), ...texts }, secrets };
  const notifications = grafanaNotifications(alerting, context);
  const routed = alerting.engine === 'alertmanager';
  const rules = compileRules(context, routed);
  const grafana = {
    ruleGroups: grafanaRuleGroups(context, {
      datasourceUid: context.datasourceUid,
      scrapeInterval: settings.backend.scrapeInterval,
      heartbeat: notifications !== undefined,
      // Other teams own the policy of an external Grafana: there, each rule itself says whom it notifies.
      notification: external && notifications?.ofRule,
    }),
    notifications,
  };
  const servers = serverContent(settings, rules, site.addresses, routed);
  return {
    servers,
    prometheus: 'prometheus' in servers ? servers.prometheus : rules.files,
    prometheusGroups: [
      ...Object.values(rules.printed).flatMap(({ groups }) => groups),
      ...verbatimRuleGroups(settings.catalogue),
    ],
    alertmanager,
    grafana,
    notifier: routed
      ? { alertmanager, grafana: { ruleGroups: [], notifications: undefined } }
      : { alertmanager: undefined, grafana },
    dashboards: {
      ...Object.fromEntries(Object.entries(dashboards(context)).map(([name, model]) => [name, json(model)])),
      ...verbatimDashboards(context),
    },
    alerts: resolveAll(context).map(alertSummary),
    folder: { uid: stackPrefix(settings), title: `${settings.catalogue.title} (${environment})` },
    dataSource: { uid: context.datasourceUid, name: `Prometheus (${environment})` },
    alertmanagerDataSource: { uid: `alertmanager-${environment}`, name: `Alertmanager (${environment})` },
    dashboardContext: context,
  };
}
