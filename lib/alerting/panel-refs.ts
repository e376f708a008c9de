/** Panels by the names of their dashboard and of themselves, and the links that open them. */
import { lookUp } from './look-up';

/** The id of each panel by its name, for each dashboard. Ids never change once released; new panels get new ones. */
export type PanelIds = Readonly<Record<string, Readonly<Record<string, number>>>>;

export interface PanelRef {
  readonly dashboard: string;
  readonly panel: string;
}

/** UID of a dashboard, unique per environment on a shared Grafana. At most 40 characters, as Grafana demands. */
export const dashboardUid = (dashboard: string, environment: string): string => `${dashboard}-${environment}`;

/** The id of a panel within its dashboard. */
export const panelId = (panels: PanelIds, { dashboard, panel }: PanelRef): number =>
  lookUp(`panel ${dashboard} /`, panels[dashboard], panel);

/** Path in Grafana that opens the dashboard on that one panel. */
export const panelPath = (panels: PanelIds, ref: PanelRef, environment: string): string =>
  `/d/${dashboardUid(ref.dashboard, environment)}?viewPanel=${panelId(panels, ref)}`;
