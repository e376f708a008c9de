/** Which alert inhibits which: promtool runs the rules of a stack with only two alerts. */
import { trading } from '../../platform';
import { ruleContext, toSettings } from '../../lib/settings/settings';
import { mapRules, prometheusRules, type PrometheusRuleFiles } from '../../lib/compile/prometheus-rules';
import { alertNames, definition, type AlertName } from '../../platform';
import { ALL } from '../../lib/alerting/culprits';
import { sourcesInCatalogue } from '../../lib/alerting/inhibition';
import { onlyAlerts, WITHOUT_SLOS } from '../support/incident';
import { runRuleTests } from '../support/promtool';

const STEP = 15;
const contextOf = (alerts: Parameters<typeof onlyAlerts>[0]) =>
  ruleContext(toSettings(trading, 'dev', { thresholds: onlyAlerts(alerts), slos: WITHOUT_SLOS }));

/** The rules with only the annotation on inhibition, as promtool compares all annotations. */
const shortened = (rules: PrometheusRuleFiles): PrometheusRuleFiles =>
  mapRules(rules, ({ annotations: { inhibited_by: by } = {}, labels: { team: _team, ...labels } = {}, ...rule }) => ({
    ...rule,
    labels,
    ...(by !== undefined && { annotations: { inhibited_by: by } }),
  }));

/** Errors a second, by the number of minutes that they last. */
const errors = (...parts: readonly [perSecond: number, minutes: number][]) => {
  let count = 0;
  const values = parts.flatMap(([perSecond, minutes]) =>
    Array.from({ length: (minutes * 60) / STEP }, () => (count += perSecond * STEP)),
  );
  const target = { job: 'backend-api', instance: 'a:8000' };
  const labels = Object.entries({ ...target, endpoint: '/signals', status: '500' })
    .map(([name, value]) => `${name}="${value}"`)
    .join(',');
  return [
    { series: `errors_total{${labels}}`, values: values.join(' ') },
    { series: 'up{job="backend-api",instance="a:8000"}', values: `1x${values.length}` },
  ];
};

const firing = (time: string, alertname: string, inhibitedBy: string) => ({
  eval_time: time,
  alertname,
  // The endpoint, and the total.
  exp_alerts: ['/signals', ALL].map((endpoint) => ({
    exp_labels: {
      component: 'api',
      endpoint,
      environment: 'dev',
      severity: alertname === 'HighErrorRate' ? 'warning' : 'critical',
    },
    ...(alertname === 'HighErrorRate' && { exp_annotations: { inhibited_by: inhibitedBy } }),
  })),
});

test('Prometheus’ alerts page says what inhibits a firing alert, also where Grafana notifies', async () => {
  await runRuleTests(
    shortened(prometheusRules(contextOf({ HighErrorRate: '5m', CriticalErrorRate: '2m' }))),
    ['ALERTS', 'alert:inhibited:info'],
    [
      {
        name: 'a page from the first minute',
        interval: `${STEP}s`,
        input_series: errors([0, 5], [3, 25]),
        alert_rule_test: [firing('30m', 'HighErrorRate', 'CriticalErrorRate')],
      },
      {
        name: 'a warning that becomes a page',
        interval: `${STEP}s`,
        input_series: errors([0, 5], [0.5, 25], [3, 25]),
        alert_rule_test: [firing('55m', 'HighErrorRate', '')],
      },
    ],
    STEP,
  );
});

test('an alert inhibits everything that its targets inhibit, except tickets on budgets, because an inhibited source does not fire', () => {
  const isTicket = (name: AlertName) => definition(name).slo !== undefined && definition(name).severity === 'warning';
  const gaps = alertNames.flatMap((target) =>
    sourcesInCatalogue(trading, target).flatMap((source) =>
      sourcesInCatalogue(trading, source)
        .filter((first) => !isTicket(target) && !sourcesInCatalogue(trading, target).includes(first))
        .map((first) => `${first} inhibits ${source}, and not ${target}`),
    ),
  );
  expect(gaps).toEqual([]);
});

describe('a page whose source is about to fire', () => {
  // 3 errors a second exceed the limit 1m45s after they begin, at 6m45s: the page would fire at 8m45s.
  const played = (connected: string, time: string, fired: readonly string[]) =>
    runRuleTests(
      prometheusRules(contextOf({ CriticalErrorRate: '2m', RedisDisconnected: '2m' }), true),
      ['ALERTS'],
      [
        {
          name: connected,
          interval: `${STEP}s`,
          input_series: [
            ...errors([0, 5], [3, 25]),
            { series: 'redis_connected{job="backend-api",instance="a:8000"}', values: connected },
          ],
          promql_expr_test: [
            {
              expr: 'group by (alertname) (last_over_time(ALERTS{alertstate="firing"}[30m]))',
              eval_time: time,
              exp_samples: fired.map((name) => ({ labels: `{alertname="${name}"}`, value: 1 })),
            },
          ],
        },
      ],
      STEP,
    );

  test('waits for a source that has been pending for half of its `for`', async () => {
    await played('1x27 0x92', '29m', ['RedisDisconnected']);
  });
  test('does not wait for a source that became pending later', async () => {
    await played('1x31 0x92', '29m', ['CriticalErrorRate', 'RedisDisconnected']);
  });
  test('fires if the source stops before it fires', async () => {
    await played('1x27 0x6 1x86', '29m', ['CriticalErrorRate']);
  });
});
