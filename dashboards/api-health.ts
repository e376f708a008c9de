/** "API Technical Health Dashboard": is the API fast, right, and connected to what it needs? */
import { contract } from '../metrics/contract';
import { histogramQuantile, increase, dropNaN, round, sum, type Vector } from '../lib/promql';
import { recording } from '../rules/recording';
import { selectRecorded } from '../lib/promql/recording-rule';
import { ROUTE } from './scopes';
import type { BuiltDashboard, DashboardContext, PanelEntries } from '../lib/dashboards/definition';
import { buildDashboard, variable } from '../lib/dashboards/build-dashboard';
import { apiDependencyPanels, databasePool, databaseQueries, rateLimit, redis } from './api-dependencies';
import { apiErrorPanels, clientErrorRate, errorRate } from './api-errors';
import { apiReplicaPanels, replicaRows } from './api-replicas';
import { apiRoutePanels, clientErrors, routeLatency, routeTable, serverErrors } from './api-routes';
import { noEvents, NOT_SCRAPED } from '../lib/dashboards/empty';
import { cappedAt } from '../lib/dashboards/limits';
import { fixedColour, shadesOf } from '../lib/dashboards/overrides';
import { heatmap, pie, timeseries } from '../lib/dashboards/panels';
import { eventsWithin, largestSeries } from '../lib/dashboards/series';
import { stackWithTotal } from '../lib/dashboards/stack';
import { DashboardScope } from '../lib/dashboards/dashboard-scope';

/** Its panels; never reuse the id of a removed panel. */
export const apiHealthPanels = {
  ...apiErrorPanels,
  ...apiDependencyPanels,
  ...apiRoutePanels,
  ...apiReplicaPanels,
  requestRate: 1,
  latency: 2,
  responseTimes: 4,
  statusCodes: 5,
} as const satisfies PanelEntries;
type ApiScope = DashboardScope<keyof typeof apiHealthPanels>;

/** Colours that colour-blind people can distinguish too: no red next to green. */
const CLASSES = { '2': 'blue', '3': 'purple', '4': 'yellow', '5': 'red' } as const;

function requestRate(board: ApiScope) {
  const requests = sum(board.series(recording.requests, ROUTE), 'route');
  return stackWithTotal(
    board,
    'requestRate',
    {
      title: 'API Request Rate by Endpoint',
      description:
        'Requests a second on each route, over 5 minutes, the ten largest stacked, and the total. Good: the shape of a usual day; a ' +
        'sudden drop to zero means that users cannot reach the API.',
      unit: 'short',
      counts: 'requests/s',
      width: 24,
      height: 10,
      empty: NOT_SCRAPED,
    },
    { expr: requests, legend: '{{route}}' },
  );
}

/** Colours that no route has: readable on a light and a dark background. */
const OVERALL = { p50: '#12a5a5', p99: '#d94fb5' } as const;

function latency(board: ApiScope) {
  const buckets = sum(board.series(recording.latencyBuckets, ROUTE), 'le');
  const overall = (q: number) => dropNaN(histogramQuantile(q, buckets));
  return timeseries(
    board,
    'latency',
    {
      title: 'API Latency Percentiles (p50/p95/p99)',
      description:
        'Time within which half, 95 % and 99 % of the requests on the chosen routes were answered, and the 95th ' +
        'percentile of the slowest routes as thin lines. Each step of the axis is ten times the last. Good: p95 well below ' +
        'the lowest dashed line. The alerts look at each route, and at all routes together. ' +
        cappedAt(contract.request_duration_seconds),
      unit: 's',
      width: 24,
      height: 10,
      empty: noEvents('no request in the last 5 minutes'),
    },
    [
      { expr: overall(0.5), legend: 'p50' },
      { expr: overall(0.95), legend: 'p95' },
      { expr: overall(0.99), legend: 'p99' },
      { expr: largestSeries(board.quantile(recording.latencyP95, ROUTE, 'route')), legend: 'p95 {{route}}' },
    ],
    {
      legend: 'beside',
      logarithmic: { from: 0.01, to: Math.max(...contract.request_duration_seconds.buckets) },
    },
  )
    .overrideByName('p50', [fixedColour(OVERALL.p50)])
    .overrideByName('p95', [fixedColour('text'), { id: 'custom.lineWidth', value: 3 }])
    .overrideByName('p99', [fixedColour(OVERALL.p99), { id: 'custom.lineStyle', value: { fill: 'dot', dash: [0, 6] } }])
    .overrideByQuery('D', [{ id: 'custom.lineWidth', value: 1 }]);
}

function responseTimes(board: ApiScope) {
  return heatmap(
    board,
    'responseTimes',
    {
      title: 'Response Time Distribution Heatmap',
      description:
        'How many requests a second fell between two bucket bounds, over 5 minutes: the stronger the colour, the more. Good: one ' +
        'band that stays low; a second band above it is a slow dependency or a slow route.',
      unit: 's',
      width: 16,
      height: 12,
      empty: noEvents('no request in the last 5 minutes'),
    },
    { expr: sum(board.series(recording.latencyBuckets, ROUTE), 'le'), legend: '{{le}}' },
  );
}

/** Requests of the last hour by status. */
function requestsOfAnHour({ platform, context }: ApiScope): Vector<'status'> {
  const HOUR = '1h';
  if (!context.evaluatesRules) return sum(increase(platform.counter(contract.http_requests_total), HOUR), 'status');
  return eventsWithin(selectRecorded(recording.requestsByStatus, platform), HOUR, 'status');
}

function statusCodes(board: ApiScope) {
  const panel = pie(
    board,
    'statusCodes',
    {
      title: 'HTTP Status Code Distribution (1h)',
      description:
        'Answers of the last hour by status, on all routes: 2xx blue, 3xx purple, 4xx yellow, 5xx red. Good: blue all ' +
        'round, with a sliver of yellow.',
      unit: 'locale',
      width: 8,
      height: 12,
      empty: noEvents('no request in the last hour'),
    },
    [{ expr: round(requestsOfAnHour(board)).compare('>', 0), legend: '{{status}}' }],
  );
  for (const [first, colour] of Object.entries(CLASSES)) panel.overrideByRegexp(`/^${first}..$/`, [shadesOf(colour)]);
  return panel;
}

export function apiHealth(context: DashboardContext): BuiltDashboard {
  const board = new DashboardScope<keyof typeof apiHealthPanels>('api-health', context);
  return buildDashboard(
    board,
    'Traffic, latency and errors of the API, and the database, Redis and rate limiter behind it.',
    [
      {
        title: 'Requests',
        components: ['api'],
        panels: [requestRate(board), latency(board), errorRate(board), responseTimes(board), statusCodes(board)],
      },
      {
        title: 'Database, Redis, rate limits',
        components: ['database', 'redis', 'ratelimit'],
        panels: [databasePool(board), redis(board), databaseQueries(board), rateLimit(board)],
      },
      {
        title: 'By route',
        components: ['api'],
        panels: [
          routeTable(board),
          serverErrors(board),
          clientErrors(board),
          clientErrorRate(board),
          ...routeLatency(board),
        ],
      },
      ...replicaRows(board),
    ],
    [variable('route', 'Route', board.platform.counter(contract.http_requests_total), 'route')],
  );
}
