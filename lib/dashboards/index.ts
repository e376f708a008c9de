/** The dashboards of a stack as Grafana's JSON, and their queries. Pure: the same context gives the same bytes. */
import type {
  Dashboard,
  DashboardLink,
  DataSourceRef,
  FieldConfig,
  GridPos,
  Panel,
  VariableModel,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { isGroup } from '../json-values';
import type { Vector } from '../promql';
import { queryKey } from './dashboard-scope';
import { dashboardDefinition, shownDashboards, type DashboardContext } from './definition';

export type { DashboardContext, PlatformDefinition } from './definition';

/** A panel in Grafana's JSON, with the parts of its own options that this project reads back. */
export interface PanelJson extends Omit<Panel, 'fieldConfig' | 'options' | 'targets'> {
  readonly id: number;
  readonly title: string;
  readonly gridPos: GridPos;
  readonly datasource?: Required<Pick<DataSourceRef, 'type' | 'uid'>>;
  /** Left out for a heading. */
  readonly fieldConfig?: {
    readonly defaults: Omit<FieldConfig, 'custom'> & {
      readonly custom?: {
        readonly axisSoftMin?: number;
        readonly axisSoftMax?: number;
        readonly axisLabel?: string;
        readonly stacking?: { readonly mode?: string };
        readonly scaleDistribution?: { readonly type: string };
      };
    };
    readonly overrides?: readonly {
      readonly matcher: { readonly id: string; readonly options: string };
      readonly properties: readonly { readonly id: string; readonly value: unknown }[];
    }[];
  };
  readonly options?: {
    readonly graphMode?: string;
    readonly text?: { readonly valueSize?: number };
    readonly legend?: {
      readonly displayMode?: string;
      readonly placement?: string;
      readonly calcs?: readonly string[];
      readonly width?: number;
    };
  };
  readonly targets?: readonly { readonly refId: string; readonly expr: string; readonly instant?: boolean }[];
}
/** A dashboard in Grafana's JSON. */
export interface DashboardJson extends Omit<Dashboard, 'panels' | 'templating'> {
  readonly uid: string;
  readonly title: string;
  readonly links: DashboardLink[];
  readonly templating: { readonly list: readonly (VariableModel & { readonly query: string })[] };
  readonly panels: readonly PanelJson[];
}

/** The SDK's default for links and annotations, which hides them in a menu. */
const HIDDEN_IN_MENU = 'inControlsMenu';

/** A model in JSON's types, with sorted keys: every difference between two renders is a difference in content. */
function canonicalJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonicalJson);
  if (!isGroup(value)) return value;
  const canonical: Record<string, unknown> = {};
  for (const key of Object.keys(value).sort())
    if (value[key] !== undefined && value[key] !== HIDDEN_IN_MENU) canonical[key] = canonicalJson(value[key]);
  return canonical;
}

/** Every dashboard: Grafana's JSON without the server's own `id` and `version`, and the trees of its queries. */
export const renderDashboards = (context: DashboardContext) =>
  shownDashboards(context).map((name) => {
    const { builder, queries } = dashboardDefinition(context.catalogue, name).build(context);
    return { name, json: canonicalJson(builder.build()) as DashboardJson, queries };
  });

/** Grafana's JSON of every dashboard by its name. */
export const dashboards = (context: DashboardContext): Readonly<Record<string, DashboardJson>> =>
  Object.fromEntries(renderDashboards(context).map(({ name, json }) => [name, json]));

/** One PromQL query of a panel, with Grafana's variables in it. */
export interface PanelQuery {
  readonly dashboard: string;
  readonly panel: string;
  readonly id: number;
  readonly refId: string;
  readonly expr: string;
  /** The tree that {@link expr} is printed from. */
  readonly tree: Vector;
  /** Whether it queries one instant instead of the whole range. */
  readonly instant: boolean;
  /** Points of the graph: the minimum distance between two, and their maximum number; by default Grafana's. */
  readonly interval: string | undefined;
  readonly maxDataPoints: number | undefined;
  /** Whether it returns no data while all is well. */
  readonly emptyWhenWell: boolean;
}

/** Every query of every panel, read from the same JSON that is deployed. */
export function panelQueries(context: DashboardContext, rendered = renderDashboards(context)): PanelQuery[] {
  const silent = Object.entries(context.catalogue.dashboards).flatMap(([dashboard, { panels }]) =>
    Object.values(panels).flatMap((panel) =>
      typeof panel === 'number' ? [] : [...panel.emptyWhenWell].map((letter) => `${dashboard} ${panel.id} ${letter}`),
    ),
  );
  return rendered.flatMap(({ name: dashboard, json, queries }) =>
    json.panels.flatMap(({ id, title, interval, maxDataPoints, targets = [] }) =>
      targets.map(({ refId, expr, instant = false }): PanelQuery => {
        const tree = queries.get(queryKey(id, refId));
        if (tree === undefined)
          throw new Error(`${dashboard} / ${title}: query ${refId} is not built by applyPanelDefaults()`);
        return {
          dashboard,
          panel: title,
          id,
          refId,
          expr,
          tree,
          instant,
          interval,
          maxDataPoints,
          emptyWhenWell: silent.includes(`${dashboard} ${id} ${refId}`),
        };
      }),
    ),
  );
}
