/** A dashboard as Grafana exports it, without what Grafana adds by itself. */
import {
  ANNOTATION,
  DASHBOARD,
  LINK,
  OPTIONS,
  PANEL,
  PANEL_SERVER_KEYS,
  SERVER_KEYS,
  TARGET,
  VARIABLE,
  VARIABLE_SERVER_KEYS,
} from './grafana-defaults';
import { isGroup, toGroup, toGroups as list, type Json } from '../../json-values';
import { LIBRARY_PANEL } from './panels';
import { readDashboard, type Dashboard } from './rendered';

const without = (keys: readonly string[], value: Json): Json =>
  Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)));

/** `value` with what it leaves out taken from `defaults`; a list is taken whole. A null says nothing. */
function filled(value: unknown, defaults: unknown): unknown {
  if (value === undefined || value === null) return defaults;
  if (!isGroup(value) || !isGroup(defaults)) return value;
  const keys = [...new Set([...Object.keys(defaults), ...Object.keys(value)])];
  return Object.fromEntries(keys.map((key) => [key, filled(value[key], defaults[key])]));
}
const group = (value: unknown, defaults: Json): Json => filled(value, defaults) as Json;

/** The first step holds from below all, whether that is written as null, zero, or not at all. */
function steps(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(steps);
  if (!isGroup(value)) return value;
  const inner = Object.fromEntries(Object.entries(value).map(([key, child]) => [key, steps(child)]));
  if (!Array.isArray(value.steps)) return inner;
  return { ...inner, steps: list(value.steps).map((step, i) => (i === 0 ? { ...step, value: null } : step)) };
}

/** Values by which a new version of Grafana turns an option of its own off. */
const isOff = (value: unknown): boolean =>
  [null, false, '', 'auto', 'none'].some((off) => off === value) ||
  (typeof value === 'object' && value !== null && Object.values(value).every(isOff));

/** `value` without options that are in no list of defaults and are off: a newer Grafana writes them by itself. */
function withoutUnknownOff(value: unknown, known: unknown): unknown {
  if (!isGroup(value) || !isGroup(known)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, inner]) => key in known || !isOff(inner))
      .map(([key, inner]) => [key, withoutUnknownOff(inner, known[key])]),
  );
}

/** A panel that lives in Grafana's library; an export has no more of it than its place and its name. */
const libraryPanel = ({ id, gridPos }: Json, { name }: Json): Json => ({
  id,
  gridPos,
  type: LIBRARY_PANEL,
  title: typeof name === 'string' ? name : '',
});

function panel(value: Json): Json {
  if (value.type === undefined && isGroup(value.libraryPanel)) return libraryPanel(value, value.libraryPanel);
  const own = without(PANEL_SERVER_KEYS, value);
  if (own.type === 'row') {
    const { id, type, title, gridPos, collapsed = false } = own;
    return { id, type, title, gridPos, collapsed, panels: list(own.panels).map(panel) };
  }
  const defaults = group(OPTIONS[String(own.type)], PANEL);
  const whole = group(steps(own), defaults);
  return {
    ...whole,
    ...(isGroup(defaults.options) && { options: withoutUnknownOff(whole.options, defaults.options) }),
    links: list(whole.links).map((link) => group(link, LINK)),
    targets: list(whole.targets).map((target) => group(target, { ...TARGET, datasource: whole.datasource })),
  };
}

/** A query is a text, or a group that has the text. */
const variable = (value: Json): Json => {
  const { query, ...own } = without(VARIABLE_SERVER_KEYS, value);
  return { ...group(own, VARIABLE), query: isGroup(query) ? query.query : query };
};

/** The dashboard in its export: as it is, under `spec` as a resource, or under `dashboard` as the API answers. */
function inside(value: unknown): Json | undefined {
  if (!isGroup(value)) return undefined;
  const inner = [value.spec, value.dashboard].find(isGroup) ?? value;
  return Array.isArray(inner.panels) ? inner : undefined;
}

/** The UID that the export carries; of a resource it is the name. */
export function uidOf(value: unknown): string | undefined {
  const uid = inside(value)?.uid ?? (isGroup(value) && isGroup(value.metadata) ? value.metadata.name : undefined);
  return typeof uid === 'string' ? uid : undefined;
}

/** Only what somebody decided. Undefined where `value` is no dashboard with panels (a v2 resource has none). */
export function essential(value: unknown): Dashboard | undefined {
  const found = inside(value);
  if (found === undefined) return undefined;
  const { panels, annotations, templating, ...rest } = without(SERVER_KEYS, found);
  const whole = group(rest, DASHBOARD);
  const lists = (of: unknown) => list(toGroup(of).list);
  return readDashboard({
    ...whole,
    links: list(whole.links).map((link) => group(link, LINK)),
    annotations: lists(annotations)
      .filter(({ builtIn }) => builtIn !== 1)
      .map((one) => group(one, ANNOTATION)),
    templating: lists(templating).map(variable),
    panels: list(panels).map(panel),
  });
}
