/** The platform's dashboards by name: each draws its own panels only. */
import { Board, chosenValue } from '../lib/dashboards/board';
import type { DashboardContext } from '../lib/dashboards/definition';
import type { DashboardName, PANELS } from '../rules/panel-ids';

export type PanelOf<D extends DashboardName> = keyof (typeof PANELS)[D] & string;
export type BoardOf<D extends DashboardName> = Board<PanelOf<D>>;

export const boardOf = <D extends DashboardName>(name: D, context: DashboardContext): BoardOf<D> =>
  new Board<PanelOf<D>>(name, context);

export type BusinessBoard = BoardOf<'business-kpis'>;

/** The routes that the viewer has chosen. */
export const ROUTE = { route: chosenValue('route') } as const;
