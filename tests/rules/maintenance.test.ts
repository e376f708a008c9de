/** Planned maintenance, as promtool plays the rules: its time begins in 1970. Both ends are looked at to the evaluation. */
import { trading } from '../../platform';
import { grafanaRuleGroups } from '../../lib/compile/grafana-rules';
import { prometheusRules } from '../../lib/compile/prometheus-rules';
import { ALL } from '../../lib/alerting/culprits';
import { ruleContext, toSettings } from '../../lib/settings/settings';
import { onlyAlerts, WITHOUT_SLOS } from '../support/incident';
import { checkRules, play } from '../support/promtool';

const STEP = 15;
const PLAN = { start: '1970-01-01T00:30Z', end: '1970-01-01T01:00Z', why: 'Postgres 18', who: 'Ada' };

const contextOf = (plan: Readonly<Record<string, unknown>>, more: Readonly<Record<string, unknown>> = {}) =>
  ruleContext(
    toSettings(trading, 'dev', {
      thresholds: onlyAlerts({ CriticalErrorRate: '2m' }),
      slos: WITHOUT_SLOS,
      ...more,
      maintenance: { upgrade: { ...PLAN, ...plan } },
    }),
  );

type Minutes = readonly [from: number, to: number];
const TARGET = 'job="backend-api",instance="backend:8000"';
/** Three errors a second, in these minutes of two hours: the alert fires 3m45s after they begin. */
const errors = (endpoint: string, [from, to]: Minutes) => {
  let count = 0;
  const values = Array.from({ length: (120 * 60) / STEP }, (_, i) => {
    const minute = (i * STEP) / 60;
    return (count += minute > from && minute <= to ? 3 * STEP : 0);
  });
  return { series: `errors_total{${TARGET},endpoint="${endpoint}",status="500"}`, values: values.join(' ') };
};
const up = { series: `up{${TARGET}}`, values: '1x480' };

/** The endpoints for which the alert fires at a time. */
const firingAt = (time: string, endpoints: readonly string[]) => ({
  expr: 'group by (endpoint) (ALERTS{alertname="CriticalErrorRate",alertstate="firing"})',
  eval_time: time,
  exp_samples: endpoints.map((endpoint) => ({ labels: `{endpoint="${endpoint}"}`, value: 1 })),
});
const BOTH = ['/signals', ALL];

const playErrors = (
  { sharedPrometheus = false, ...plan }: Readonly<Record<string, unknown>>,
  series: readonly object[],
  looks: readonly object[],
): Promise<void> =>
  play(
    prometheusRules({ ...contextOf(plan), sharedPrometheus: sharedPrometheus === true }, true),
    ['ALERTS'],
    [{ name: 'errors', interval: `${STEP}s`, input_series: [...series, up], promql_expr_test: looks }],
    STEP,
  );

describe.each([
  ['its component', { components: ['api'] }],
  ['all', { all: true }],
  ['its route', { routes: ['/signals'] }],
  ['its route, on a Prometheus that others use too', { routes: ['/signals'], sharedPrometheus: true }],
  ['its component, on a Prometheus that others use too', { components: ['api'], sharedPrometheus: true }],
])('an alert that planned maintenance covers by %s', (_what, plan) => {
  test('does not fire inside, and fires its own duration after the end where its condition still holds', async () => {
    await playErrors(
      plan,
      [errors('/signals', [35, 100])],
      [firingAt('45m', []), firingAt('60m', []), firingAt('61m45s', []), firingAt('62m30s', BOTH)],
    );
  });
  test('fires an evaluation before the start, and not an evaluation after it', async () => {
    await playErrors(plan, [errors('/signals', [25.75, 28])], [firingAt('29m30s', BOTH), firingAt('29m45s', BOTH)]);
    await playErrors(
      plan,
      [errors('/signals', [26.5, 59])],
      ['30m15s', '30m30s', '31m', '45m', '59m45s'].map((time) => firingAt(time, [])),
    );
  });
  test('goes on to its own end where it was notified before, and does not fire again inside', async () => {
    await playErrors(
      plan,
      [errors('/signals', [20, 25])],
      [firingAt('31m', BOTH), firingAt('38m', BOTH), firingAt('45m', [])],
    );
  });
  test('fires as ever where the condition begins after the end', async () => {
    await playErrors(plan, [errors('/signals', [65, 100])], [firingAt('68m15s', []), firingAt('69m', BOTH)]);
  });
});

test('a route that is not covered fires, and the total, which counts the covered one, does not', async () => {
  await playErrors(
    { routes: ['/signals'] },
    [errors('/signals', [35, 100]), errors('/orders', [35, 100])],
    [firingAt('45m', ['/orders']), firingAt('70m', ['/orders', '/signals', ALL])],
  );
});

test('an alert on another component fires inside', async () => {
  await playErrors({ components: ['redis'] }, [errors('/signals', [35, 100])], [firingAt('45m', BOTH)]);
});

test('a target that is covered is not notified, another one is', async () => {
  const pool = (instance: string) => ({
    series: `db_connection_pool_size{job="backend-api",instance="${instance}"}`,
    values: '99x480',
  });
  const backend = { clusters: { only: ['a:8000', 'b:8000'] } };
  const thresholds = onlyAlerts({ DatabaseConnectionPoolExhausted: '5m' });
  const alertsAt = (time: string, instances: readonly string[]) => ({
    expr: 'group by (instance) (ALERTS{alertstate="firing"})',
    eval_time: time,
    exp_samples: instances.map((instance) => ({ labels: `{instance="${instance}"}`, value: 1 })),
  });
  const plan = { start: '1970-01-01T00:01Z', targets: ['a:8000'] };
  await play(
    prometheusRules(contextOf(plan, { backend, thresholds }), true),
    ['ALERTS'],
    [
      {
        name: 'two full pools',
        interval: `${STEP}s`,
        input_series: [pool('a:8000'), pool('b:8000')],
        promql_expr_test: [alertsAt('20m', ['b:8000']), alertsAt('70m', ['a:8000', 'b:8000'])],
      },
    ],
    STEP,
  );
});

test.each([
  ['of its own', false],
  ['that others use too', true],
])('on a Prometheus %s an alert that no other one inhibits is covered too', async (_whose, sharedPrometheus) => {
  const thresholds = onlyAlerts({ TargetDown: '2m' });
  const alertsAt = (time: string, count: number) => ({
    expr: 'count(ALERTS{alertname="TargetDown",alertstate="firing"}) or vector(0)',
    eval_time: time,
    exp_samples: [{ labels: '{}', value: count }],
  });
  await play(
    prometheusRules({ ...contextOf({ all: true }, { thresholds }), sharedPrometheus }, true),
    ['ALERTS'],
    [
      {
        name: 'no replica',
        interval: `${STEP}s`,
        input_series: [{ series: `up{${TARGET}}`, values: '1x130 0x350' }],
        promql_expr_test: [alertsAt('45m', 0), alertsAt('60m', 0), alertsAt('63m', 1)],
      },
    ],
    STEP,
  );
});

describe('with engine grafana', () => {
  const OPTIONS = { datasourceUid: 'p', scrapeInterval: '15s', heartbeat: true } as const;
  const queryOf = (context: ReturnType<typeof contextOf>): string => {
    const rules = grafanaRuleGroups(context, OPTIONS).flatMap((group) => group.rules);
    return String(rules.find(({ title }) => title === 'CriticalErrorRate')?.data[0]?.model.expr);
  };
  const query = (expr: string, time: string, endpoints: readonly string[]) => ({
    expr: `group by (endpoint) (${expr})`,
    eval_time: time,
    exp_samples: endpoints.map((endpoint) => ({ labels: `{endpoint="${endpoint}"}`, value: 1 })),
  });
  test.each([
    ['its component', { components: ['api'] }, true],
    ['its route', { routes: ['/signals'] }, true],
    ['its component, where no rules are evaluated', { components: ['api'] }, false],
    ['its route, where no rules are evaluated', { routes: ['/signals'] }, false],
  ])('the query of an alert covered by %s is empty inside, and not before or after', async (_what, plan, recorded) => {
    const context = { ...contextOf(plan), evaluatesRules: recorded };
    const expr = queryOf(context);
    // Where nothing is recorded there is no total.
    const firing = recorded ? BOTH : ['/signals'];
    await play(
      prometheusRules(contextOf(plan)),
      [expr],
      [
        {
          name: 'errors at two times',
          interval: `${STEP}s`,
          input_series: [errors('/signals', [0, 2]), up],
          promql_expr_test: [query(expr, '3m', firing)],
        },
        {
          name: 'errors inside',
          interval: `${STEP}s`,
          input_series: [errors('/signals', [35, 100]), up],
          promql_expr_test: [
            query(expr, '45m', []),
            query(expr, '59m45s', []),
            query(expr, '60m15s', firing),
            query(expr, '80m', firing),
          ],
        },
      ],
      STEP,
    );
  });
});

test('an error budget does not count it', async () => {
  // All requests fail inside, none outside.
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
    play(
      prometheusRules(contextOf({ components: [covered] }, { slos: {} }), true),
      ['slo:sli_error:ratio_rate6h', 'slo:sli_error:ratio_rate1h'],
      [
        {
          name: 'an outage inside',
          interval: `${STEP}s`,
          input_series: [requests('500', isInside), requests('200', (minute) => !isInside(minute)), up],
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
  const series = [requests(FAILING, 10), requests('instance="b:8000",route="/orders",status="200"', 2), up];
  const recordsAt = (record: string, time: string, value: number) => ({
    expr: `round(${record}{slo="api-availability"})`,
    eval_time: time,
    exp_samples: [{ labels: '{environment="dev",job="backend-api",slo="api-availability"}', value }],
  });
  const playRequests = (plan: Readonly<Record<string, unknown>>, shared: boolean, looks: readonly object[]) =>
    play(
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
  ])('leaves out what is covered by %s from the start to five minutes after the end', async (_what, plan, shared) => {
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
  ])('counts what is left where %s is covered', async (_what, plan, total) => {
    await playRequests(plan, false, [recordsAt('slo:sli_total:rate5m', '45m', total)]);
  });

  test('is spent inside by what is not covered, over the page’s hour too', async () => {
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
])('with the planned maintenance %j no rule asks what budgets leave out', (plan, pattern) => {
  const settings = { slos: {}, ...(plan !== undefined && { maintenance: { upgrade: { ...PLAN, ...plan } } }) };
  const rules = prometheusRules(ruleContext(toSettings(trading, 'dev', settings)), true);
  expect(JSON.stringify(rules)).not.toMatch(pattern);
});

test('the rules of planned maintenance of every kind are without fault', async () => {
  const plan = { components: ['api'], routes: ['/signals', '/poll'], targets: ['backend:8000'] };
  await checkRules(prometheusRules(contextOf(plan, { slos: {}, thresholds: {} }), true));
});

test('a route that is named twice, or that is named as the total is, makes no rule twice', () => {
  const rules = prometheusRules(contextOf({ routes: ['/signals', '/signals', ALL] }), true);
  const recorded = (rules['inhibition.yaml']?.groups ?? []).flatMap((group) =>
    group.rules.map(({ record, labels }) => JSON.stringify([record, labels])),
  );
  expect(recorded.length).toBeGreaterThan(2);
  expect(recorded).toEqual([...new Set(recorded)]);
});

test('the heartbeat goes on', () => {
  const rules = prometheusRules(contextOf({ all: true }, { thresholds: {} }), true);
  const watchdog = Object.values(rules)
    .flatMap(({ groups }) => groups.flatMap((group) => group.rules))
    .find(({ alert }) => alert === 'Watchdog');
  expect(watchdog?.expr).not.toContain('unless');
});
