/** What every panel of a dashboard draws on: the stack's platform narrowed by the variables, and the catalogue's alerts. */
import { known, max, type Matchers, type Platform, type Vector } from '../promql';
import type { TargetLabel } from '../promql/target-labels';
import { resolveAll, type Alert, type RuleContext } from '../alerting/catalogue';
import { recorded, type RecordingRule } from '../promql/recording-rule';
import { panelId, type DashboardName, type PanelRef, type PANELS } from '../../rules/panel-ids';

/** What the dashboards need to know of a stack. */
export interface DashboardContext extends RuleContext {
  /** UID of the Prometheus data source that the dashboards open with. */
  readonly datasourceUid: string;
  /** Whether that server evaluates the alert rules, and so has the series `ALERTS`; where not, Grafana alone knows. */
  readonly alertSeries: boolean;
  /** Whether the Grafana shows other environments too, so that a title has to say which one it is about. */
  readonly sharedGrafana: boolean;
  /** Whether the backend may run as more than one replica, so that they have to be told apart. */
  readonly severalReplicas: boolean;
}

/** The data source that the viewer has chosen. */
export const DATASOURCE = { type: 'prometheus', uid: '${datasource}' } as const;

/** The value of a variable, which may be several, as a matcher. */
const chosen = (variable: 'environment' | 'cluster' | 'route') => ({ matches: `$${variable}` });
export const ROUTE = { route: chosen('route') } as const;

/** A selector that pins the environment leaves nothing to choose; choosing must not widen it. */
export const choosesEnvironment = ({ platform }: RuleContext): boolean => platform.matchers.environment === undefined;

/** A query of a dashboard: the panel's id and the letter of the query. */
export const queryKey = (panel: number, refId: string): string => `${panel} ${refId}`;

export class Board<D extends DashboardName = DashboardName> {
  readonly platform: Platform;
  /** The chosen environment, for series that are not the platform's: those have no cluster. */
  readonly chosen: Matchers<TargetLabel>;
  /** The query of each panel so far, by {@link queryKey}. */
  readonly queries = new Map<string, Vector>();
  private readonly alerts: readonly Alert[];
  private readonly narrowed: readonly Alert[];

  constructor(
    readonly name: D,
    readonly context: DashboardContext,
  ) {
    this.chosen = choosesEnvironment(context) ? { environment: chosen('environment') } : {};
    const cluster = context.clusters.length > 0 ? { cluster: chosen('cluster') } : {};
    this.platform = context.platform.where({ ...this.chosen, ...cluster });
    this.alerts = resolveAll(context);
    this.narrowed = resolveAll({ ...context, platform: this.platform });
  }

  /** The stable id of a panel. */
  id(panel: keyof (typeof PANELS)[D] & string): number {
    return panelId({ dashboard: this.name, panel } as PanelRef);
  }

  /** The stack's alerts whose link opens this panel, without those it switches off. */
  alertsOf(panel: keyof (typeof PANELS)[D] & string): Alert[] {
    return this.alertsAt(this.name, panel);
  }
  /** What they measure, of the chosen environments and clusters. */
  measurementsOf(panel: keyof (typeof PANELS)[D] & string): Pick<Alert, 'name' | 'measurement'>[] {
    const names = this.alertsOf(panel).map(({ name }) => name);
    return this.narrowed.filter(({ name }) => names.includes(name));
  }
  /** The same of a panel on another dashboard. */
  alertsAt<O extends DashboardName>(dashboard: O, panel: keyof (typeof PANELS)[O] & string): Alert[] {
    return this.alerts.filter((alert) => alert.panel.dashboard === dashboard && alert.panel.panel === panel);
  }

  /** What a recording rule gives, whether or not it is recorded. */
  series<L extends string>(rule: RecordingRule<L>, where: Matchers<L> = {}): Vector<L | TargetLabel> {
    return this.context.recorded ? recorded(rule, this.platform, where) : rule.expr(this.platform, where);
  }

  /** A recorded quantile by `label`; of several clusters the slowest. Quantiles do not add up. */
  quantile<L extends string>(rule: RecordingRule<L>, where: Matchers<L>, label: L): Vector<L> {
    return known(max<L | TargetLabel, L>(this.series(rule, where), label));
  }
}

export type BusinessBoard = Board<'business-kpis'>;
