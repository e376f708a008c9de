/** Differences of dashboards: which exist, their panels and the order of these, and the settings of each. */
import { compareByName, leafParts, pairByName, part, beforeAndAfter, type Change, type Part } from './change';
import { leadsTo, LIBRARY_PANEL, panelParts } from './panels';
import type { Dashboard, Panel, Rendered } from './rendered';
import { quote } from './words';

const ROW = 'row';

interface PlacedPanel {
  readonly panel: Panel;
  /** The heading that it stands under. */
  readonly row: Panel | undefined;
  /** The panel before it under the same heading. */
  readonly previous: Panel | undefined;
  /** The id that it shares with another panel, if it is a copy of that one. */
  readonly copyOf?: number;
}

const inReadingOrder = (a: Panel, b: Panel) => a.gridPos.y - b.gridPos.y || a.gridPos.x - b.gridPos.x;

/** The panels in reading order, each with its heading; a collapsed row contains its panels. */
function placePanels({ panels }: Dashboard): PlacedPanel[] {
  const found: PlacedPanel[] = [];
  let row: Panel | undefined;
  for (const panel of [...panels].sort(inReadingOrder)) {
    if (panel.type === ROW) row = panel;
    const children = Array.isArray(panel.panels) ? (panel.panels as Panel[]).toSorted(inReadingOrder) : [];
    for (const one of panel.type === ROW ? children : [panel]) {
      const last = found.at(-1);
      found.push({ panel: one, row, previous: last?.row?.id === row?.id ? last?.panel : undefined });
    }
  }
  return found;
}

/** The longest ascending subsequence of `order`: the items that keep their relative order. */
function longestAscendingRun(order: readonly number[]): number[] {
  const longest = (runs: readonly number[][]) => runs.reduce<number[]>((a, b) => (b.length > a.length ? b : a), []);
  const runs: number[][] = [];
  for (const value of order) runs.push([...longest(runs.filter((run) => (run.at(-1) ?? -1) < value)), value]);
  return longest(runs);
}

/** The smallest set of panels that have moved, if all others kept their order. */
function movedPanels(before: readonly PlacedPanel[], after: readonly PlacedPanel[]): ReadonlySet<number> {
  const [all, now] = [before, after].map((side) => side.map(({ panel }) => panel.id)) as [number[], number[]];
  const old = all.filter((id) => now.includes(id));
  const stay = longestAscendingRun(now.filter((id) => old.includes(id)).map((id) => old.indexOf(id)));
  return new Set(old.filter((_, i) => !stay.includes(i)));
}

/** Offset of a copy's id; Grafana counts ids up from 1. */
const COPY = 1_000_000;

/** Gives each panel an id of its own, as a copy keeps it; the original is the one most similar to that `before`. */
function separateCopies(before: readonly PlacedPanel[], after: readonly PlacedPanel[]): PlacedPanel[] {
  const copies = new Map<number, number>();
  const original = (id: number) => {
    const old = before.find(({ panel }) => panel.id === id)?.panel;
    const unlikeness = ({ panel }: PlacedPanel) =>
      old === undefined ? 0 : panelParts(old, panel).length + (panel.title === old.title ? 0 : 0.5);
    return after.filter(({ panel }) => panel.id === id).reduce((a, b) => (unlikeness(b) < unlikeness(a) ? b : a));
  };
  return after.map((one) => {
    const { id } = one.panel;
    if (one === original(id)) return one;
    copies.set(id, (copies.get(id) ?? 0) + 1);
    return { ...one, panel: { ...one.panel, id: id + COPY * (copies.get(id) ?? 0) }, copyOf: id };
  });
}

const placeOf = ({ row, previous }: PlacedPanel): string =>
  `${previous === undefined ? 'first' : `after ${quote(previous.title)}`}${row === undefined ? '' : ` in the row ${quote(row.title)}`}`;

/** Panels as they would be without alerts, by `dashboard/id`, on both sides. */
type WithoutAlerts = readonly Rendered['panelsWithoutAlerts'][];

function comparePanels(
  dashboard: string,
  before: Dashboard,
  after: Dashboard,
  [oldWithout, nowWithout]: WithoutAlerts,
): Change[] {
  const old = separateCopies([], placePanels(before));
  const now = separateCopies(old, placePanels(after));
  const byId = (all: readonly PlacedPanel[]) => new Map(all.map((one) => [String(one.panel.id), one]));
  const movedIds = movedPanels(old, now);
  const placeParts = (a: PlacedPanel, b: PlacedPanel): Part[] =>
    a.row?.id !== b.row?.id || movedIds.has(b.panel.id)
      ? [{ field: 'place', text: `moved: ${beforeAndAfter(placeOf(b), placeOf(a))}` }]
      : [];
  const original = (one: PlacedPanel) =>
    one.panel.type === LIBRARY_PANEL ? (old.find(({ panel }) => panel.id === one.panel.id) ?? one) : one;
  return compareByName(byId(old), byId(now), {
    about: (one, id) => {
      const { panel } = original(one);
      const name = `${dashboard}/${id}`;
      return {
        area: 'panel',
        subject: `panel ${quote(panel.title)} on ${quote(after.title)}`,
        name,
        panels: [name, ...leadsTo(panel, (after.uid ?? dashboard).slice(dashboard.length))],
      };
    },
    addition: (one) => ({
      text: `is new, ${placeOf(one)}${one.copyOf === undefined ? '' : `; two panels have the id ${one.copyOf}`}`,
    }),
    parts: (a, b) => [...panelParts(a.panel, b.panel), ...placeParts(a, b)],
  }).map((change) => {
    const [a, b] = [old, now].map((all) => all.find(({ panel }) => `${dashboard}/${panel.id}` === change.name));
    if (change.kind !== 'changed' || !a || !b || !oldWithout || !nowWithout) return change;
    const parts = panelParts(oldWithout[change.name] ?? a.panel, nowWithout[change.name] ?? b.panel);
    return { ...change, partsWithoutAlerts: [...parts, ...placeParts(a, b)] };
  });
}

/** Differences of a dashboard, without its panels. */
function dashboardParts(before: Dashboard, after: Dashboard): Part[] {
  const rows = ({ panels }: Dashboard) =>
    new Map(panels.filter(({ type }) => type === ROW).map((row) => [String(row.id), row.title]));
  const { panels: _old, title: from, ...old } = before;
  const { panels: _now, title: to, ...now } = after;
  return [
    ...(from === to ? [] : part('title', quote(from), quote(to), 'title')),
    ...compareByName(rows(before), rows(after), {
      about: (title) => ({ area: 'dashboard', subject: title }),
      removal: (title) => ({ text: `row ${quote(title)} is removed` }),
      addition: (title) => ({ text: `row ${quote(title)} is new` }),
      parts: (a, b) => (a === b ? [] : part('row', quote(a), quote(b), 'row')),
    }).flatMap(({ parts }) => parts.map((one) => ({ ...one, field: 'row' }))),
    ...leafParts(old, now, (path) => path),
  ];
}

export function compareDashboard(
  name: string,
  before: Dashboard,
  after: Dashboard,
  withoutAlerts: WithoutAlerts = [],
): Change[] {
  const parts = dashboardParts(before, after);
  const subject = `dashboard ${quote(after.title)}`;
  const wholeChange: Change[] =
    parts.length === 0 ? [] : [{ area: 'dashboard', kind: 'changed', subject, name, parts }];
  return [...wholeChange, ...comparePanels(name, before, after, withoutAlerts)];
}

export function compareDashboards(before: Rendered, after: Rendered): Change[] {
  const size = (dashboard: Dashboard) => `(${placePanels(dashboard).length} panels)`;
  const withoutAlerts = [before, after].map((side) => side.panelsWithoutAlerts);
  const wholes = compareByName(before.dashboards, after.dashboards, {
    about: ({ title }) => ({ area: 'dashboard', subject: `dashboard ${quote(title)}` }),
    removal: (dashboard) => ({ text: `is removed ${size(dashboard)}` }),
    addition: (dashboard) => ({ text: `is new ${size(dashboard)}` }),
    parts: () => [],
  });
  const changesInside = pairByName(before.dashboards, after.dashboards).pairs.flatMap(([name, old, now]) =>
    compareDashboard(name, old, now, withoutAlerts),
  );
  return [...wholes, ...changesInside];
}
