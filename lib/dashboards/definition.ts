/** What a platform shows: its dashboards, beside the catalogue of its rules. */
import type { DashboardBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Catalogue } from '../alerting/catalogue';
import { lookUp } from '../alerting/look-up';
import type { RuleContext } from '../alerting/resolve';
import type { Vector } from '../promql';

/** A dashboard with the queries of its panels, by panel and letter. */
export interface BuiltDashboard {
  readonly builder: DashboardBuilder;
  readonly queries: ReadonlyMap<string, Vector>;
}

/**
 * A panel's id; with the letters of its queries that return nothing while all is well, or while there is little of a thing,
 * where it has some.
 */
export type PanelEntry = number | { readonly id: number; readonly emptyWhenWell: string };
/** The panels of a dashboard by name. */
export type PanelEntries = Readonly<Record<string, PanelEntry>>;

const idOf = (panel: PanelEntry): number => (typeof panel === 'number' ? panel : panel.id);

/** The id of each panel, by the names of its dashboard and of itself. */
export const panelIds = <const D extends Readonly<Record<string, { readonly panels: PanelEntries }>>>(dashboards: D) =>
  Object.fromEntries(
    Object.entries(dashboards).map(([name, { panels }]) => [
      name,
      Object.fromEntries(Object.entries(panels).map(([key, panel]) => [key, idOf(panel)])),
    ]),
  ) as { readonly [N in keyof D]: { readonly [P in keyof D[N]['panels']]: number } };

export interface DashboardDefinition {
  readonly title: string;
  /** The group of alerts whose runbook it opens. */
  readonly runbook: string;
  /** How far back it looks until a person chooses; an hour where left out. */
  readonly from?: string;
  /** Whether it exists only where a stack has exporters. */
  readonly needsExporters?: true;
  readonly panels: PanelEntries;
  readonly build: (context: DashboardContext) => BuiltDashboard;
}

/** A platform: all that the library deploys, checks and compares, and does not know by itself. */
export interface PlatformDefinition extends Catalogue {
  readonly dashboards: Readonly<Record<string, DashboardDefinition>>;
  /** The dashboard that a stack's own Grafana opens with. */
  readonly home: string;
}

/** What the dashboards need to know of a stack. */
export interface DashboardContext extends RuleContext {
  readonly catalogue: PlatformDefinition;
  /** UID of the Prometheus data source that the dashboards open with. */
  readonly datasourceUid: string;
  /** Whether that server evaluates the alert rules, and so has the series `ALERTS`; where not, Grafana alone knows. */
  readonly alertSeries: boolean;
  /** Whether the Grafana shows other environments too, so that a title has to say which one it is about. */
  readonly sharedGrafana: boolean;
  /** Whether the backend may run as more than one replica, so that they have to be told apart. */
  readonly severalReplicas: boolean;
}

/** The dashboards of a stack: what nothing watches has none. */
export const shownDashboards = ({ catalogue: { dashboards }, exporters }: DashboardContext): string[] =>
  Object.keys(dashboards).filter((name) => dashboards[name]?.needsExporters !== true || exporters.length > 0);

export const dashboardDefinition = ({ dashboards }: PlatformDefinition, name: string): DashboardDefinition =>
  lookUp('dashboard', dashboards, name);
