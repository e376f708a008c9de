/** The overview's table of firing alerts, on rules that promtool runs. */
import { prometheusRules } from '../../lib/compile/prometheus-rules';
import { dashboards, panelQueries } from '../../lib/dashboards';
import { SEVERITIES } from '../../lib/alerting/severity';
import { onlyAlerts, WITHOUT_SLOS } from '../support/incident';
import { runRuleTests } from '../support/promtool';
import { context } from '../support/dashboards';

const HALF_HOUR = 120;

test('an inhibited alert names the alert that inhibits it; an alert that was notified before names none', async () => {
  const ctx = context({
    thresholds: onlyAlerts({ HighErrorRate: '5m', CriticalErrorRate: '2m', Watchdog: '0s' }),
    slos: WITHOUT_SLOS,
    exporters: {},
  });
  const query = panelQueries(ctx).find(({ panel }) => panel === 'Firing alerts')?.expr ?? '';
  const errors = (values: string) => [
    {
      series: 'errors_total{job="backend-api",instance="a:8000",endpoint="/signals",status="500"}',
      values: `0x20 ${values}`,
    },
    { series: 'up{job="backend-api",instance="a:8000"}', values: `1x${20 + 2 * HALF_HOUR}` },
  ];
  const firing = (time: string, inhibited: string) => ({
    expr: `group by (alertname, inhibited_by) (${query})`,
    eval_time: time,
    exp_samples: [
      { labels: '{alertname="CriticalErrorRate"}', value: 1 },
      { labels: `{alertname="HighErrorRate"${inhibited}}`, value: 1 },
    ],
  });
  await runRuleTests(
    prometheusRules(ctx),
    [query],
    [
      {
        name: '3 errors a second',
        interval: '15s',
        input_series: errors(`0+45x${HALF_HOUR}`),
        promql_expr_test: [firing('30m', ',inhibited_by="CriticalErrorRate"')],
      },
      {
        name: '0.5 errors a second for half an hour, then 3',
        interval: '15s',
        input_series: errors(`0+7.5x${HALF_HOUR} 945+45x${HALF_HOUR}`),
        promql_expr_test: [firing('60m', '')],
      },
    ],
    15,
  );
});

test('an alert of many series has one row, with their number, and the critical ones come first', () => {
  const panel = dashboards(context()).overview?.panels.find(({ title }) => title === 'Firing alerts');
  const options = Object.fromEntries((panel?.transformations ?? []).map((each) => [each.id, each.options]));
  expect(options.groupBy).toMatchObject({
    fields: {
      alertname: { operation: 'groupby' },
      Value: { operation: 'aggregate', aggregations: ['min', 'count'] },
    },
  });
  expect(options.sortBy).toEqual({ sort: [{ field: 'severity' }] });
  expect([...SEVERITIES].sort()[0]).toBe('critical');
});
