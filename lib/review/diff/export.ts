/** Compares a dashboard that Grafana exported with the stack's, ignoring what Grafana adds by itself. */
import { isGroup, toGroup, toGroups, type Json } from '../../json-values';
import { DASHBOARD, OPTIONS, PANEL, SERVER_KEYS } from './grafana-defaults';
import { LIBRARY_PANEL } from './panels';
import { readDashboard, type Dashboard } from './rendered';

const omitKeys = (keys: readonly string[], value: Json): Json =>
  Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)));

/** The first step applies from minus infinity, whether it is written as null, zero, or not at all. */
function normalizeSteps(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normalizeSteps);
  if (!isGroup(value)) return value;
  const inner = Object.fromEntries(Object.entries(value).map(([key, child]) => [key, normalizeSteps(child)]));
  if (!Array.isArray(value.steps)) return inner;
  return { ...inner, steps: toGroups(value.steps).map((step, i) => (i === 0 ? { ...step, value: null } : step)) };
}

function panelOf(value: Json): Json {
  const { id, type, title, gridPos, collapsed = false, libraryPanel } = value;
  // Of a library panel, an export contains only the position and the name.
  if (type === undefined && isGroup(libraryPanel))
    return { id, gridPos, type: LIBRARY_PANEL, title: typeof libraryPanel.name === 'string' ? libraryPanel.name : '' };
  if (type === 'row') return { id, type, title, gridPos, collapsed, panels: toGroups(value.panels).map(panelOf) };
  const targets = toGroups(value.targets).map((target) => ({ datasource: value.datasource, ...target }));
  return { ...toGroup(normalizeSteps(omitKeys(SERVER_KEYS.panel, value))), targets };
}

/** Grafana writes a query as a text, or as a group that contains the text. */
const variableOf = ({ query, ...value }: Json): Json => ({
  ...omitKeys(SERVER_KEYS.variable, value),
  query: isGroup(query) ? query.query : query,
});

/** The dashboard in an export: at the top, under `spec` in a resource, or under `dashboard` in an API's answer. */
function modelIn(value: unknown): Json | undefined {
  if (!isGroup(value)) return undefined;
  const inner = [value.spec, value.dashboard].find(isGroup) ?? value;
  return Array.isArray(inner.panels) ? inner : undefined;
}

/** The UID in the export; the name if it is a resource. */
export function uidOf(value: unknown): string | undefined {
  const uid = modelIn(value)?.uid ?? toGroup(toGroup(value).metadata).name;
  return typeof uid === 'string' ? uid : undefined;
}

/** The dashboard in an export. Undefined if `value` is not a dashboard with panels (a v2 resource has none). */
export function exportedModel(value: unknown): Json | undefined {
  const found = modelIn(value);
  if (found === undefined) return undefined;
  const { panels, annotations, templating, ...otherFields } = omitKeys(SERVER_KEYS.dashboard, found);
  return {
    ...otherFields,
    annotations: toGroups(toGroup(annotations).list).filter(({ builtIn }) => builtIn !== 1),
    templating: toGroups(toGroup(templating).list).map(variableOf),
    panels: toGroups(panels).map(panelOf),
  };
}

/** Values that turn an option off: a newer Grafana writes them for its new options. */
const isOff = (value: unknown): boolean =>
  [undefined, null, false, '', 'auto', 'none', 'off'].some((off) => off === value) ||
  (typeof value === 'object' && value !== null && Object.values(value).every(isOff));

const ofElement = (element: unknown, ofList: readonly unknown[]): readonly unknown[] =>
  isGroup(element) && 'gridPos' in element ? [OPTIONS[String(element.type)], PANEL] : ofList;

/** `value` with the keys that only `other` has, if they have Grafana's default. `defaults`: the most specific first. */
function fillDefaults(value: unknown, other: unknown, defaults: readonly unknown[]): unknown {
  if (Array.isArray(value) && Array.isArray(other)) {
    const nameOf = (element: unknown) => ['id', 'refId', 'name'].map((key) => toGroup(element)[key]).find(Boolean);
    return value.map((element: unknown, i) => {
      const name = nameOf(element);
      const partner: unknown = name === undefined ? other[i] : other.find((one) => nameOf(one) === name);
      return fillDefaults(element, partner, ofElement(element, defaults));
    });
  }
  if (isGroup(other) && (isGroup(value) || value === undefined || value === null)) {
    const group = toGroup(value);
    const keys = [...new Set([...Object.keys(group), ...Object.keys(other)])];
    const defaultsOf = (key: string) => defaults.flatMap((one) => toGroup(one)[key] ?? []);
    return Object.fromEntries(keys.map((key) => [key, fillDefaults(group[key], other[key], defaultsOf(key))]));
  }
  if (value === undefined || value === null) return defaults[0] ?? (isOff(other) ? other : undefined);
  return isOff(value) && isOff(other) ? other : value;
}

/** Two dashboards, each with the defaults that only the other one contains. Throws a ZodError if one is none. */
export function withDefaults(before: Json, after: Json): [Dashboard, Dashboard] {
  const old = fillDefaults(before, after, [DASHBOARD]);
  return [readDashboard(old), readDashboard(fillDefaults(after, old, [DASHBOARD]))];
}
