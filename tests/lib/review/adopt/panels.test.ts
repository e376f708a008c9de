/** Panels of a dashboard become equivalent calls of lib/promql, or stay unchanged with a reason. */
import { runInNewContext } from 'node:vm';
import { trading } from '../../../../platform';
import { readHandwritten } from '../../../../lib/dashboards/handwritten';
import * as functions from '../../../../lib/promql';
import { parsePromql } from '../../../../lib/promql/parse';
import { adoptPanels } from '../../../../lib/review/adopt/panels';

const adopt = (value: unknown) =>
  adoptPanels(readHandwritten(value) ?? { schema: 'rows', title: '', panels: [] }, trading);
const dashboard = (expr: string) => ({ panels: [{ title: 'a', targets: [{ refId: 'A', expr }] }] });

/** Runs the call as a program would, on a platform without a selector. */
const run = (text: string): string =>
  String(
    runInNewContext(text, {
      ...functions,
      contract: trading.contract,
      board: { platform: new functions.Platform({}) },
    }),
  );

test.each([
  'sum(rate(http_requests_total[5m]))',
  'sum by (route, status) (rate(http_requests_total{method="GET",status=~"5..",route!~"/x.*"}[5m]))',
  'histogram_quantile(0.95, sum by (le) (rate(request_duration_seconds_bucket[5m])))',
  'sum(rate(request_duration_seconds_sum[5m])) / sum(rate(request_duration_seconds_count[5m]))',
  'topk(5, sum by (route) (increase(http_requests_total[1h])))',
  'max(redis_connected) * 100',
  'clamp_max(sum(rate(errors_total[5m])) - 1, 3)',
  'sum(rate(errors_total[5m])) > 0.5',
])('%s becomes a call that prints it', (expr) => {
  const [panel] = adopt(dashboard(expr));
  expect(panel?.queries).toHaveLength(1);
  const [{ text = '' } = {}] = panel && !('reason' in panel.queries) ? panel.queries : [];
  expect(run(text)).toBe(functions.printPromql(parsePromql(expr)));
});

test.each([
  ['rate(http_requests_total{job="$job",route=~"[[route]]"}[$__rate_interval])', 'rate(http_requests_total[5m])'],
  ['topk($n, rate(http_requests_total[${window}]))', 'topk(1, rate(http_requests_total[5m]))'],
  ['sum(irate(errors_total[5m]))', 'sum(rate(errors_total[5m]))'],
])('%s becomes a call without what other dashboards add', (expr, printed) => {
  const [panel] = adopt(dashboard(expr));
  const [{ text = '' } = {}] = panel && !('reason' in panel.queries) ? panel.queries : [];
  expect(run(text)).toBe(printed);
});

test.each([
  ['sum(rate(queue_total[5m]))', /^it reads queue_total, which the contract does not have/],
  ['sum by (pod) (rate(http_requests_total[5m]))', /^it uses the label pod, which http_requests_total does not have/],
  ['deriv(redis_connected[5m])', /^no function of lib\/promql says deriv\(redis_connected\[5m\]\)$/],
  ['sum(rate(errors_total{type!="a",type!~"b.*"}[5m]))', /^(it uses the label|no function)/],
  ['sum(http_requests_total)', /^no function of lib\/promql says http_requests_total$/],
  ['sum(rate(http_requests_total[5m]', /^its query /],
  ['', /^it has a query that is no PromQL$/],
])('%s stays unchanged, with the reason', (expr, reason) => {
  expect(adopt(dashboard(expr))).toMatchObject([{ queries: { reason: expect.stringMatching(reason) as string } }]);
});

const target = { refId: 'A', expr: 'sum(rate(errors_total[5m]))', legendFormat: 'errors' };
test.each([
  ['rows', { rows: [{ panels: [{ title: 'Errors', yaxes: [{ format: 's' }], targets: [target] }] }] }],
  [
    'panels in a collapsed row',
    {
      panels: [
        { type: 'row', panels: [{ title: 'Errors', fieldConfig: { defaults: { unit: 's' } }, targets: [target] }] },
      ],
    },
  ],
  ['the answer of the API', { dashboard: { panels: [{ title: 'Errors', format: 's', targets: [target] }] }, meta: {} }],
  [
    'the schema v2',
    {
      apiVersion: 'dashboard.grafana.app/v2beta1',
      spec: {
        elements: {
          'panel-1': {
            kind: 'Panel',
            spec: {
              id: 1,
              title: 'Errors',
              data: { spec: { queries: [{ spec: { refId: 'A', query: { group: 'prometheus', spec: target } } }] } },
              vizConfig: { group: 'timeseries', spec: { fieldConfig: { defaults: { unit: 's' } } } },
            },
          },
        },
      },
    },
  ],
])('a dashboard with %s is read', (_schema, value) => {
  const text = "sum(rate(board.platform.counter(contract.errors_total), '5m'))";
  expect(adopt(value)).toMatchObject([{ title: 'Errors', unit: 's', queries: [{ text, legend: 'errors' }] }]);
});

test.each([
  [{ libraryPanel: { name: 'Shared' } }, 'it is the library panel Shared, which is not in the file'],
  [{ type: 'text' }, 'it has no query'],
])('%j stays unchanged', (panel, reason) => {
  expect(adopt({ panels: [panel] })).toMatchObject([{ queries: { reason } }]);
});
