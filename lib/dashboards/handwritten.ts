/**
 * Reads hand-made Grafana dashboards of every schema: rows that contain panels (until Grafana 5), a list of panels, and
 * elements with a layout (v2).
 * https://grafana.com/docs/grafana/latest/visualizations/dashboards/build-dashboards/view-dashboard-json-model
 */
import { isGroup, toGroup, toGroups, toText, type Json } from '../json-values';

export interface HandwrittenDashboard {
  readonly schema: 'rows' | 'panels' | 'v2';
  readonly title: string;
  readonly panels: readonly HandwrittenPanel[];
}

/** The dashboard: at the top, under `spec` in a resource, or under `dashboard` in a response of the API. */
export function dashboardModel(value: unknown): Json {
  const group = toGroup(value);
  const inner = [group.spec, group.dashboard].find(isGroup);
  return inner !== undefined && ['panels', 'rows', 'elements'].some((key) => key in inner) ? inner : group;
}

/** Grafana's grid has 24 columns and rows of 38 pixels; old rows had 12 columns. */
function placeRows(rows: readonly Json[]): Json[] {
  let y = 0;
  return rows.flatMap((row) => {
    const h = Math.max(1, Math.round((Number.parseInt(toText(row.height), 10) || 250) / 38));
    const heading = { type: 'row', title: toText(row.title), panels: [], gridPos: { x: 0, y, w: 24, h: 1 } };
    let x = 0;
    y += 1;
    const panels = toGroups(row.panels).map((panel) => {
      const w = Math.min(24, 2 * (Number(panel.span) || 12));
      if (x + w > 24) {
        x = 0;
        y += h;
      }
      const placed = { ...panel, gridPos: { x, y, w, h } };
      x += w;
      return placed;
    });
    y += h;
    return [heading, ...panels];
  });
}

/** The panels and headings of a dashboard as a list; empty for schema v2. */
export function listPanels(value: unknown): Json[] {
  const { panels, rows } = dashboardModel(value);
  return Array.isArray(panels) ? toGroups(panels) : placeRows(toGroups(rows));
}

const withoutRows = (panels: readonly Json[]): Json[] =>
  panels.flatMap((panel) => (panel.type === 'row' ? toGroups(panel.panels) : [panel]));

/** `expr` is PromQL with Grafana's variables, empty if the query is in another language; `legend` is its legend format. */
function queryOf({ refId, query, ...target }: Json) {
  const { expr, legendFormat } = toText(target.expr) === '' ? toGroup(toGroup(query).spec) : target;
  return { refId: toText(refId), expr: toText(expr), legend: toText(legendFormat) };
}

function panelOf({ id, title, description, type, fieldConfig, targets, libraryPanel, ...panel }: Json) {
  const [axis] = toGroups(panel.yaxes);
  return {
    id: typeof id === 'number' ? id : undefined,
    title: toText(title),
    description: toText(description),
    type: toText(type),
    unit: toText(toGroup(toGroup(fieldConfig).defaults).unit) || toText(axis?.format ?? panel.format) || undefined,
    queries: toGroups(targets).map(queryOf),
    /** The library panel that it refers to; the file contains only its name. */
    libraryPanel: isGroup(libraryPanel) ? toText(libraryPanel.name) || 'without a name' : undefined,
  };
}

export type HandwrittenPanel = ReturnType<typeof panelOf>;

/** An element of the schema v2. https://grafana.com/docs/grafana/latest/as-code/observability-as-code/schema-v2 */
function elementOf({ kind, spec }: Json): HandwrittenPanel {
  const { id, title, description, vizConfig, data, libraryPanel } = toGroup(spec);
  const { kind: name, group, spec: view } = toGroup(vizConfig);
  return {
    ...panelOf({ id, title, description, type: group ?? name, fieldConfig: toGroup(view).fieldConfig }),
    queries: toGroups(toGroup(toGroup(data).spec).queries).map((query) => queryOf(toGroup(query.spec))),
    libraryPanel: kind === 'LibraryPanel' ? toText(toGroup(libraryPanel).name) || 'without a name' : undefined,
  };
}

/** Undefined if `value` is not a dashboard. */
export function readHandwritten(value: unknown): HandwrittenDashboard | undefined {
  const model = dashboardModel(value);
  const title = toText(model.title);
  if (isGroup(model.elements))
    return { schema: 'v2', title, panels: Object.values(model.elements).map((one) => elementOf(toGroup(one))) };
  if (!Array.isArray(model.panels) && !Array.isArray(model.rows)) return undefined;
  const schema = Array.isArray(model.panels) ? 'panels' : 'rows';
  return { schema, title, panels: withoutRows(listPanels(model)).map(panelOf) };
}

/** The ids that several panels share. */
export function repeatedIds({ panels }: HandwrittenDashboard): number[] {
  const ids = panels.flatMap(({ id }) => id ?? []);
  return [...new Set(ids.filter((id, i) => ids.indexOf(id) !== i))];
}

const QUOTED = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/;
const VARIABLE = /\$\{\w+(?::\w+)?\}|\$\w+|\[\[\w+\]\]/;
const WINDOW_VARIABLE = new RegExp(`(?<=[[:]\\s*)(?:${VARIABLE.source})`);
const VARIABLES = new RegExp(`(${QUOTED.source})|(${WINDOW_VARIABLE.source})|${VARIABLE.source}`, 'g');

/** A query with values instead of Grafana's variables, so that it is valid PromQL. Variables inside of texts stay. */
export const withoutVariables = (expr: string): string =>
  expr.replace(VARIABLES, (_all, quoted?: string, window?: string) => quoted ?? (window === undefined ? '1' : '5m'));
