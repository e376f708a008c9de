/**
 * What fits on a screen of 1440 x 900 pixels with Grafana's menu docked. Measured on Grafana 12.4: the widths of its
 * letters, and what stands beside a title.
 */
import { FAILURE_STATUSES, CLIENT_ERROR_STATUSES, ENDPOINTS } from '../../demo/load';
import type { PanelJson } from '../../lib/dashboards';
import { PANELS } from '../../dashboards';
import { context, eachDashboard, eachPanel, panelOf } from '../support/dashboards';

const SCREEN = { width: 1440, height: 900 };
const MENU = 300;
const GAP = 8;
/** Margins at both sides of the grid together, in pixels. */
const PADDING = 32;
/** Height of a grid row. */
const ROW = 30;
const COLUMNS = 24;

const widthOf = ({ gridPos }: PanelJson): number => (gridPos.w * (SCREEN.width - MENU - PADDING + GAP)) / COLUMNS - GAP;

/** Widths in pixels of the letters of a title (Inter, 14 px, weight 500); others are narrower than the last. */
const LETTERS: readonly (readonly [letters: string, pixels: number])[] = [
  ['ijl', 3.5],
  ["I' ", 3.8],
  ['.,:;!', 4.1],
  ['ft/', 5.2],
  ['r()', 5.4],
  ['-1', 6.6],
  ['s', 7.5],
  ['ackvxyzJL', 8],
  ['eF', 8.2],
  ['nhouE', 8.4],
  ['gpq', 8.6],
  ['bdPZ', 8.9],
  ['RSTBKXY234567890', 9.3],
  ['AV', 9.8],
  ['CD', 10.3],
  ['GHNOQU', 10.8],
  ['w%', 11.6],
  ['mM', 12.6],
];
const WIDEST = 13.7;
const textWidth = (text: string): number =>
  [...text].reduce((sum, letter) => sum + (LETTERS.find(([letters]) => letters.includes(letter))?.[1] ?? WIDEST), 0);

/** Beside a title: the panel's padding, the icon of its description and its menu; and the icon of its links. */
const BESIDE_TITLE = 104;
const LINKS = 32;

test.each(eachPanel(context({ exporters: {} })))('the title of %s is not cut', (_name, panel) => {
  const room = widthOf(panel) - BESIDE_TITLE - ((panel.links?.length ?? 0) > 0 ? LINKS : 0);
  expect([panel.title, Math.max(0, Math.ceil(textWidth(panel.title) - room))]).toEqual([panel.title, 0]);
});

test('the measured letters agree with Grafana: a title that it cut is too wide, one that it did not cut is not', () => {
  const budget = { ...panelOf('overview', PANELS.overview.apiAvailabilityBudget), gridPos: { x: 0, y: 0, w: 6, h: 5 } };
  const room = widthOf(budget) - BESIDE_TITLE - LINKS;
  expect(textWidth('Budget: API availability')).toBeGreaterThan(room);
  expect(textWidth('Budget: API avail')).toBeLessThan(room);
});

/** Grafana's bars above the dashboard, and its variables and links, which take two lines at that width. */
const ABOVE = 160;

test('the first screen of the overview has the firing alerts, all tiles and all budgets', () => {
  const overview = Object.fromEntries(eachDashboard())['overview'];
  const ids = PANELS.overview;
  const first: readonly number[] = Object.entries(ids).flatMap(([name, id]) => (name.endsWith('Burn') ? [] : [id]));
  for (const { id, title, gridPos } of overview?.panels ?? []) {
    if (!first.includes(id)) continue;
    const bottom = (gridPos.y + gridPos.h) * (ROW + GAP) - GAP;
    expect([title, bottom <= SCREEN.height - ABOVE]).toEqual([title, true]);
  }
});

test('the table of firing alerts takes a fifth of the screen at most, and says in a line that all is well', () => {
  const { gridPos, options } = panelOf('overview', PANELS.overview.firing);
  expect(gridPos.h * (ROW + GAP)).toBeLessThanOrEqual(SCREEN.height / 5);
  expect(options).toMatchObject({ showHeader: false });
});

test('Redis and the database pool each have a tile, which links to their panels', () => {
  for (const [tile, panel] of [
    ['redis', 'redis'],
    ['databasePool', 'databasePool'],
  ] as const)
    expect(JSON.stringify(panelOf('overview', PANELS.overview[tile]).fieldConfig?.defaults.links)).toContain(
      `/d/api-health-dev?viewPanel=${PANELS['api-health'][panel]}&`,
    );
});

/** Height in pixels of a panel's heading, and of a row of a legend as a table. */
const HEADING = 40;
const LEGEND_ROW = 27;

test('the legend of the status codes has room for every status of the demo', () => {
  const statuses = new Set([
    ...ENDPOINTS.flatMap((endpoint) => Object.keys(endpoint.statuses)),
    ...Object.keys(FAILURE_STATUSES),
    ...Object.keys(CLIENT_ERROR_STATUSES),
    '429',
  ]);
  const { gridPos } = panelOf('api-health', PANELS['api-health'].statusCodes);
  const room = gridPos.h * (ROW + GAP) - GAP - HEADING;
  expect((statuses.size + 1) * LEGEND_ROW).toBeLessThanOrEqual(room);
});

/** The widths of a table's columns, or the least that they may be, by their titles. */
const columnWidths = ({ fieldConfig }: PanelJson): Map<string, number> =>
  new Map(
    fieldConfig?.overrides?.flatMap(({ matcher, properties }) =>
      properties
        .filter(({ id }) => id === 'custom.width' || id === 'custom.minWidth')
        .map(({ value }) => [matcher.options, Number(value)] as const),
    ),
  );

test('the table of routes has room for the longest route, and for every column', () => {
  const table = panelOf('api-health', PANELS['api-health'].routes);
  const widths = columnWidths(table);
  for (const { route } of ENDPOINTS) expect(textWidth(route)).toBeLessThan(widths.get('Route') ?? NaN);
  expect(widths.size).toBe(1 + (table.targets?.length ?? NaN));
  expect([...widths.values()].reduce((sum, width) => sum + width)).toBeLessThan(widthOf(table) - 2 * GAP);
});

test('the table of firing alerts has room for the longest route', () => {
  const table = panelOf('overview', PANELS.overview.firing);
  const routeWidth = widthOf(table) - 2 * GAP - [...columnWidths(table).values()].reduce((sum, width) => sum + width);
  for (const { route } of ENDPOINTS) expect(textWidth(route)).toBeLessThan(routeWidth);
});

test('numbers beside each other have the same size', () => {
  const rows = [
    [
      'overview',
      ['targets', 'heartbeat', 'redis', 'databasePool', 'apiLatency', 'apiErrors', 'signals', 'eaRequests', 'payments'],
    ],
    ['overview', ['apiAvailabilityBudget', 'apiLatencyBudget', 'signalFreshnessBudget', 'eaPollingBudget']],
    ['business-kpis', ['signalTotal', 'signalLatency']],
    ['business-kpis', ['webhookReplays', 'sessions', 'devices']],
  ] as const;
  for (const [dashboard, names] of rows) {
    const ids: Readonly<Record<string, number>> = PANELS[dashboard];
    const sizes = names.map((name) => panelOf(dashboard, ids[name] ?? NaN).options?.text?.valueSize);
    expect(sizes[0]).toBeGreaterThan(20);
    expect(new Set(sizes).size).toBe(1);
  }
});
