/**
 * The catalogue as Grafana-managed rule groups, in the shape of Grafana's alert provisioning API.
 * Query in A, threshold expression in B. https://grafana.com/docs/grafana/latest/developers/http_api/alerting_provisioning
 */
import { dashboardUid, panelId } from '../alerting/panel-refs';
import { seconds, type Duration } from '../units';
import { vector, type Vector } from '../promql';
import { dataSourceAlert } from '../alerting/data-source';
import { resolveAll, type Alert, type RuleContext } from '../alerting/resolve';
import { isInhibitable, sourcesAnnotation } from '../alerting/inhibition';
import { keepFiringFor } from '../alerting/keep-firing';
import { uninhibitedSeries } from '../alerting/uninhibited';
import { hasHours } from '../market/hours';
import { WINDOW } from '../promql/window';
import { ruleUid } from './rule-uid';
import type { Notification, Notifying } from './grafana-notifications';

/** The data source type that stands for "computed by Grafana itself". */
const EXPRESSION = '__expr__';
/** Grafana's scheduler runs every ten seconds, and rejects a group whose interval is not a multiple of that. */
const TICK = 10;

export interface GrafanaQuery {
  readonly refId: string;
  readonly datasourceUid: string;
  /** Seconds before the evaluation. */
  readonly relativeTimeRange: { readonly from: number; readonly to: number };
  readonly model: Readonly<Record<string, unknown>>;
}
export interface GrafanaRule {
  /** See {@link ruleUid}. */
  readonly uid: string;
  readonly title: string;
  readonly condition: string;
  readonly data: readonly GrafanaQuery[];
  readonly for: string;
  /** How long it keeps firing after its condition has ended (Grafana 12 and later). */
  readonly keepFiringFor?: string;
  readonly noDataState: 'OK' | 'Alerting';
  /** The state of the rule while the query fails. */
  readonly execErrState: 'OK' | 'KeepLast' | 'Alerting';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Visible, but not evaluated. */
  readonly isPaused?: boolean;
  /** Set if another team owns the policy tree. */
  readonly notificationSettings?: Notification;
}
export interface GrafanaRuleGroup {
  readonly title: string;
  /** Seconds between evaluations. */
  readonly interval: number;
  readonly rules: readonly GrafanaRule[];
}

/** Grafana's threshold expression has no "equals": for whole numbers from zero up, "equals 0" is "below 1". */
function evaluator({ test, bound }: Alert['measurement']): { type: 'gt' | 'lt'; params: [number] } {
  switch (test) {
    case '>':
      return { type: 'gt', params: [bound] };
    case '<':
      return { type: 'lt', params: [bound] };
    case '==':
      return bound === 0 ? { type: 'lt', params: [0.5] } : { type: 'gt', params: [bound - 0.5] };
  }
}

/** Settings that the rule groups depend on, in addition to the catalogue. */
export interface GrafanaOptions {
  readonly datasourceUid: string;
  /**
   * Whether a route matches the heartbeat, if only to drop it. Another team's policy would treat it as an ordinary
   * alert.
   */
  readonly heartbeat: boolean;
  /** How a rule itself notifies; if undefined, the server's policy decides. */
  readonly notification?: ((alert: Notifying) => Notification) | undefined;
}
/** A Prometheus query, and the threshold that its result is compared with. */
function queryWithThreshold(
  datasourceUid: string,
  expr: Vector,
  against: ReturnType<typeof evaluator>,
): readonly GrafanaQuery[] {
  return [
    {
      refId: 'A',
      datasourceUid,
      relativeTimeRange: { from: seconds(WINDOW), to: 0 },
      model: {
        refId: 'A',
        expr: expr.toLines(),
        instant: true,
        range: false,
        intervalMs: 1000,
        maxDataPoints: 43200,
      },
    },
    {
      refId: 'B',
      datasourceUid: EXPRESSION,
      relativeTimeRange: { from: 0, to: 0 },
      model: {
        refId: 'B',
        type: 'threshold',
        expression: 'A',
        datasource: { type: EXPRESSION, uid: EXPRESSION },
        conditions: [{ type: 'query', evaluator: against }],
      },
    },
  ];
}

/**
 * The query of an inhibited alert returns no data, and so does a query in market hours while the market is closed:
 * neither alert fires then. If there is no data for another reason, such an alert compares 0.
 */
function noData(alert: Alert, context: RuleContext): GrafanaRule['noDataState'] {
  const calm = (alert.marketHours && hasHours(context)) || isInhibitable(alert.name, context);
  return alert.noData === 'alerting' && !calm ? 'Alerting' : 'OK';
}

/** Replaces the value if the query returned no data. */
const NO_DATA = 'no data';

/**
 * Translates Prometheus' annotations to Grafana's, where `$value` is a text about all queries and the number is that of
 * one query. An evaluation without data has no query A; a function applied to it would be an error in Grafana's log.
 */
const annotations = (texts: object): Record<string, string> =>
  Object.fromEntries(
    Object.entries(texts).map(([key, text]) => [
      key,
      String(text).replace(
        /\{\{[^{}]*\$value\b[^{}]*\}\}/g,
        (action) => `{{ with $values.A }}${action.replaceAll('$value', '.Value')}{{ else }}${NO_DATA}{{ end }}`,
      ),
    ]),
  );

/** Grafana's own format of a duration in its API; any other shows as a change in every run. */
const inSeconds = (duration: Duration): string => `${seconds(duration)}s`;

/** The fields of a rule that do not depend on its query. */
function ruleFields(
  alert: Notifying & Pick<Alert, 'for' | 'labels' | 'panel'> & { readonly annotations: object },
  { catalogue, environment }: RuleContext,
  { notification }: GrafanaOptions,
) {
  return {
    uid: ruleUid(alert.name, environment),
    title: alert.name,
    condition: 'B',
    for: inSeconds(alert.for),
    labels: alert.labels,
    annotations: {
      ...annotations(alert.annotations),
      __dashboardUid__: dashboardUid(alert.panel.dashboard, environment),
      __panelId__: String(panelId(catalogue.panels, alert.panel)),
    },
    ...(notification && { notificationSettings: notification(alert) }),
  };
}

function rule(alert: Alert, context: RuleContext, options: GrafanaOptions): GrafanaRule {
  const { name, measurement } = alert;
  const keepFiring = keepFiringFor(name, context);
  const isHeartbeat = name === context.catalogue.heartbeat;
  return {
    ...ruleFields(
      { ...alert, annotations: { ...alert.annotations, ...sourcesAnnotation(name, context) } },
      context,
      options,
    ),
    data: queryWithThreshold(options.datasourceUid, uninhibitedSeries(alert, context), evaluator(measurement)),
    noDataState: noData(alert, context),
    ...(keepFiring !== undefined && { keepFiringFor: inSeconds(keepFiring) }),
    // While Prometheus does not answer, nothing is known, so every alert keeps its state. Only the heartbeat stops.
    execErrState: isHeartbeat ? 'OK' : 'KeepLast',
    ...(isHeartbeat && !options.heartbeat && { isPaused: true }),
  };
}

/** The only alert that fires while Prometheus does not answer. */
function dataSourceRules(context: RuleContext, options: GrafanaOptions): { group: string; rule: GrafanaRule }[] {
  const alert = dataSourceAlert(context);
  if (alert === undefined) return [];
  const rule: GrafanaRule = {
    ...ruleFields(alert, context, options),
    // Any response is good.
    data: queryWithThreshold(options.datasourceUid, vector(1), { type: 'lt', params: [0.5] }),
    noDataState: 'Alerting',
    execErrState: 'Alerting',
  };
  return [{ group: alert.group, rule }];
}

/** The stack's rule groups. Each is evaluated about as often as there are new samples. */
export function grafanaRuleGroups(context: RuleContext, options: GrafanaOptions): GrafanaRuleGroup[] {
  const all = [
    ...resolveAll(context).map((alert) => ({ group: alert.group, rule: rule(alert, context, options) })),
    ...dataSourceRules(context, options),
  ];
  return context.catalogue.groups
    .map((title) => ({
      title,
      interval: Math.ceil(seconds(context.scrapeInterval) / TICK) * TICK,
      rules: all.filter(({ group }) => group === title).map((one) => one.rule),
    }))
    .filter(({ rules }) => rules.length > 0);
}
