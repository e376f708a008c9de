/** The dashboards of a platform, in addition to the catalogue of its rules. */
import type { DashboardBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Catalogue } from '../alerting/catalogue';
import { lookUp } from '../alerting/look-up';
import type { RuleContext } from '../alerting/resolve';
import type { Vector } from '../promql';

/** A dashboard with the queries of its panels, by panel and by the query's letter. */
export interface BuiltDashboard {
  readonly builder: DashboardBuilder;
  readonly queries: ReadonlyMap<string, Vector>;
}

/**
 * A panel's id. If some of its queries return nothing while all is well, or while there is little data, their letters
 * are listed too.
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
  /** The default time range; an hour if left out. */
  readonly from?: string;
  /** Whether it exists only in stacks with exporters. */
  readonly needsExporters?: true;
  readonly panels: PanelEntries;
  readonly build: (context: DashboardContext) => BuiltDashboard;
}

/** A platform: everything that the library deploys, checks and compares but does not define itself. */
export interface PlatformDefinition extends Catalogue {
  readonly dashboards: Readonly<Record<string, DashboardDefinition>>;
  /** The home dashboard of a stack's own Grafana. */
  readonly home: string;
}

/** The part of a stack's settings that dashboards depend on. */
export interface DashboardContext extends RuleContext {
  readonly catalogue: PlatformDefinition;
  /** UID of the Prometheus data source that the dashboards use by default. */
  readonly datasourceUid: string;
  /** Whether the Grafana has dashboards of other environments too, so that titles have to contain the environment. */
  readonly sharedGrafana: boolean;
  /** Whether the backend may have more than one replica, so that panels have to distinguish them. */
  readonly severalReplicas: boolean;
}

/** The dashboards of a stack, without those whose exporters it does not have. */
export const shownDashboards = ({ catalogue: { dashboards }, exporters }: DashboardContext): string[] =>
  Object.keys(dashboards).filter((name) => dashboards[name]?.needsExporters !== true || exporters.length > 0);

export const dashboardDefinition = ({ dashboards }: PlatformDefinition, name: string): DashboardDefinition =>
  lookUp('dashboard', dashboards, name);
