/** Error budgets under planned maintenance: promtool runs the rules. */
import { trading } from '../../platform';
import { prometheusRules } from '../../lib/compile/prometheus-rules';
import { ruleContext, toSettings } from '../../lib/settings/settings';
import { runRuleTests } from '../support/promtool';
import { contextOf, PLANNED_MAINTENANCE, STEP, TARGET, upSeries } from '../support/planned-maintenance';

test('an error budget leaves out planned maintenance', async () => {
  // All requests fail during maintenance, none outside.
  const requests = (status: string, isNow: (minute: number) => boolean) => {
    let count = 0;
    const values = Array.from({ length: 480 }, (_, i) => (count += isNow((i * STEP) / 60) ? 10 * STEP : 0));
    return {
      series: `http_requests_total{${TARGET},route="/signals",method="GET",status="${status}"}`,
      values: values.join(' '),
    };
  };
  const isInside = (minute: number) => minute > 30 && minute <= 60;
  const ratio = (covered: string, value: number) =>
    runRuleTests(
      prometheusRules(contextOf({ components: [covered] }, { slos: {} }), true),
      ['slo:sli_error:ratio_rate6h', 'slo:sli_error:ratio_rate1h'],
      [
        {
          name: 'an outage inside',
          interval: `${STEP}s`,
          input_series: [requests('500', isInside), requests('200', (minute) => !isInside(minute)), upSeries],
          promql_expr_test: ['1h', '6h'].map((window) => ({
            expr: `slo:sli_error:ratio_rate${window}{slo="api-availability"} > bool 0`,
            eval_time: '80m',
            exp_samples: [{ labels: '{environment="dev",job="backend-api",slo="api-availability"}', value }],
          })),
        },
      ],
      STEP,
    );
  await ratio('api', 0);
  await ratio('redis', 1);
});

describe('an error budget under planned maintenance of a part', () => {
  const requests = (labels: string, rate: number) => ({
    series: `http_requests_total{job="backend-api",method="GET",${labels}}`,
    values: `0+${rate * STEP}x480`,
  });
  const backend = { clusters: { only: ['a:8000', 'b:8000', 'c:8000'] } };
  const FAILING = 'instance="a:8000",route="/signals",status="500"';
  const series = [requests(FAILING, 10), requests('instance="b:8000",route="/orders",status="200"', 2), upSeries];
  const recordsAt = (record: string, time: string, value: number) => ({
    expr: `round(${record}{slo="api-availability"})`,
    eval_time: time,
    exp_samples: [{ labels: '{environment="dev",job="backend-api",slo="api-availability"}', value }],
  });
  const playRequests = (plan: Readonly<Record<string, unknown>>, shared: boolean, looks: readonly object[]) =>
    runRuleTests(
      prometheusRules({ ...contextOf(plan, { slos: {}, backend }), sharedPrometheus: shared }, true),
      ['slo:sli_error:ratio_rate1h', 'slo:sli_total:rate5m', 'slo:sli_error:rate5m'],
      [{ name: 'requests', interval: `${STEP}s`, input_series: series, promql_expr_test: looks }],
      STEP,
    );

  test.each([
    ['its route', { routes: ['/signals'] }, false],
    ['its target', { targets: ['a:8000'] }, false],
    ['its route and another target', { routes: ['/signals'], targets: ['c:8000'] }, false],
    ['its route, on a Prometheus that others use too', { routes: ['/signals'] }, true],
  ])('leaves out what %s covers from the start to five minutes after the end', async (_what, plan, shared) => {
    const counts = (time: string, [total, failed]: readonly [number, number]) => [
      recordsAt('slo:sli_total:rate5m', time, total),
      recordsAt('slo:sli_error:rate5m', time, failed),
    ];
    await playRequests(plan, shared, [
      ...counts('29m45s', [12, 10]),
      ...counts('30m', [2, 0]),
      ...counts('64m45s', [2, 0]),
      ...counts('65m', [12, 10]),
    ]);
  });

  test.each([
    ['all of it', { routes: ['/signals', '/orders'] }, 0],
    ['none of it', { routes: ['/poll'] }, 12],
  ])('counts the rest where %s is covered', async (_what, plan, total) => {
    await playRequests(plan, false, [recordsAt('slo:sli_total:rate5m', '45m', total)]);
  });

  test('is spent during maintenance by failures that are not covered, in the window of the page too', async () => {
    const spent = (value: number) => ({
      ...recordsAt('slo:sli_error:ratio_rate1h', '59m', value),
      expr: 'slo:sli_error:ratio_rate1h{slo="api-availability"} > bool 0.6',
    });
    // Before the start it was spent for half an hour.
    await playRequests({ start: '1970-01-01T00:01Z', routes: ['/signals'] }, false, [spent(0)]);
    await playRequests({ start: '1970-01-01T00:01Z', routes: ['/orders'] }, false, [spent(1)]);
  });
});

test.each([
  [undefined, /uncounted/],
  [{ components: ['api'] }, /uncounted/],
])('no rule has the part of budgets that leaves out maintenance with the planned maintenance %j', (plan, pattern) => {
  const settings = {
    slos: {},
    ...(plan !== undefined && { maintenance: { upgrade: { ...PLANNED_MAINTENANCE, ...plan } } }),
  };
  const rules = prometheusRules(ruleContext(toSettings(trading, 'dev', settings)), true);
  expect(JSON.stringify(rules)).not.toMatch(pattern);
});
