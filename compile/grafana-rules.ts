/**
 * The catalogue as Grafana-managed rule groups, in the shape of Grafana's alert provisioning API.
 * Query in A, threshold expression in B. https://grafana.com/docs/grafana/latest/developers/http_api/alerting_provisioning
 */
import { dashboardUid, panelId } from '../rules/panel-ids';
import { seconds, type Duration } from '../metrics/units';
import type { Group } from '../rules/labels';
import { alertsByGroup, guarded, type Alert, type RuleContext } from '../rules/catalogue';
import { silencers, unlessSilenced } from '../rules/inhibition';
import { WINDOW } from '../rules/window';
import { WATCHDOG } from '../rules/routing';
import type { Notification } from './grafana-notifications';

/** The data source type that stands for "computed by Grafana itself". */
const EXPRESSION = '__expr__';
/** Grafana's scheduler ticks every ten seconds and refuses a group whose interval is no multiple of that. */
const TICK = 10;

export interface GrafanaQuery {
  readonly refId: string;
  readonly datasourceUid: string;
  /** Seconds before the evaluation. */
  readonly relativeTimeRange: { readonly from: number; readonly to: number };
  readonly model: Readonly<Record<string, unknown>>;
}
export interface GrafanaRule {
  readonly title: string;
  readonly condition: string;
  readonly data: readonly GrafanaQuery[];
  readonly for: string;
  readonly noDataState: 'OK' | 'Alerting';
  readonly execErrState: 'Error';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Shown, but not evaluated. */
  readonly isPaused?: boolean;
  /** Where the policy tree is somebody else's. */
  readonly notificationSettings?: Notification;
}
export interface GrafanaRuleGroup {
  readonly title: Group;
  /** Seconds between evaluations. */
  readonly interval: number;
  readonly rules: readonly GrafanaRule[];
}

/** Grafana's threshold expression knows no "equals": for whole numbers from zero up, "at 0" is "below 1". */
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

/** What the rule groups depend on beside the catalogue. */
export interface GrafanaOptions {
  readonly datasourceUid: string;
  readonly scrapeInterval: Duration;
  /** Whether somebody misses the Watchdog; it would be a nuisance otherwise. */
  readonly heartbeat: boolean;
  /** How a rule notifies by itself; by the server's policy where there is none. */
  readonly notification?: ((alert: Alert) => Notification) | undefined;
}

/**
 * Grafana has no inhibition: the query is empty while another alert tells the same, so that emptiness is calm then.
 * No alert that can be silenced relies on emptiness for anything else: those that may be empty count it as 0.
 */
function noData(alert: Alert, context: RuleContext): GrafanaRule['noDataState'] {
  return alert.noData === 'alerting' && silencers(alert.name, context).length === 0 ? 'Alerting' : 'OK';
}

function rule(alert: Alert, context: RuleContext, options: GrafanaOptions): GrafanaRule {
  const { datasourceUid, heartbeat, notification } = options;
  return {
    title: alert.name,
    condition: 'B',
    data: [
      {
        refId: 'A',
        datasourceUid,
        relativeTimeRange: { from: seconds(WINDOW), to: 0 },
        model: {
          refId: 'A',
          expr: String(unlessSilenced(guarded(alert, alert.measurement.value), alert.name, context)),
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
          conditions: [{ type: 'query', evaluator: evaluator(alert.measurement) }],
        },
      },
    ],
    // Grafana's own spelling of a duration in its API; any other shows as a change at every run.
    for: `${seconds(alert.for)}s`,
    noDataState: noData(alert, context),
    execErrState: 'Error',
    labels: alert.labels,
    annotations: {
      ...alert.annotations,
      // In Grafana `$value` is a text about every query; the number is the query's.
      description: alert.annotations.description.replaceAll('$value', '$values.A.Value'),
      __dashboardUid__: dashboardUid(alert.panel.dashboard, context.environment),
      __panelId__: String(panelId(alert.panel)),
    },
    ...(alert.name === WATCHDOG && !heartbeat && { isPaused: true }),
    ...(notification && { notificationSettings: notification(alert) }),
  };
}

/** The stack's rule groups, evaluated about as often as there is something new. */
export function grafanaRuleGroups(context: RuleContext, options: GrafanaOptions): GrafanaRuleGroup[] {
  return alertsByGroup(context).map(({ name, alerts }) => ({
    title: name,
    interval: Math.ceil(seconds(options.scrapeInterval) / TICK) * TICK,
    rules: alerts.map((alert) => rule(alert, context, options)),
  }));
}
