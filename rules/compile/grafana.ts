/**
 * The catalogue as Grafana-managed rule groups, in the shape of Grafana's alert provisioning API.
 * Query in A, threshold expression in B. https://grafana.com/docs/grafana/latest/developers/http_api/alerting_provisioning
 */
import { dashboardUid, panelId } from '../../dashboards/identity';
import { seconds, type Duration } from '../../metrics/units';
import type { Group } from '../alert';
import { alertsByGroup, guarded, type Alert, type RuleContext } from '../catalogue';
import { WINDOW } from '../measures';

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

function rule(alert: Alert, context: RuleContext, datasourceUid: string): GrafanaRule {
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
          expr: String(guarded(alert, alert.measurement.value)),
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
    noDataState: alert.noData === 'alerting' ? 'Alerting' : 'OK',
    execErrState: 'Error',
    labels: alert.labels,
    annotations: {
      ...alert.annotations,
      // In Grafana `$value` is a text about every query; the number is the query's.
      description: alert.annotations.description.replaceAll('$value', '$values.A.Value'),
      __dashboardUid__: dashboardUid(alert.panel.dashboard, context.environment),
      __panelId__: String(panelId(alert.panel)),
    },
  };
}

/** The stack's rule groups, evaluated against the data source `datasourceUid` about as often as there is something new. */
export function grafanaRuleGroups(
  context: RuleContext,
  datasourceUid: string,
  scrapeInterval: Duration,
): GrafanaRuleGroup[] {
  return alertsByGroup(context).map(({ name, alerts }) => ({
    title: name,
    interval: Math.ceil(seconds(scrapeInterval) / TICK) * TICK,
    rules: alerts.map((alert) => rule(alert, context, datasourceUid)),
  }));
}
