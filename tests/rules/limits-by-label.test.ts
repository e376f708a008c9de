/** A route, an endpoint or a server with its own threshold is compared with it, all others with the alert's. */
import { PANELS } from '../../dashboards';
import { trading } from '../../platform';
import { compile } from '../../lib/compile';
import { dashboards } from '../../lib/dashboards';
import { resolve } from '../../lib/alerting/resolve';
import { alerts as catalogue } from '../../platform';
import { panelId } from '../../lib/alerting/panel-refs';
import { filledIn } from '../../lib/servers/amtool';
import { prometheusRules } from '../../lib/compile/prometheus-rules';
import { ruleContext, toSettings } from '../../lib/settings/settings';
import { runRuleTests } from '../support/promtool';
import { settingsErrors } from '../support/settings-errors';

const REPORTS = '/api/v1/reports';
const SLOW = { above: 5 };
const settings = toSettings(trading, 'dev', {
  thresholds: {
    HighErrorRate: { endpoints: { [REPORTS]: { above: 0.5 } } },
    HighAPILatency: { routes: { [REPORTS]: { above: 5 } } },
    HighRateLimitRejections: { routes: { [REPORTS]: { above: 20 }, '/a.b': { above: 20 } } },
  },
});
const rules = prometheusRules(ruleContext(settings));
const firing = (alert: string, label: string) =>
  `group by (${label}) (ALERTS{alertname="${alert}",alertstate="firing",${label}!="all"})`;

test('an endpoint with a higher threshold fires above it, the others above the alert’s threshold', async () => {
  const errors = (endpoint: string, perSecond: number) => ({
    series: `errors_total{job="backend-api",instance="a:8000",endpoint="${endpoint}",status="500"}`,
    values: `0+${perSecond * 15}x80`,
  });
  const expr = firing('HighErrorRate', 'endpoint');
  const holds = (reports: number, endpoints: string[]) => ({
    interval: '15s',
    input_series: [errors(REPORTS, reports), errors('/signals', 0.2), errors('/calm', 0.05)],
    promql_expr_test: [
      {
        expr,
        eval_time: '15m',
        exp_samples: endpoints.map((endpoint) => ({ labels: `{endpoint="${endpoint}"}`, value: 1 })),
      },
    ],
  });
  await runRuleTests(rules, [expr], [holds(0.4, ['/signals']), holds(0.6, [REPORTS, '/signals'])], 15);
});

test('a route with its own latency threshold is slow above that bucket', async () => {
  const requests = (route: string, fasterThan: Readonly<Record<string, number>>) => [
    {
      series: `request_duration_seconds_count{job="backend-api",instance="a:8000",route="${route}",method="GET"}`,
      values: '0+20x80',
    },
    ...Object.entries(fasterThan).map(([le, each]) => ({
      series: `request_duration_seconds_bucket{job="backend-api",instance="a:8000",route="${route}",method="GET",le="${le}"}`,
      values: `0+${each}x80`,
    })),
  ];
  const expr = firing('HighAPILatency', 'route');
  const test = (reports: number, routes: string[]) => ({
    interval: '15s',
    input_series: [
      ...requests(REPORTS, { '1.0': 10, '5.0': reports }),
      ...requests('/signals', { '1.0': 18, '5.0': 20 }),
    ],
    promql_expr_test: [
      { expr, eval_time: '15m', exp_samples: routes.map((route) => ({ labels: `{route="${route}"}`, value: 1 })) },
    ],
  });
  await runRuleTests(rules, [expr], [test(20, ['/signals']), test(18, [REPORTS, '/signals'])], 15);
});

test('the expression stays short, and every series beyond its own threshold exceeds Grafana’s number', () => {
  const grafana = compile(settings).grafana.ruleGroups.flatMap((group) => group.rules);
  for (const name of ['HighErrorRate', 'HighRateLimitRejections'] as const) {
    const rule = grafana.find(({ title }) => title === name);
    expect(String(rule?.data[0]?.model.expr).replace(/\s+/g, ' ').length).toBeLessThanOrEqual(400);
  }
  const [, against] = grafana.find(({ title }) => title === 'HighErrorRate')?.data ?? [];
  expect(against?.model.conditions).toEqual([{ type: 'query', evaluator: { type: 'gt', params: [0.1] } }]);
});

test.each([
  [
    'a key of another label',
    { HighErrorRate: { routes: { [REPORTS]: SLOW } } },
    /^thresholds\.HighErrorRate\.routes: .*endpoints/,
  ],
  [
    'an alert without such a label',
    { NoEARequests: { endpoints: { '/poll': SLOW } } },
    /^thresholds\.NoEARequests\.endpoints: /,
  ],
  [
    'the wrong direction',
    { HighErrorRate: { endpoints: { [REPORTS]: { below: 5 } } } },
    /^thresholds\.HighErrorRate\.endpoints\["\/api\/v1\/reports"\]\.below: HighErrorRate fires above its number/,
  ],
  [
    'a number that is never exceeded',
    { HighAPILatency: { routes: { [REPORTS]: { above: 60 } } } },
    /^thresholds\.HighAPILatency\.routes\["\/api\/v1\/reports"\]\.above: can never fire above 60 s: the largest bucket/,
  ],
  [
    'a latency between two buckets beside one that is a bucket’s',
    { HighAPILatency: { routes: { [REPORTS]: { above: 1.7 } } } },
    /^thresholds\.HighAPILatency\.routes\["\/api\/v1\/reports"\]\.above: had 1\.7 beside the alert's own 1: either both or none/,
  ],
  [
    'a warning that comes after its page there',
    { HighErrorRate: { endpoints: { [REPORTS]: SLOW } } },
    /^thresholds\.HighErrorRate\.endpoints\["\/api\/v1\/reports"\]\.above: HighErrorRate would warn above 5\/s on \/api\/v1\/reports, not before/,
  ],
])('%s is refused with the key and the reason', (_case, thresholds, line) => {
  expect(settingsErrors({ thresholds })).toEqual(expect.arrayContaining([expect.stringMatching(line)]));
});

test.each([
  ['HighErrorRate', 'endpoint', REPORTS, 'more than 0.5/s for 5 minutes'],
  ['HighErrorRate', 'endpoint', '/signals', 'more than 0.1/s for 5 minutes'],
  ['HighErrorRate', 'endpoint', 'all', 'more than 0.1/s for 5 minutes'],
  ['HighAPILatency', 'route', REPORTS, 'take longer than 5 s (at most 5% may)'],
  ['HighAPILatency', 'route', '/signals', 'take longer than 1 s (at most 5% may)'],
] as const)('the message of %s where %s is %s has the threshold for that label', async (name, label, value, text) => {
  const { description } = await filledIn(resolve(name, ruleContext(settings)), {
    labels: { [label]: value },
    value: 3,
  });
  expect(description).toContain(text);
});

test('the panel draws both thresholds, and its description says which label each is for', () => {
  const panel = dashboards(compile(settings).dashboardContext)['api-health']?.panels.find(
    ({ id }) => id === panelId(PANELS, catalogue.HighErrorRate.panel),
  );
  const drawn = JSON.stringify(panel?.fieldConfig);
  expect(drawn).toContain('"value":6}');
  expect(drawn).toContain('"value":30}');
  expect(panel?.description).toContain(`above 0.1/s (0.5/s on ${REPORTS})`);
});
