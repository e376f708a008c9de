/** References to panels by the names of their dashboard and panel, and the links that open them. */
import { lookUp } from './look-up';

/** The id of each panel by its name, for each dashboard. A released id never changes; new panels get new ids. */
export type PanelIds = Readonly<Record<string, Readonly<Record<string, number>>>>;

export interface PanelRef {
  readonly dashboard: string;
  readonly panel: string;
}

/** UID of a dashboard, unique per environment on a shared Grafana. Grafana allows at most 40 characters. */
export const dashboardUid = (dashboard: string, environment: string): string => `${dashboard}-${environment}`;

/** The id of a panel within its dashboard. */
export const panelId = (panels: PanelIds, { dashboard, panel }: PanelRef): number =>
  lookUp(`panel ${dashboard} /`, panels[dashboard], panel);

/** Path in Grafana that opens the dashboard with only that panel. */
export const panelPath = (panels: PanelIds, ref: PanelRef, environment: string): string =>
  `/d/${dashboardUid(ref.dashboard, environment)}?viewPanel=${panelId(panels, ref)}`;
