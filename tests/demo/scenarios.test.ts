import { trading } from '../../platform';
import { ruleContext, toSettings } from '../../lib/settings/settings';
import { isScenario, loadOf, scenarioNames, unknownScenario, type ScenarioName } from '../../demo/scenarios';
import { renderSelector } from '../../lib/promql';
import { seconds } from '../../lib/units';
import { isAvailable, resolveAll, type RuleContext } from '../../lib/alerting/resolve';
import { alertNames, definition } from '../../platform';
import { prometheusRules } from '../../lib/compile/prometheus-rules';
import { WINDOW } from '../../lib/promql/window';
import { expectedAlerts, NEEDS_HISTORY } from '../support/expected-alerts';
import { WITHOUT_SLOS } from '../support/incident';
import { runRuleTests } from '../support/promtool';
import { NIGHT, PEAK, meanRate, recordDemo, SCRAPE_INTERVAL, type Series } from '../support/demo-recording';

const settings = toSettings(trading, 'dev', {});
const context = ruleContext(settings);
/**
 * The rules for a fault; budgets over days cannot change in its minutes. The healthy scenario is tested with all
 * rules.
 */
const withoutSlos = ruleContext(toSettings(trading, 'dev', { slos: WITHOUT_SLOS }));

const firing = (scenario: ScenarioName): string[] => ['Watchdog', ...expectedAlerts(scenario)];

/** Minutes of an ordinary day until the rules know the usual signal sources. */
const HISTORY = 15;

/** Long enough for its alerts: `for`, a window before, and two minutes to spare. */
function minutesFor(scenario: ScenarioName): number {
  if (scenario === 'healthy') return 60;
  const alerts = firing(scenario);
  const durations = resolveAll(context).flatMap((alert) => (alerts.includes(alert.name) ? seconds(alert.for) : []));
  return Math.ceil((Math.max(...durations) + seconds(WINDOW)) / 60) + 2;
}

function inputSeries(recorded: readonly Series[], scrapable: boolean, count: number) {
  const { job } = settings.backend.selector;
  const target = { job, instance: settings.backend.address, environment: settings.environment };
  const platform = recorded.map(({ name, labels, values }) => ({
    series: renderSelector(name, { ...labels, ...target }),
    values: Array.from(values, (value) => value ?? '_').join(' '),
  }));
  return [
    { series: renderSelector('up', target), values: `${scrapable ? 1 : 0}x${count}` },
    ...(scrapable ? platform : []),
  ];
}

async function promtoolTest(scenario: ScenarioName, from: Date, minutes: number, { seed = 1, healthy = 0 } = {}) {
  return {
    name: `${scenario} from ${from.toISOString()}`,
    interval: `${SCRAPE_INTERVAL}s`,
    input_series: inputSeries(
      await recordDemo(scenario, from, minutes, { seed, healthy }),
      loadOf(scenario).scrapable,
      minutes * (60 / SCRAPE_INTERVAL),
    ),
    promql_expr_test: [
      {
        expr: `group by (alertname) (last_over_time(ALERTS{alertstate="firing"}[${minutes}m]))`,
        eval_time: `${minutes}m`,
        exp_samples: firing(scenario).map((alertname) => ({ labels: renderSelector('', { alertname }), value: 1 })),
      },
    ],
  };
}

/** promtool's failures of the tests on a stack's rules, evaluated every so many seconds; empty if there are none. */
async function findFailures(
  rules: RuleContext,
  tests: readonly Awaited<ReturnType<typeof promtoolTest>>[],
  interval: number,
): Promise<string> {
  const looked = tests.flatMap(({ promql_expr_test }) => promql_expr_test.map(({ expr }) => expr));
  return runRuleTests(prometheusRules(rules), looked, tests, interval).then(
    () => '',
    (error: Error) => error.message,
  );
}

describe('the fault scenarios', () => {
  test.each(
    scenarioNames.flatMap((name) => [
      { name, hour: 'at the busiest hour', from: PEAK },
      { name, hour: 'in the quietest night', from: NIGHT },
    ]),
  )('$name fires its own alert and no other, $hour', async ({ name, from }) => {
    const healthy = NEEDS_HISTORY.includes(name) ? HISTORY : 0;
    const played = await promtoolTest(name, from, healthy + minutesFor(name), { healthy });
    expect(await findFailures(name === 'healthy' ? context : withoutSlos, [played], 2 * SCRAPE_INTERVAL)).toBe('');
  });

  test('fire from a healthy start at once, even alerts with a `for` of only 15 s', async () => {
    const here = alertNames.filter((name) =>
      isAvailable(name, { catalogue: trading, exporters: [], evaluatesRules: true }),
    );
    const thresholds = Object.fromEntries(here.map((name) => [name, { for: '15s' }]));
    const tests = [PEAK, NIGHT].flatMap((from) => [1, 2, 3].map((seed) => promtoolTest('healthy', from, 10, { seed })));
    const rules = ruleContext(toSettings(trading, 'dev', { thresholds }));
    expect(await findFailures(rules, await Promise.all(tests), SCRAPE_INTERVAL)).toBe('');
  });

  test.each([
    ['api-errors', 'HighErrorRate', 'errors_total', /^5/],
    ['api-error-storm', 'CriticalErrorRate', 'errors_total', /^5/],
    ['client-errors', 'HighClientErrorRate', 'errors_total', /^4/],
    ['rate-limit-flood', 'HighRateLimitRejections', 'ratelimit_block_total', /^$/],
    ['ea-poll-errors', 'EAPollErrors', 'ea_errors_total', /^$/],
    ['ea-poll-error-storm', 'CriticalEAPollErrors', 'ea_errors_total', /^$/],
  ] as const)(
    '%s spreads its errors so that no single series exceeds the threshold of %s',
    async (name, alert, metric, status) => {
      const limit = definition(alert).threshold.value;
      const rates = (await recordDemo(name, PEAK, 10))
        .filter((series) => series.name === metric && status.test(series.labels.status ?? ''))
        .map(meanRate);
      expect(rates.reduce((a, b) => a + b)).toBeGreaterThan(limit);
      expect(Math.max(...rates)).toBeLessThan(limit);
    },
  );

  test('an unknown name is refused with the nearest one and all names', () => {
    expect(isScenario('redis-dwn')).toBe(false);
    const message = unknownScenario('redis-dwn');
    expect(message).toContain('did you mean "redis-down"?');
    for (const name of scenarioNames) expect(message).toContain(name);
  });
});
