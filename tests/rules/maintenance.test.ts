/** Planned maintenance: promtool runs the rules, with time from 1970. Start and end are tested to the evaluation. */
import { grafanaRuleGroups } from '../../lib/compile/grafana-rules';
import { prometheusRules } from '../../lib/compile/prometheus-rules';
import { ALL } from '../../lib/alerting/culprits';
import { onlyAlerts } from '../support/incident';
import { checkRules, runRuleTests } from '../support/promtool';
import { contextOf, STEP, TARGET, upSeries } from '../support/planned-maintenance';

type Minutes = readonly [from: number, to: number];
/** Three errors a second in these minutes of two hours: the alert fires 3m45s after they begin. */
const errors = (endpoint: string, [from, to]: Minutes) => {
  let count = 0;
  const values = Array.from({ length: (120 * 60) / STEP }, (_, i) => {
    const minute = (i * STEP) / 60;
    return (count += minute > from && minute <= to ? 3 * STEP : 0);
  });
  return { series: `errors_total{${TARGET},endpoint="${endpoint}",status="500"}`, values: values.join(' ') };
};
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
  runRuleTests(
    prometheusRules({ ...contextOf(plan), sharedPrometheus: sharedPrometheus === true }, true),
    ['ALERTS'],
    [{ name: 'errors', interval: `${STEP}s`, input_series: [...series, upSeries], promql_expr_test: looks }],
    STEP,
  );

describe.each([
  ['its component', { components: ['api'] }],
  ['all', { all: true }],
  ['its route', { routes: ['/signals'] }],
  ['its route, on a Prometheus that others use too', { routes: ['/signals'], sharedPrometheus: true }],
  ['its component, on a Prometheus that others use too', { components: ['api'], sharedPrometheus: true }],
])('an alert that planned maintenance covers by %s', (_what, plan) => {
  test('does not fire during maintenance, and fires its `for` after the end if its condition still holds', async () => {
    await playErrors(
      plan,
      [errors('/signals', [35, 100])],
      [firingAt('45m', []), firingAt('60m', []), firingAt('61m45s', []), firingAt('62m30s', BOTH)],
    );
  });
  test('fires one evaluation before the start, and not one evaluation after it', async () => {
    await playErrors(plan, [errors('/signals', [25.75, 28])], [firingAt('29m30s', BOTH), firingAt('29m45s', BOTH)]);
    await playErrors(
      plan,
      [errors('/signals', [26.5, 59])],
      ['30m15s', '30m30s', '31m', '45m', '59m45s'].map((time) => firingAt(time, [])),
    );
  });
  test('continues until its own end if it was notified before the start, and does not fire again during maintenance', async () => {
    await playErrors(
      plan,
      [errors('/signals', [20, 25])],
      [firingAt('31m', BOTH), firingAt('38m', BOTH), firingAt('45m', [])],
    );
  });
  test('fires as usual if the condition begins after the end', async () => {
    await playErrors(plan, [errors('/signals', [65, 100])], [firingAt('68m15s', []), firingAt('69m', BOTH)]);
  });
});

test('a route that is not covered fires, and the total, which includes the covered route, does not', async () => {
  await playErrors(
    { routes: ['/signals'] },
    [errors('/signals', [35, 100]), errors('/orders', [35, 100])],
    [firingAt('45m', ['/orders']), firingAt('70m', ['/orders', '/signals', ALL])],
  );
});

test('an alert on another component fires during maintenance', async () => {
  await playErrors({ components: ['redis'] }, [errors('/signals', [35, 100])], [firingAt('45m', BOTH)]);
});

test('nobody is notified of a covered target, but of another one', async () => {
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
  await runRuleTests(
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
])(
  'planned maintenance on a Prometheus %s also covers an alert that no alert inhibits',
  async (_whose, sharedPrometheus) => {
    const thresholds = onlyAlerts({ TargetDown: '2m' });
    const alertsAt = (time: string, count: number) => ({
      expr: 'count(ALERTS{alertname="TargetDown",alertstate="firing"}) or vector(0)',
      eval_time: time,
      exp_samples: [{ labels: '{}', value: count }],
    });
    await runRuleTests(
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
  },
);

describe('with engine grafana', () => {
  const OPTIONS = { datasourceUid: 'p', heartbeat: true } as const;
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
  ])(
    'the query of an alert covered by %s is empty during maintenance, and not before or after',
    async (_what, plan, recorded) => {
      const context = { ...contextOf(plan), evaluatesRules: recorded };
      const expr = queryOf(context);
      // Without recording rules there is no total.
      const firing = recorded ? BOTH : ['/signals'];
      await runRuleTests(
        prometheusRules(contextOf(plan)),
        [expr],
        [
          {
            name: 'errors at two times',
            interval: `${STEP}s`,
            input_series: [errors('/signals', [0, 2]), upSeries],
            promql_expr_test: [query(expr, '3m', firing)],
          },
          {
            name: 'errors inside',
            interval: `${STEP}s`,
            input_series: [errors('/signals', [35, 100]), upSeries],
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
    },
  );
});

test('promtool finds no mistake in the rules for any kind of planned maintenance', async () => {
  const plan = { components: ['api'], routes: ['/signals', '/poll'], targets: ['backend:8000'] };
  await checkRules(prometheusRules(contextOf(plan, { slos: {}, thresholds: {} }), true));
});

test('a route that is named twice, or named like the total, creates no rule twice', () => {
  const rules = prometheusRules(contextOf({ routes: ['/signals', '/signals', ALL] }), true);
  const recorded = (rules['inhibition.yaml']?.groups ?? []).flatMap((group) =>
    group.rules.map(({ record, labels }) => JSON.stringify([record, labels])),
  );
  expect(recorded.length).toBeGreaterThan(2);
  expect(recorded).toEqual([...new Set(recorded)]);
});

test('the Watchdog fires during maintenance', () => {
  const rules = prometheusRules(contextOf({ all: true }, { thresholds: {} }), true);
  const watchdog = Object.values(rules)
    .flatMap(({ groups }) => groups.flatMap((group) => group.rules))
    .find(({ alert }) => alert === 'Watchdog');
  expect(watchdog?.expr).not.toContain('unless');
});
