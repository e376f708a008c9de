/** Service level objectives in a stack file. */
import { trading } from '../../../platform';
import { alertNames } from '../../../platform';
import { ruleContext, toSettings } from '../../../lib/settings/settings';
import { panelQueries } from '../../../lib/dashboards';
import { resolve, resolveAll } from '../../../lib/alerting/resolve';
import { prometheusRules } from '../../../lib/compile/prometheus-rules';
import { sloNames } from '../../../rules/slos';
import { context } from '../../support/dashboards';
import { EXPORTERS } from '../../support/exporters';
import { settingsErrors } from '../../support/settings-errors';

const SHARE = 'a share above 0 and below 1, such as 0.999 for 99.9%';
const availability = (slo: unknown) => ({ slos: { 'api-availability': slo } });

test('an objective of the stack changes both alerts of its SLO, their text, and the panels', () => {
  const raw = availability({ objective: '0.995' });
  const stack = ruleContext(toSettings(trading, 'dev', raw));
  for (const name of ['APIAvailabilityErrorBudgetBurn', 'APIAvailabilityErrorBudgetBurnSlow'] as const) {
    const alert = resolve(name, stack);
    expect(alert.threshold.value).toBe(0.995);
    expect(alert.overridden).toEqual(['objective']);
    expect(alert.annotations.description).toContain('99.5% over 30 days');
    const recorded = String(alert.measurement.records?.map(({ expr }) => String(expr)));
    expect(recorded).toContain('/ 0.005');
    expect(recorded).not.toContain('/ 0.001');
  }
  const panels = panelQueries(context(raw)).filter(({ expr }) => expr.includes('slo="api-availability"'));
  expect(panels).toHaveLength(5);
  for (const { expr } of panels) expect(expr).toMatch(/\/ 0\.005(, |$)/);
});

test('switching off an SLO removes its alerts, recording rules and panels, and no others', () => {
  const raw = availability({ enabled: false });
  const stack = ruleContext(toSettings(trading, 'dev', { ...EXPORTERS, ...raw }));
  const missingAlerts = alertNames.filter((name) => !resolveAll(stack).some((alert) => alert.name === name));
  expect(missingAlerts).toEqual(['APIAvailabilityErrorBudgetBurn', 'APIAvailabilityErrorBudgetBurnSlow']);
  const everything = JSON.stringify([prometheusRules(stack), panelQueries(context(raw))]);
  expect(everything).not.toContain('api-availability');
  expect(everything).toContain('api-latency');
});

test('a stack without any SLO has no rule file and no row for them', () => {
  const raw = { slos: Object.fromEntries(sloNames.map((name) => [name, { enabled: 'false' }])) };
  expect(prometheusRules(ruleContext(toSettings(trading, 'dev', raw)))).not.toHaveProperty(['slo.yaml']);
  expect(panelQueries(context(raw)).filter(({ expr }) => expr.includes('slo:'))).toEqual([]);
});

test.each<[string, unknown, string]>([
  ['a percentage', availability({ objective: 99.9 }), `slos.api-availability.objective: had 99.9, needs ${SHARE}`],
  ['everything', availability({ objective: 1 }), `slos.api-availability.objective: had 1, needs ${SHARE}`],
  ['nothing', availability({ objective: 0 }), `slos.api-availability.objective: had 0, needs ${SHARE}`],
  [
    'a word',
    availability({ objective: 'high' }),
    `slos.api-availability.objective: had "high" (a string), needs ${SHARE}`,
  ],
  [
    'an objective so low that its page can never fire',
    availability({ objective: 0.9 }),
    'slos.api-availability.objective: had 0.9, which can never page: 14.4x the 10% that may fail is more than everything; the loosest is 0.931',
  ],
  [
    'an objective of 100 %',
    availability({ objective: 0.999999 }),
    'slos.api-availability.objective: had 0.999999, which is so strict that any failure pages; the strictest is 0.99999',
  ],
  [
    'an SLO that does not exist',
    { slos: { 'api-latancy': {} } },
    `slos.api-latancy: no such setting; it may have ${sloNames.join(', ')}; did you mean api-latency?`,
  ],
  [
    'a window, which is not a setting',
    availability({ window: '7d' }),
    'slos.api-availability.window: no such setting; it may have objective, enabled',
  ],
  [
    'a threshold for an alert that an objective defines',
    { thresholds: { APILatencyErrorBudgetBurn: { above: 3 } } },
    'thresholds.APILatencyErrorBudgetBurn.above: APILatencyErrorBudgetBurn has no number of its own, it follows from slos.api-latency.objective; it may have for, severity, enabled, minimumRate',
  ],
])('%s is refused', (_case, raw, line) => {
  expect(settingsErrors(raw)).toEqual([line]);
});

test('the loosest and the strictest objective in the error are accepted', () => {
  for (const objective of [0.931, 0.99999]) expect(settingsErrors(availability({ objective }))).toEqual([]);
  expect(settingsErrors(availability({ objective: 0.5, enabled: false }))).toEqual([]);
});
