/** The dashboards of a stack as Grafana's JSON, and the queries in them. Pure: same context, same bytes. */
import type { DashboardBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { apiHealth } from './api-health';
import type { DashboardContext } from './board';
import { businessKpis } from './business-kpis';
import type { DashboardName } from './identity';
import { overview } from './overview';

export type { DashboardContext } from './board';

/** The parts of a panel's JSON that this project reads back; Grafana's model has more. */
export interface PanelJson {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly datasource?: { readonly type: string; readonly uid: string };
  readonly targets?: readonly { readonly refId: string; readonly expr: string; readonly instant?: boolean }[];
}
/** The parts of a dashboard's JSON that this project reads back; Grafana's model has more. */
export interface DashboardJson {
  readonly uid: string;
  readonly title: string;
  readonly editable: boolean;
  readonly panels: readonly PanelJson[];
}

const BUILDERS: Readonly<Record<DashboardName, (context: DashboardContext) => DashboardBuilder>> = {
  overview,
  'api-health': apiHealth,
  'business-kpis': businessKpis,
};

/** Keys in alphabetical order, so that a difference between two renders is a difference in content. */
function sorted(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Grafana's JSON of every dashboard, without the server's own `id` and `version`. */
export function dashboards(context: DashboardContext): Record<DashboardName, DashboardJson> {
  const render = (name: DashboardName): DashboardJson =>
    JSON.parse(JSON.stringify(BUILDERS[name](context).build(), sorted)) as DashboardJson;
  return { overview: render('overview'), 'api-health': render('api-health'), 'business-kpis': render('business-kpis') };
}

/** One PromQL query of a panel, with Grafana's variables in it. */
export interface PanelQuery {
  readonly dashboard: DashboardName;
  readonly panel: string;
  readonly id: number;
  readonly refId: string;
  readonly expr: string;
  /** Asked for one instant instead of the whole range. */
  readonly instant: boolean;
}

/** Every query of every panel, read from the same JSON that is deployed. */
export function panelQueries(context: DashboardContext): PanelQuery[] {
  return (Object.entries(dashboards(context)) as [DashboardName, DashboardJson][]).flatMap(([dashboard, { panels }]) =>
    panels.flatMap(({ id, title, targets = [] }) =>
      targets.map(({ refId, expr, instant = false }) => ({ dashboard, panel: title, id, refId, expr, instant })),
    ),
  );
}
