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
import { applyPanelDefaults, timeseries, type Query } from '../lib/dashboards/panels';
import { largestSeries } from '../lib/dashboards/series';
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

/** The share of a route's responses that `count` makes up; 0 for a route without any. */
function shareOf(board: ApiScope, failed: Vector<'route'>): Vector<'route'> {
  const all = requestsOf(board).compare('>', 0);
  return failed.dividedBy(all).or(all.times(0));
}
const serverErrorShare = (board: ApiScope) => shareOf(board, sum(board.series(recording.serverErrors, ROUTE), 'route'));
const clientErrorShare = (board: ApiScope) => shareOf(board, sum(board.series(recording.clientErrors, ROUTE), 'route'));

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
    serverErrorShare(board),
    clientErrorShare(board),
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
  return panel.overrideByName('Route', [{ id: 'custom.width', value: WIDTHS.route }]).overrideByName('p95', [
    {
      id: 'thresholds',
      value: thresholds(limitsOf(board.alertsAt('api-health', 'latency'), 'seconds'), 'text').build(),
    },
    { id: 'custom.cellOptions', value: { type: TableCellDisplayMode.ColorText } },
  ]);
}

export function serverErrors(board: ApiScope) {
  return timeseries(
    board,
    'serverErrors',
    {
      title: 'Server Errors (5xx) by Route, Share of Requests',
      description:
        'Share of the answers of each route that say that the platform failed, over 5 minutes. Good: none is listed; one ' +
        'route alone is its code or its dependency, all of them the platform.',
      unit: 'percentunit',
      width: 24,
      height: 9,
      empty: noEvents('no route has failed in the shown time'),
    },
    [{ expr: largestSeries(serverErrorShare(board)), legend: '{{route}}' }],
    { legend: 'beside' },
  ).axisSoftMax(0.001);
}

export function clientErrors(board: ApiScope) {
  return timeseries(
    board,
    'clientErrors',
    {
      title: 'Client Errors (4xx) by Route, Share of Requests',
      description:
        'Share of the answers of each route that refuse a request as wrong, unauthorised or too many, over 5 minutes. ' +
        'Good: small and flat; a step after a deploy is a broken contract with the clients.',
      unit: 'percentunit',
      width: 24,
      height: 9,
      empty: noEvents('no route has refused a request in the shown time'),
    },
    [{ expr: largestSeries(clientErrorShare(board)), legend: '{{route}}' }],
    { legend: 'beside' },
  ).axisSoftMax(0.001);
}

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
