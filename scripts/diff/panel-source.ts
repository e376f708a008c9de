/** Where in this repository a panel's looks are written, found by TypeScript's own parser. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { definition, alertNames } from '../../lib/alerting/catalogue';
import { PANELS, type DashboardName } from '../../rules/panel-ids';
import { slos } from '../../rules/slos';

const ROOT = join(__dirname, '../..');

interface Source {
  readonly path: string;
  readonly file: ts.SourceFile;
}

const sourcesIn = (folder: string): Source[] =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.ts'))
    .map((name) => {
      const path = `${folder}/${name}`;
      return {
        path,
        file: ts.createSourceFile(path, readFileSync(join(ROOT, path), 'utf8'), ts.ScriptTarget.Latest, true),
      };
    });

function find<T extends ts.Node>(node: ts.Node, is: (node: ts.Node) => node is T): T[] {
  const inner: T[] = [];
  ts.forEachChild(node, (child) => void inner.push(...find(child, is)));
  return is(node) ? [node, ...inner] : inner;
}
const lineOf = ({ path, file }: Source, node: ts.Node): string =>
  `${path}:${file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1}`;

/** The first word of a dashboard's name begins the names of its files; the rest belongs to the overview. */
const NAMED: readonly DashboardName[] = ['api-health', 'business-kpis', 'infrastructure'];
const prefix = (name: DashboardName) => `dashboards/${name.split('-')[0] ?? name}`;
const belongs = (dashboard: DashboardName, { path }: Source): boolean =>
  NAMED.includes(dashboard) ? path.startsWith(prefix(dashboard)) : !NAMED.some((name) => path.startsWith(prefix(name)));

/** The role that a panel has for an SLO, as the code names it. */
const roleOf = (key: string): string | undefined =>
  Object.values(slos)
    .flatMap(({ panels }) => Object.entries(panels))
    .find(([, panel]) => panel === key)?.[0];

/** What in a call of the house's panels a field comes from. */
const PROPERTY: Readonly<Record<string, string>> = {
  title: 'title',
  description: 'description',
  unit: 'unit',
  'text without data': 'empty',
  size: 'width',
  query: 'expr',
  legend: 'legend',
};

function alertLines(dashboard: DashboardName, key: string): string[] {
  const watching = alertNames.filter((name) => {
    const { panel } = definition(name);
    return panel.dashboard === dashboard && panel.panel === key;
  });
  const properties = sourcesIn('rules').flatMap((source) =>
    find(source.file, ts.isPropertyAssignment).map((node) => ({ source, node })),
  );
  return watching.flatMap((name) => {
    const found = properties.find(({ node }) => node.name.getText() === name);
    const threshold =
      found && find(found.node, ts.isPropertyAssignment).find((node) => node.name.getText() === 'threshold');
    return found === undefined || threshold === undefined ? [] : [lineOf(found.source, threshold)];
  });
}

/** Where a dashboard's rows list their panels. */
function frameLine(dashboard: DashboardName, sources: readonly Source[]): string[] {
  const frames = sources
    .filter((source) => belongs(dashboard, source))
    .flatMap((source) =>
      find(source.file, ts.isCallExpression)
        .filter((call) => call.expression.getText() === 'frame')
        .map((call) => lineOf(source, call)),
    );
  return frames.slice(0, 1);
}

const PLACE = ['place', 'row', 'removed'];

/** The lines to touch for a field of a panel; those of the whole panel where the field has none of its own. */
export function panelSource(dashboard: DashboardName, id: number, field: string): string[] {
  const key = Object.entries<number>(PANELS[dashboard]).find(([, known]) => known === id)?.[0];
  const sources = sourcesIn('dashboards');
  if (PLACE.includes(field)) return frameLine(dashboard, sources);
  if (key === undefined) {
    const [ids] = sourcesIn('rules').filter(({ path }) => path === 'rules/panel-ids.ts');
    return [...(ids === undefined ? [] : [ids.path]), ...frameLine(dashboard, sources)];
  }
  if (field === 'thresholds') {
    const lines = alertLines(dashboard, key);
    if (lines.length > 0) return lines;
  }
  const role = roleOf(key);
  const isKey = (node: ts.Node | undefined) =>
    node !== undefined &&
    ((ts.isStringLiteral(node) && node.text === key) ||
      (ts.isPropertyAccessExpression(node) && role !== undefined && node.name.text === role));
  const calls = sources
    .filter((source) => belongs(dashboard, source))
    .flatMap((source) => find(source.file, ts.isCallExpression).map((call) => ({ source, call })))
    .filter(({ call }) => call.arguments.some((one, i) => one.getText() === 'board' && isKey(call.arguments[i + 1])));
  const [found] = calls;
  if (found === undefined) return frameLine(dashboard, sources);
  const property = find(found.call, ts.isPropertyAssignment).find((node) => node.name.getText() === PROPERTY[field]);
  return [lineOf(found.source, property ?? found.call)];
}

/** The lines to touch for what surrounds a dashboard's panels. */
export function dashboardSource(dashboard: DashboardName): string[] {
  const sources = sourcesIn('dashboards');
  return [...frameLine(dashboard, sources), 'lib/dashboards/frame.ts'];
}
