/** "API Technical Health Dashboard": is the API fast, right, and connected to what it needs? */
import type { DashboardBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { histogramQuantile, increase, known, sum, sumOverTime, type Vector } from '../metrics/promql';
import { seconds } from '../metrics/units';
import { recorded, recording } from '../rules/recording';
import { Board, ROUTE, type DashboardContext } from './board';
import { frame } from './frame';
import { databasePool, databaseQueries, rateLimit, redis, type ApiBoard } from './api-dependencies';
import { cappedAt } from './limits';
import { fixedColour, shades } from './overrides';
import { heatmap, pie, timeseries } from './panels';

const CLASSES = { '2': 'green', '3': 'blue', '4': 'orange', '5': 'red' } as const;

function requestRate(board: ApiBoard) {
  return timeseries(
    board,
    'requestRate',
    {
      title: 'API Request Rate by Endpoint',
      description:
        'Requests a second on each route, over 5 minutes. Good: the shape of a usual day; a sudden drop to zero means ' +
        'that users cannot reach the API.',
      unit: 'reqps',
      width: 12,
      height: 10,
      empty: 'No request since the backend started, or not scraped yet',
    },
    [{ expr: sum(board.series(recording.requests, ROUTE), 'route'), legend: '{{route}}' }],
    { legend: 'right', stacked: true },
  );
}

function latency(board: ApiBoard) {
  const buckets = board.series(recording.latencyBuckets, ROUTE);
  const overall = (q: number) => known(histogramQuantile(q, sum(buckets, 'le')));
  return timeseries(
    board,
    'latency',
    {
      title: 'API Latency Percentiles (p50/p95/p99)',
      description:
        'Time within which half, 95 % and 99 % of the requests on the chosen routes were answered, and the 95th ' +
        'percentile of each route as a thin line. Good: p95 well below the lowest dashed line. The alerts count all ' +
        'routes together. ' +
        cappedAt('request_duration_seconds'),
      unit: 's',
      width: 12,
      height: 10,
      empty: 'No request in the last 5 minutes',
    },
    [
      { expr: overall(0.5), legend: 'p50' },
      { expr: overall(0.95), legend: 'p95' },
      { expr: overall(0.99), legend: 'p99' },
      {
        expr: known(histogramQuantile(0.95, sum(buckets, 'le', 'route'))),
        legend: 'p95 {{route}}',
      },
    ],
    { legend: 'right', lines: 'seconds' },
  )
    .overrideByName('p50', [fixedColour('green')])
    .overrideByName('p95', [fixedColour('yellow'), { id: 'custom.lineWidth', value: 3 }])
    .overrideByName('p99', [fixedColour('red')])
    .overrideByQuery('D', [
      { id: 'custom.lineWidth', value: 1 },
      { id: 'custom.fillOpacity', value: 0 },
    ]);
}

function errorRate(board: ApiBoard) {
  const panel = timeseries(
    board,
    'errorRate',
    {
      title: 'Error Rate by Endpoint',
      description:
        'Errors a second by endpoint and status, stacked: the top is the total, which is what the alerts and the dashed ' +
        'lines are about. 4xx in orange, 5xx in red. Good: next to nothing, and no red. Not narrowed by Route.',
      unit: 'errors/s',
      width: 12,
      height: 10,
      empty: 'No error since the backend started',
    },
    [
      {
        expr: sum(board.series(recording.errors), 'endpoint', 'status'),
        legend: '{{endpoint}} {{status}}',
      },
    ],
    { legend: 'right', stacked: true, lines: 'per second' },
  );
  return panel.overrideByRegexp('/ 4..$/', [shades(CLASSES[4])]).overrideByRegexp('/ 5..$/', [shades(CLASSES[5])]);
}

function responseTimes(board: ApiBoard) {
  return heatmap(
    board,
    'responseTimes',
    {
      title: 'Response Time Distribution Heatmap',
      description:
        'How many requests a second fell between two bucket bounds, over 5 minutes: the stronger the colour, the more. Good: one ' +
        'band that stays low; a second band above it is a slow dependency or a slow route.',
      unit: 's',
      width: 12,
      height: 10,
      empty: 'No request in the last 5 minutes',
    },
    { expr: sum(board.series(recording.latencyBuckets, ROUTE), 'le'), legend: '{{le}}' },
  );
}

/** Requests of the last hour by status: the recorded rate of each minute stands for that minute. */
function requestsOfAnHour({ platform, context }: ApiBoard): Vector<'status'> {
  const [HOUR, MINUTE] = ['1h', '1m'] as const;
  if (!context.recorded) return sum(increase(platform.counter('http_requests_total'), HOUR), 'status');
  const rates = recorded(recording.requestsByStatus, platform);
  return sum(sumOverTime(rates, HOUR, MINUTE), 'status').times(seconds(MINUTE));
}

function statusCodes(board: ApiBoard) {
  const panel = pie(
    board,
    'statusCodes',
    {
      title: 'HTTP Status Code Distribution (1h)',
      description:
        'Answers of the last hour by status, on all routes: 2xx green, 3xx blue, 4xx orange, 5xx red. Good: green all ' +
        'round, with a sliver of orange. The newest requests count in full after 5 minutes.',
      unit: 'short',
      width: 8,
      height: 8,
      empty: 'No request in the last hour',
    },
    [{ expr: requestsOfAnHour(board), legend: '{{status}}' }],
  );
  for (const [first, colour] of Object.entries(CLASSES)) panel.overrideByRegexp(`/^${first}..$/`, [shades(colour)]);
  return panel;
}

export function apiHealth(context: DashboardContext): DashboardBuilder {
  const board = new Board('api-health', context);
  return frame(board, 'Traffic, latency and errors of the API, and the database, Redis and rate limiter behind it.', [
    {
      title: 'Requests',
      panels: [requestRate(board), latency(board), errorRate(board), responseTimes(board)],
    },
    {
      title: 'Status codes, database, Redis, rate limits',
      panels: [statusCodes(board), databasePool(board), redis(board), databaseQueries(board), rateLimit(board)],
    },
  ]);
}
