/** The platform's dashboards by name: each draws its own panels only. */
import { DashboardScope, chosenValue } from '../lib/dashboards/dashboard-scope';
import type { DashboardContext } from '../lib/dashboards/definition';
import type { DashboardName, PANELS } from '../rules/panel-ids';

export type PanelOf<D extends DashboardName> = keyof (typeof PANELS)[D] & string;
export type ScopeOf<D extends DashboardName> = DashboardScope<PanelOf<D>>;

export const scopeOf = <D extends DashboardName>(name: D, context: DashboardContext): ScopeOf<D> =>
  new DashboardScope<PanelOf<D>>(name, context);

export type BusinessScope = ScopeOf<'business-kpis'>;

/** The routes that the viewer has chosen. */
export const ROUTE = { route: chosenValue('route') } as const;
