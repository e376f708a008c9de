/** Finds the source of a panel's fields in this repository: `file:line`. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { definition, alertNames } from '../../platform';
import { PANELS, type DashboardName } from '../../dashboards';
import { slos } from '../../rules/slos';

const ROOT = join(__dirname, '../..');

interface Source {
  readonly path: string;
  readonly text: string;
}

const sourcesIn = (folder: string): Source[] =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.ts'))
    .map((name) => ({ path: `${folder}/${name}`, text: readFileSync(join(ROOT, folder, name), 'utf8') }));

/** Where the patterns match one after the other, all but the first before `end`; empty if one does not. */
function placeOf({ path, text }: Source, patterns: readonly RegExp[], end?: RegExp): string[] {
  let [at, following] = [0, text];
  for (const pattern of patterns) {
    const found = pattern.exec(following);
    if (found === null) return [];
    at += found.index + found[0].length;
    following = text.slice(at);
    const next = end?.exec(following);
    if (next) following = following.slice(0, next.index);
  }
  return [`${path}:${text.slice(0, at).split('\n').length}`];
}

const firstOf = (sources: readonly Source[], patterns: readonly RegExp[], end?: RegExp): string[] =>
  sources.flatMap((source) => placeOf(source, patterns, end)).slice(0, 1);

/** The names of a dashboard's files start with the first word of its name; all other files belong to the overview. */
const NAMED: readonly DashboardName[] = ['api-health', 'business-kpis', 'infrastructure'];
const prefix = (name: DashboardName) => `dashboards/${name.split('-')[0] ?? name}`;
const sourcesOf = (dashboard: DashboardName): Source[] =>
  sourcesIn('dashboards').filter(({ path }) =>
    NAMED.includes(dashboard)
      ? path.startsWith(prefix(dashboard))
      : !NAMED.some((name) => path.startsWith(prefix(name))),
  );

/** Fields in a panel's change, and the properties in the code that set them. */
const PROPERTY: Readonly<Record<string, string>> = {
  title: 'title',
  description: 'description',
  unit: 'unit',
  'text without data': 'empty',
  size: 'width',
  query: 'expr',
  legend: 'legend',
};

/** The thresholds of the alerts that a panel draws. */
const alertLines = (dashboard: DashboardName, key: string): string[] =>
  alertNames
    .filter((name) => definition(name).panel.dashboard === dashboard && definition(name).panel.panel === key)
    .flatMap((name) => firstOf(sourcesIn('rules'), [new RegExp(`^ {2}${name}: `, 'm'), /\bthreshold:/], /^ {2}\w+: /m));

/** Where a dashboard's rows list their panels. */
const buildLine = (dashboard: DashboardName): string[] => firstOf(sourcesOf(dashboard), [/\breturn buildDashboard\(/]);

const PLACE = ['place', 'row', 'removed'];
/** The start of a panel in the code. */
const PANEL = /\bboard,\s*['\w]/;

/** The lines to edit for a field of a panel; the whole panel if the field has no line of its own. */
export function panelSource(dashboard: DashboardName, id: number, field: string): string[] {
  const key = Object.entries<number>(PANELS[dashboard]).find(([, one]) => one === id)?.[0];
  if (PLACE.includes(field)) return buildLine(dashboard);
  if (key === undefined)
    return [...firstOf(sourcesOf(dashboard), [/\bsatisfies PanelEntries\b/]), ...buildLine(dashboard)];
  const limits = field === 'thresholds' ? alertLines(dashboard, key) : [];
  if (limits.length > 0) return limits;
  const roles = Object.values(slos).flatMap(({ panels }) => Object.entries(panels));
  // The code refers to a panel of an SLO by its role.
  const role = roles.find(([, panel]) => panel === key)?.[0];
  const panel = new RegExp(`\\bboard,\\s*('${key}'${role === undefined ? '' : `|\\w+\\.${role}\\b`})`);
  const sources = sourcesOf(dashboard);
  const property = PROPERTY[field];
  const lines = property === undefined ? [] : firstOf(sources, [panel, new RegExp(`\\b${property}:`)], PANEL);
  return [lines, firstOf(sources, [panel]), buildLine(dashboard)].find((found) => found.length > 0) ?? [];
}

/** The lines to edit for the parts of a dashboard around its panels. */
export const dashboardSource = (dashboard: DashboardName): string[] => [
  ...buildLine(dashboard),
  'lib/dashboards/build-dashboard.ts',
];
