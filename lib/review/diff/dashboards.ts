/** Dashboards: which are there, which panels each has, in which order, and what differs about each. */
import type { Change, Part } from './change';
import { part, was } from './change';
import { changedLeaves, keysOf } from './leaves';
import { leadsTo, LIBRARY_PANEL, panelParts } from './panels';
import type { Dashboard, Panel, Rendered } from './rendered';
import { quoted } from './words';

const ROW = 'row';

interface Placed {
  readonly panel: Panel;
  /** Title of the heading that it stands under. */
  readonly row: string;
  /** The id that it has in common with another panel, whose copy it is. */
  readonly copyOf?: number;
}

/** The panels in reading order, each under its heading; those of a folded row are in it. */
export function placed({ panels }: Dashboard): Placed[] {
  const read = (a: Panel, b: Panel) => a.gridPos.y - b.gridPos.y || a.gridPos.x - b.gridPos.x;
  let row = '';
  return [...panels].sort(read).flatMap((panel): Placed[] => {
    if (panel.type !== ROW) return [{ panel, row }];
    row = panel.title;
    const inside = Array.isArray(panel.panels) ? (panel.panels as Panel[]) : [];
    return [...inside].sort(read).map((one) => ({ panel: one, row: panel.title }));
  });
}

/** The longest run of `order` that ascends: what stands as before relative to each other. */
function ascending(order: readonly number[]): number[] {
  const longest: number[][] = [];
  for (const [i, value] of order.entries()) {
    const before = longest.slice(0, i).filter((run) => (run.at(-1) ?? -1) < value);
    const best = before.reduce<number[]>((a, b) => (b.length > a.length ? b : a), []);
    longest.push([...best, value]);
  }
  return longest.reduce<number[]>((a, b) => (b.length > a.length ? b : a), []);
}

/** The fewest panels that have to be taken out so that the others stand in the same order. */
function moved(before: readonly Placed[], after: readonly Placed[]): ReadonlySet<number> {
  const ids = (all: readonly Placed[], others: readonly Placed[]) =>
    all.map(({ panel }) => panel.id).filter((id) => others.some(({ panel }) => panel.id === id));
  const [old, now] = [ids(before, after), ids(after, before)];
  const stay = ascending(now.map((id) => old.indexOf(id)));
  return new Set(old.filter((_, i) => !stay.includes(i)));
}

const subject = (panel: Panel, dashboard: Dashboard) => `panel ${quoted(panel.title)} on ${quoted(dashboard.title)}`;

/**
 * The panels with an id of their own each: Grafana lets a copy keep the id. The one that is most like the panel `before`
 * is the original.
 */
function separateCopies(before: readonly Placed[], after: readonly Placed[]): Placed[] {
  let next = Math.max(0, ...[...before, ...after].map(({ panel }) => panel.id));
  return after.map((one) => {
    const { id } = one.panel;
    const twins = after.filter(({ panel }) => panel.id === id);
    const old = before.find(({ panel }) => panel.id === id)?.panel;
    const likeness = ({ panel }: Placed) =>
      old === undefined ? 0 : panelParts(old, panel).length + (panel.title === old.title ? 0 : 0.5);
    const least = Math.min(...twins.map(likeness));
    const original = twins.find((twin) => likeness(twin) === least);
    return twins.length === 1 || one === original ? one : { ...one, panel: { ...one.panel, id: ++next }, copyOf: id };
  });
}

function comparePanels(name: string, before: Dashboard, after: Dashboard): Change[] {
  const old = placed(before);
  const now = separateCopies(old, placed(after));
  const byId = (all: readonly Placed[]) => new Map(all.map((one) => [String(one.panel.id), one]));
  const { gone, fresh, both } = keysOf(byId(old), byId(now));
  const others = moved(old, now);
  // A heading that has another title moves no panel.
  const renamed = renamedRows(before, after);
  const change = (kind: Change['kind'], { panel }: Placed, parts: readonly Part[]): Change => ({
    area: 'panel',
    kind,
    subject: subject(panel, after),
    name: `${name}/${panel.id}`,
    parts,
    panels: [`${name}/${panel.id}`, ...leadsTo(panel, (after.uid ?? name).slice(name.length))],
  });
  const place = ({ panel, row }: Placed, all: readonly Placed[]) => {
    const neighbour = all[all.findIndex((one) => one.panel.id === panel.id) - 1];
    const after = neighbour === undefined || neighbour.row !== row ? 'first' : `after ${quoted(neighbour.panel.title)}`;
    return `${after}${row === '' ? '' : ` in the row ${quoted(row)}`}`;
  };
  const twin = ({ copyOf }: Placed) => (copyOf === undefined ? '' : `; two panels have the id ${copyOf}`);
  return [
    ...gone.map(([, one]) => change('removed', one, [{ field: 'removed', text: 'is removed' }])),
    ...fresh.map(([, one]) =>
      change('added', one, [{ field: 'added', text: `is new, ${place(one, now)}${twin(one)}` }]),
    ),
    ...both.flatMap(([, a, b]) => {
      const elsewhere = (renamed.get(a.row) ?? a.row) !== b.row || others.has(b.panel.id);
      const parts = [
        ...panelParts(a.panel, b.panel),
        ...(elsewhere ? [{ field: 'place', text: `moved: ${was(place(b, now), place(a, old))}` }] : []),
      ];
      return parts.length === 0 ? [] : [change('changed', b.panel.type === LIBRARY_PANEL ? a : b, parts)];
    }),
  ];
}

const rowsOf = ({ panels }: Dashboard) => panels.filter(({ type }) => type === ROW);

/** Headings that have another title above the same panels, by the title before. */
function renamedRows(before: Dashboard, after: Dashboard): Map<string, string> {
  const titles = (dashboard: Dashboard) => rowsOf(dashboard).map(({ title }) => title);
  const [old, now] = [titles(before), titles(after)];
  const under = (dashboard: Dashboard, row: string) =>
    placed(dashboard)
      .filter((one) => one.row === row)
      .map(({ panel }) => panel.id);
  const gone = old.filter((title) => !now.includes(title));
  return new Map(
    gone.flatMap((title): [string, string][] => {
      const ids = under(before, title);
      const twin = now.find((other) => !old.includes(other) && under(after, other).some((id) => ids.includes(id)));
      return twin === undefined ? [] : [[title, twin]];
    }),
  );
}

function rowParts(before: Dashboard, after: Dashboard): Part[] {
  const renamed = renamedRows(before, after);
  const titles = (dashboard: Dashboard) => rowsOf(dashboard).map(({ title }) => title);
  const [old, now] = [titles(before), titles(after)];
  return [
    ...[...renamed].map(([from, to]) => ({ field: 'row', text: `row ${was(quoted(to), quoted(from))}` })),
    ...old
      .filter((title) => !now.includes(title) && !renamed.has(title))
      .map((title) => ({ field: 'row', text: `row ${quoted(title)} is removed` })),
    ...now
      .filter((title) => !old.includes(title) && ![...renamed.values()].includes(title))
      .map((title) => ({ field: 'row', text: `row ${quoted(title)} is new` })),
  ];
}

/** A dashboard held against another state of itself. */
export function compareDashboard(name: string, before: Dashboard, after: Dashboard): Change[] {
  const rest = (dashboard: Dashboard) => ({ ...dashboard, panels: [], title: '' });
  const parts = [
    ...(before.title === after.title
      ? []
      : [{ field: 'title', text: `title ${was(quoted(after.title), quoted(before.title))}` }]),
    ...rowParts(before, after),
    ...changedLeaves(rest(before), rest(after)).flatMap(({ path, before: old, after: now }) =>
      part(path, old?.toString(), now?.toString(), `\`${path}\``),
    ),
  ];
  const whole: Change[] =
    parts.length === 0
      ? []
      : [{ area: 'dashboard', kind: 'changed', subject: `dashboard ${quoted(after.title)}`, name, parts }];
  return [...whole, ...comparePanels(name, before, after)];
}

export function compareDashboards(before: Rendered, after: Rendered): Change[] {
  const { gone, fresh, both } = keysOf(before.dashboards, after.dashboards);
  const whole =
    (kind: 'added' | 'removed', text: string) =>
    ([name, dashboard]: [string, Dashboard]): Change => ({
      area: 'dashboard',
      kind,
      subject: `dashboard ${quoted(dashboard.title)}`,
      name,
      parts: [{ field: kind, text: `${text} (${placed(dashboard).length} panels)` }],
    });
  return [
    ...gone.map(whole('removed', 'is removed')),
    ...fresh.map(whole('added', 'is new')),
    ...both.flatMap(([name, old, now]) => compareDashboard(name, old, now)),
  ];
}
