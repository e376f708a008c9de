/** What dashboards show of the newest minutes, and of a server that has just started. */
import { prometheusRules } from '../../lib/compile/prometheus-rules';
import { panelQueries } from '../../lib/dashboards';
import { instantiate } from '../../lib/dashboards/variables';
import { context } from '../support/dashboards';
import { PEAK, recordDemo } from '../support/demo-recording';
import { runRuleTests } from '../support/promtool';

test('every panel of the platform has data from the second scrape on, except those that are empty while all is well', async () => {
  const ctx = context();
  const queries = panelQueries(ctx).filter(
    ({ dashboard, emptyWhenWell }) => ['api-health', 'business-kpis'].includes(dashboard) && !emptyWhenWell,
  );
  expect(queries.length).toBeGreaterThan(40);
  const target = 'job="backend-api",instance="a:8000",environment="dev"';
  const series = (await recordDemo('healthy', PEAK, 1)).map(({ name, labels, values }) => ({
    series: `${name}{${target}${Object.entries(labels)
      .map(([label, value]) => `,${label}="${value}"`)
      .join('')}}`,
    values: values.join(' '),
  }));
  const exprs = queries.map(({ expr }) =>
    instantiate(expr, { __range: '1h', __interval: '15s', __interval_ms: '15000' }),
  );
  await runRuleTests(
    prometheusRules(ctx),
    exprs,
    [
      {
        interval: '15s',
        input_series: [{ series: `up{${target}}`, values: '1x4' }, ...series],
        promql_expr_test: exprs.map((expr) => ({
          expr: `clamp_max(count(${expr}), 1)`,
          eval_time: '15s',
          exp_samples: [{ labels: '{}', value: 1 }],
        })),
      },
    ],
    15,
  );
});

test('the count of events in the shown time is at least what the rate beside it says', async () => {
  const ctx = context();
  const queries = panelQueries(ctx)
    .filter(({ panel }) => panel === 'Webhook Replay Attacks Blocked')
    .map(({ expr }) => instantiate(expr, { __range: '1h' }));
  expect(queries).toHaveLength(2);
  const [now = '', within = ''] = queries;
  await runRuleTests(
    prometheusRules(ctx),
    queries,
    [
      {
        name: 'a replay a minute ago',
        interval: '15s',
        input_series: [
          { series: 'billing_webhook_replay_block_total{job="backend-api",instance="a:8000"}', values: '0x40 1x4' },
        ],
        promql_expr_test: [
          { expr: `round(5 * ${now})`, eval_time: '11m', exp_samples: [{ labels: '{}', value: 1 }] },
          { expr: `round(${within})`, eval_time: '11m', exp_samples: [{ labels: '{}', value: 1 }] },
        ],
      },
    ],
    15,
  );
});

test('failures by route and by replica have a line at zero while none fails, and no line while nothing is scraped', async () => {
  const ctx = context();
  const totals = panelQueries(ctx)
    .filter(({ panel, refId }) => /^(Server|Client) Errors .* by (Route|Replica)/.test(panel) && refId === 'B')
    .map(({ expr }) => instantiate(expr, { __range: '1h', __interval: '15s', route: '.*' }));
  expect(totals).toHaveLength(3);
  const target = 'job="backend-api",instance="a:8000",environment="dev"';
  await runRuleTests(
    prometheusRules(ctx),
    totals,
    [
      {
        interval: '15s',
        input_series: [
          { series: `up{${target}}`, values: '1x40 _x80' },
          { series: `http_requests_total{${target},route="/a",status="200"}`, values: '0+10x40 _x80' },
        ],
        promql_expr_test: totals.flatMap((expr) => [
          { expr, eval_time: '9m', exp_samples: [{ labels: '{}', value: 0 }] },
          { expr, eval_time: '25m', exp_samples: [] },
        ]),
      },
    ],
    15,
  );
});
