/**
 * Panels of the API dashboard that compare routes: which are slow, which fail, and whether clients or the platform
 * cause it.
 */
import { contract } from '../metrics/contract';
import { TableCellDisplayMode, TableSortByFieldStateBuilder } from '@grafana/grafana-foundation-sdk/common';
import { PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import * as table from '@grafana/grafana-foundation-sdk/table';
import { dropNaN, sum, type Vector } from '../lib/promql';
import { recording } from '../rules/recording';
import { ROUTE } from './scopes';
import { noEvents } from '../lib/dashboards/empty';
import { cappedAt, limitsOf, thresholds } from '../lib/dashboards/limits';
import { totalLine } from '../lib/dashboards/overrides';
import { applyPanelDefaults, timeseries, type Query } from '../lib/dashboards/panels';
import { largestSeries, totalOf } from '../lib/dashboards/series';
import type { PanelEntries } from '../lib/dashboards/definition';
import type { DashboardScope } from '../lib/dashboards/dashboard-scope';

/** Its panels; never reuse the id of a removed panel. */
export const apiRoutePanels = {
  routes: 10,
  serverErrors: { id: 11, emptyWhenWell: 'A' },
  clientErrors: { id: 12, emptyWhenWell: 'A' },
  latencyP50ByRoute: 13,
  latencyP99ByRoute: 14,
} as const satisfies PanelEntries;
type ApiScope = DashboardScope<keyof typeof apiRoutePanels>;

const NO_REQUEST = noEvents('no request in the last 5 minutes');

const requestsOf = (board: ApiScope): Vector<'route'> => sum(board.series(recording.requests, ROUTE), 'route');

type FailureRecord = typeof recording.serverErrors;

/** The share of failures among the answers of each route; 0 for a route without any. */
function shareByRoute(board: ApiScope, failures: FailureRecord): Vector<'route'> {
  const all = requestsOf(board).compare('>', 0);
  return sum(board.series(failures, ROUTE), 'route').dividedBy(all).or(all.times(0));
}

const ALL_ROUTES = 'all routes';
/** The same on all chosen routes together: 0 while requests come and none fails, no data without requests. */
const shareOfAll = (board: ApiScope, failures: FailureRecord): Vector<never> =>
  totalOf(board, board.series(failures, ROUTE)).dividedBy(sum(board.series(recording.requests, ROUTE)).compare('>', 0));

/** A graph of the share of failures on the routes with the largest, and on all together. */
const shares = (
  board: ApiScope,
  panel: 'serverErrors' | 'clientErrors',
  failures: FailureRecord,
  title: string,
  description: string,
) =>
  timeseries(
    board,
    panel,
    { title, description, unit: 'percentunit', width: 24, height: 9, empty: NO_REQUEST },
    [
      { expr: largestSeries(shareByRoute(board, failures)), legend: '{{route}}' },
      { expr: shareOfAll(board, failures), legend: ALL_ROUTES },
    ],
    { legend: 'beside' },
  )
    .axisSoftMax(0.001)
    .overrideByName(ALL_ROUTES, totalLine());

/** Columns of {@link routeTable} in their order: Grafana names the values of several queries by their letters. */
const COLUMNS = [
  { field: 'Value #A', title: 'Requests/s', unit: 'short' },
  { field: 'Value #B', title: '5xx', unit: 'percentunit' },
  { field: 'Value #C', title: '4xx', unit: 'percentunit' },
  { field: 'Value #D', title: 'p50', unit: 's' },
  { field: 'Value #E', title: 'p95', unit: 's' },
  { field: 'Value #F', title: 'p99', unit: 's' },
] as const;

/**
 * Width of the columns in pixels: all of them fit next to Grafana's docked menu, where a column would take 150 by
 * default.
 */
const WIDTHS = { route: 300, number: 125 } as const;

export function routeTable(board: ApiScope) {
  const queries: Query[] = [
    requestsOf(board),
    shareByRoute(board, recording.serverErrors),
    shareByRoute(board, recording.clientErrors),
    ...[recording.latencyP50, recording.latencyP95, recording.latencyP99].map((rule) =>
      board.quantile(rule, ROUTE, 'route'),
    ),
  ].map((expr) => ({ expr, legend: '{{route}}' }));
  const panel = applyPanelDefaults(
    new table.PanelBuilder(),
    board,
    'routes',
    {
      title: 'Routes now',
      description:
        'Each chosen route over the last 5 minutes: its requests, the share that failed on our side (5xx) and on the ' +
        "client's (4xx), and its latency. p95 is coloured by the alerts on the API's latency. Good: no 5xx at the top. " +
        cappedAt(contract.request_duration_seconds),
      unit: 'short',
      width: 24,
      height: 10,
      empty: NO_REQUEST,
    },
    queries,
    { instant: true, format: PromQueryFormat.Table },
  )
    .thresholds(thresholds([], 'transparent'))
    .withTransformation({ id: 'merge', options: {} })
    .withTransformation({
      id: 'organize',
      options: {
        excludeByName: { Time: true },
        indexByName: Object.fromEntries(
          ['route', ...COLUMNS.map(({ field }) => field)].map((name, i): [string, number] => [name, i]),
        ),
        renameByName: Object.fromEntries([
          ['route', 'Route'],
          ...COLUMNS.map(({ field, title }): [string, string] => [field, title]),
        ]),
      },
    })
    .sortBy([new TableSortByFieldStateBuilder().displayName('5xx').desc(true)]);
  for (const { title, unit } of COLUMNS)
    panel.overrideByName(title, [
      { id: 'unit', value: unit },
      { id: 'custom.width', value: WIDTHS.number },
    ]);
  return panel.overrideByName('Route', [{ id: 'custom.minWidth', value: WIDTHS.route }]).overrideByName('p95', [
    {
      id: 'thresholds',
      value: thresholds(limitsOf(board.alertsAt('api-health', 'latency'), 'seconds'), 'text').build(),
    },
    { id: 'custom.cellOptions', value: { type: TableCellDisplayMode.ColorText } },
  ]);
}

export const serverErrors = (board: ApiScope) =>
  shares(
    board,
    'serverErrors',
    recording.serverErrors,
    'Server Errors (5xx) by Route, Share of Requests',
    'Share of the answers of each route that say that the platform failed, over 5 minutes, and of all routes together. ' +
      'Good: a line at zero; one route alone is its code or its dependency, all of them the platform.',
  );

export const clientErrors = (board: ApiScope) =>
  shares(
    board,
    'clientErrors',
    recording.clientErrors,
    'Client Errors (4xx) by Route, Share of Requests',
    'Share of the answers of each route that refuse a request as wrong, unauthorised or too many, over 5 minutes, and of ' +
      'all routes together. Good: small and flat; a step after a deploy is a broken contract with the clients.',
  );

export const routeLatency = (board: ApiScope) =>
  (
    [
      ['latencyP50ByRoute', 'p50', 'half', recording.latencyP50],
      ['latencyP99ByRoute', 'p99', '99 %', recording.latencyP99],
    ] as const
  ).map(([panel, name, share, rule]) =>
    timeseries(
      board,
      panel,
      {
        title: `API Latency by Route (${name})`,
        description:
          `Time within which ${share} of the requests of each route were answered, over 5 minutes, the slowest ten. Good: ` +
          `flat; one route that climbs alone has a fault of its own. ${cappedAt(contract.request_duration_seconds)}`,
        unit: 's',
        width: 24,
        height: 9,
        empty: NO_REQUEST,
      },
      [{ expr: largestSeries(dropNaN(board.quantile(rule, ROUTE, 'route'))), legend: '{{route}}' }],
      { legend: 'beside' },
    ),
  );
