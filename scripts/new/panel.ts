/** `npm run new -- panel`: its id and its function in the dashboard's file. */
import { dashboards } from '../../dashboards';
import { PANELS, type DashboardName } from '../../rules/panel-ids';
import type { FileEdits } from './file-edits';
import { checkName, oneOf, type Skeleton } from './skeleton';

const panelFunction = (
  name: string,
  dashboard: string,
): string => `export function ${name}(board: ScopeOf<'${dashboard}'>) {
  return timeseries(
    board,
    '${name}',
    {
      title: 'FILL IN: title',
      description: 'FILL IN: description, what it shows and what good looks like.',
      // FILL IN: unit, of Grafana, such as s or percentunit; short with counts, such as requests/s
      unit: 'short',
      counts: 'FILL IN: counts',
      width: 12,
      height: 9,
      empty: NOT_SCRAPED,
    },
    // FILL IN: query, such as board.series of a recording rule
    [{ expr: vector(0), legend: 'FILL IN: legend' }],
  );
}

`;

/** Gives a panel the next id of its dashboard. */
export function addPanelId(dashboard: DashboardName, name: string, edits: FileEdits): void {
  const ids: Readonly<Record<string, number>> = PANELS[dashboard];
  const [last = ''] = Object.keys(ids).slice(-1);
  const inBoard = new RegExp(`^  '?${dashboard}'?: \\{[^}]*\\n    ${last}: .*`);
  edits.insert('rules/panel-ids.ts', { after: inBoard }, `\n    ${name}: ${Math.max(...Object.values(ids)) + 1},`);
}

export const panel: Skeleton = {
  usage: '--dashboard DASHBOARD',
  options: ['dashboard'],
  write: (name, options, edits) => {
    const dashboard = oneOf('--dashboard', options.dashboard, Object.keys(dashboards) as DashboardName[]);
    const words = 'write it in camelCase, such as errorRate';
    checkName('panel', name, { form: /^[a-z][A-Za-z0-9]*$/, words, names: Object.keys(PANELS[dashboard]) });
    addPanelId(dashboard, name, edits);
    const file = `dashboards/${dashboard}.ts`;
    edits.insert(file, { before: /^export function \w+\(context: DashboardContext\)/ }, panelFunction(name, dashboard));
    edits.addImport(file, 'type ScopeOf', './scopes');
    edits.addImport(file, 'NOT_SCRAPED', '../lib/dashboards/empty');
    edits.addImport(file, 'timeseries', '../lib/dashboards/panels');
    edits.addImport(file, 'vector', '../lib/promql');
    return [
      `${file}: ${name}(board) in the row where it belongs`,
      'rules/panel-ids.ts: a line of EMPTY_WHEN_WELL, if the query returns nothing while all is well',
    ];
  },
};
