/** `npm run new -- panel`: creates its id and its function in the dashboard's file. */
import { dashboards, PANELS, type DashboardName } from '../../dashboards';
import { checkName, oneOf, type Skeleton } from './skeleton';

/** The parts of a panel that a person fills in. */
const BLANK = {
  title: 'FILL IN: title',
  description: 'FILL IN: description, what it shows and what good looks like.',
  /** Its lines in the source, comment included. */
  unit: `// FILL IN: unit, of Grafana, such as s or percentunit; short with counts, such as requests/s
      unit: 'short',
      counts: 'FILL IN: counts',`,
  /** The list of queries, as source text. */
  queries: `// FILL IN: query, such as board.series of a recording rule
    [{ expr: vector(0), legend: 'FILL IN: legend' }]`,
};

export const panelFunction = (
  name: string,
  scope: string,
  { title, description, unit, queries } = BLANK,
): string => `export function ${name}(board: ${scope}) {
  return timeseries(
    board,
    '${name}',
    {
      title: '${title}',
      description: '${description}',
      ${unit}
      width: 12,
      height: 9,
      empty: NOT_SCRAPED,
    },
    ${queries},
  );
}

`;

export const nextPanelId = (dashboard: DashboardName): number =>
  Math.max(...Object.values<number>(PANELS[dashboard])) + 1;

export const panel: Skeleton = {
  usage: '--dashboard DASHBOARD',
  write: (name, options, edits) => {
    const dashboard = oneOf('--dashboard', options.dashboard, Object.keys(dashboards) as DashboardName[]);
    const words = 'write it in camelCase, such as errorRate';
    checkName('panel', name, { form: /^[a-z][A-Za-z0-9]*$/, words, names: Object.keys(PANELS[dashboard]) });
    const file = `dashboards/${dashboard}.ts`;
    const entry = `  ${name}: ${nextPanelId(dashboard)},\n`;
    edits.insert(file, { before: /^\} as const satisfies PanelEntries;/ }, entry);
    const scope = /^type (\w+) = DashboardScope</m.exec(edits.read(file))?.[1] ?? 'DashboardScope';
    edits.insert(file, { before: /^export function \w+\(context: DashboardContext\)/ }, panelFunction(name, scope));
    edits.addImport(file, 'NOT_SCRAPED', '../lib/dashboards/empty');
    edits.addImport(file, 'timeseries', '../lib/dashboards/panels');
    edits.addImport(file, 'vector', '../lib/promql');
    return [
      `${file}: ${name}(board) in the row where it belongs; on api-health and business-kpis below the first 9 or 17 panels`,
      `${file}: { id, emptyWhenWell: 'A' } in the place of the id of ${name}, if query A returns nothing while all is well`,
    ];
  },
};
