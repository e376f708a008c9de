/** The data of a dashboard's panels: the stack's platform narrowed by the variables, and the catalogue's alerts. */
import { dropNaN, max, type Matchers, type Platform, type Vector } from '../promql';
import type { TargetLabel } from '../contract/target-labels';
import { panelId } from '../alerting/panel-refs';
import { resolveAll, type Alert, type RuleContext } from '../alerting/resolve';
import { selectRecorded, type RecordingRule } from '../promql/recording-rule';
import type { DashboardContext } from './definition';

/** The data source that the viewer selected. */
export const DATASOURCE = { type: 'prometheus', uid: '${datasource}' } as const;

/** Matches the value of a variable, which may be several values. */
export const chosenValue = (variable: string) => ({ matches: `$${variable}` });

/**
 * If the stack's selector sets the environment, the viewer has no choice: a choice must not select other environments.
 */
export const choosesEnvironment = ({ platform }: RuleContext): boolean => platform.matchers.environment === undefined;

/** A query of a dashboard: the panel's id and the letter of the query. */
export const queryKey = (panel: number, refId: string): string => `${panel} ${refId}`;

/** `P`: the names of its panels. */
export class DashboardScope<P extends string = string> {
  readonly platform: Platform;
  /** The selected environment, for series that are not the platform's: those have no label `cluster`. */
  readonly chosen: Matchers<TargetLabel>;
  /** The queries of the panels built so far, by {@link queryKey}. */
  readonly queries = new Map<string, Vector>();
  private readonly alerts: readonly Alert[];

  constructor(
    readonly name: string,
    readonly context: DashboardContext,
  ) {
    this.chosen = choosesEnvironment(context) ? { environment: chosenValue('environment') } : {};
    const cluster = context.clusters.length > 0 ? { cluster: chosenValue('cluster') } : {};
    this.platform = context.platform.where({ ...this.chosen, ...cluster });
    this.alerts = resolveAll(context);
  }

  /** The stable id of a panel. */
  id(panel: P): number {
    return panelId(this.context.catalogue.panels, { dashboard: this.name, panel });
  }

  /** The stack's enabled alerts whose link opens this panel. */
  alertsOf(panel: P): Alert[] {
    return this.alertsAt(this.name, panel);
  }
  /** The alerts of each panel of this dashboard that has some, in the order of the panels' ids. */
  alertsByPanel(): { id: number; alerts: Alert[] }[] {
    return Object.entries(this.context.catalogue.panels[this.name] ?? {})
      .map(([panel, id]) => ({ id, alerts: this.alertsAt(this.name, panel) }))
      .filter(({ alerts }) => alerts.length > 0)
      .sort((a, b) => a.id - b.id);
  }
  /** What the alerts of this panel compare, in the environments and clusters that the viewer selected. */
  measurementsOf(panel: P): Pick<Alert, 'name' | 'measurement'>[] {
    const names = this.alertsOf(panel).map(({ name }) => name);
    return resolveAll({ ...this.context, platform: this.platform }).filter(({ name }) => names.includes(name));
  }
  /** The stack's enabled alerts whose link opens a panel of any dashboard. */
  alertsAt(dashboard: string, panel: string): Alert[] {
    return this.alerts.filter((alert) => alert.panel.dashboard === dashboard && alert.panel.panel === panel);
  }

  /** The result of a recording rule, whether or not the server records it. */
  series<L extends string>(rule: RecordingRule<L>, where: Matchers<L> = {}): Vector<L | TargetLabel> {
    return this.context.evaluatesRules ? selectRecorded(rule, this.platform, where) : rule.expr(this.platform, where);
  }

  /** A recorded quantile by `label`. For several clusters it is the largest, because quantiles cannot be added. */
  quantile<L extends string>(rule: RecordingRule<L>, where: Matchers<L>, label: L): Vector<L> {
    return dropNaN(max<L | TargetLabel, L>(this.series(rule, where), label));
  }
}
