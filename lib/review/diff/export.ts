/** A dashboard as Grafana exports it, held against the stack's without what Grafana adds by itself. */
import { isGroup, toGroup, toGroups, type Json } from '../../json-values';
import { DASHBOARD, OPTIONS, PANEL, SERVER_KEYS } from './grafana-defaults';
import { LIBRARY_PANEL } from './panels';
import { readDashboard, type Dashboard } from './rendered';

const without = (keys: readonly string[], value: Json): Json =>
  Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)));

/** The first step holds from below all, whether that is written as null, zero, or not at all. */
function normalizeSteps(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normalizeSteps);
  if (!isGroup(value)) return value;
  const inner = Object.fromEntries(Object.entries(value).map(([key, child]) => [key, normalizeSteps(child)]));
  if (!Array.isArray(value.steps)) return inner;
  return { ...inner, steps: toGroups(value.steps).map((step, i) => (i === 0 ? { ...step, value: null } : step)) };
}

function panelOf(value: Json): Json {
  const { id, type, title, gridPos, collapsed = false, libraryPanel } = value;
  // Of a panel that lives in Grafana's library, an export has no more than its place and its name.
  if (type === undefined && isGroup(libraryPanel))
    return { id, gridPos, type: LIBRARY_PANEL, title: typeof libraryPanel.name === 'string' ? libraryPanel.name : '' };
  if (type === 'row') return { id, type, title, gridPos, collapsed, panels: toGroups(value.panels).map(panelOf) };
  const targets = toGroups(value.targets).map((target) => ({ datasource: value.datasource, ...target }));
  return { ...toGroup(normalizeSteps(without(SERVER_KEYS.panel, value))), targets };
}

/** A query is a text, or a group that has the text. */
const variableOf = ({ query, ...value }: Json): Json => ({
  ...without(SERVER_KEYS.variable, value),
  query: isGroup(query) ? query.query : query,
});

/** The dashboard in its export: as it is, under `spec` as a resource, or under `dashboard` as the API answers. */
function modelIn(value: unknown): Json | undefined {
  if (!isGroup(value)) return undefined;
  const inner = [value.spec, value.dashboard].find(isGroup) ?? value;
  return Array.isArray(inner.panels) ? inner : undefined;
}

/** The UID that the export carries; of a resource it is the name. */
export function uidOf(value: unknown): string | undefined {
  const uid = modelIn(value)?.uid ?? toGroup(toGroup(value).metadata).name;
  return typeof uid === 'string' ? uid : undefined;
}

/** The model in an export. Undefined where `value` is no dashboard with panels (a v2 resource has none). */
export function exportedModel(value: unknown): Json | undefined {
  const found = modelIn(value);
  if (found === undefined) return undefined;
  const { panels, annotations, templating, ...otherFields } = without(SERVER_KEYS.dashboard, found);
  return {
    ...otherFields,
    annotations: toGroups(toGroup(annotations).list).filter(({ builtIn }) => builtIn !== 1),
    templating: toGroups(toGroup(templating).list).map(variableOf),
    panels: toGroups(panels).map(panelOf),
  };
}

/** Values that turn an option off, which a newer version of Grafana writes of its own ones. */
const isOff = (value: unknown): boolean =>
  [undefined, null, false, '', 'auto', 'none', 'off'].some((off) => off === value) ||
  (typeof value === 'object' && value !== null && Object.values(value).every(isOff));

/** The defaults of an element of a list. */
const ofElement = (element: unknown, ofList: readonly unknown[]): readonly unknown[] =>
  isGroup(element) && 'gridPos' in element ? [OPTIONS[String(element.type)], PANEL] : ofList;

/** `value` with what it leaves out and `other` has, where Grafana takes that anyway. `defaults`: the most special first. */
function fill(value: unknown, other: unknown, defaults: readonly unknown[]): unknown {
  if (Array.isArray(value) && Array.isArray(other)) {
    const nameOf = (element: unknown) => ['id', 'refId', 'name'].map((key) => toGroup(element)[key]).find(Boolean);
    return value.map((element: unknown, i) => {
      const name = nameOf(element);
      const partner: unknown = name === undefined ? other[i] : other.find((one) => nameOf(one) === name);
      return fill(element, partner, ofElement(element, defaults));
    });
  }
  if (isGroup(other) && (isGroup(value) || value === undefined || value === null)) {
    const group = toGroup(value);
    const keys = [...new Set([...Object.keys(group), ...Object.keys(other)])];
    const defaultsOf = (key: string) => defaults.flatMap((one) => toGroup(one)[key] ?? []);
    return Object.fromEntries(keys.map((key) => [key, fill(group[key], other[key], defaultsOf(key))]));
  }
  if (value === undefined || value === null) return defaults[0] ?? (isOff(other) ? other : undefined);
  return isOff(value) && isOff(other) ? other : value;
}

/** Two models with the defaults that only one of them writes out. Throws a ZodError where one is no dashboard. */
export function withDefaults(before: Json, after: Json): [Dashboard, Dashboard] {
  const old = fill(before, after, [DASHBOARD]);
  return [readDashboard(old), readDashboard(fill(after, old, [DASHBOARD]))];
}
