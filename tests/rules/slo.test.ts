/** What an SLO compiles to: windows and burn rates, recording rules, and alerts that do not repeat others. */
import { alertDefinition } from '../../lib/alerting/catalogue';
import { trading } from '../../platform';
import { sourcesInCatalogue } from '../../lib/alerting/inhibition';
import { ruleContext, toSettings } from '../../lib/settings/settings';
import { seconds } from '../../lib/units';
import { burnsOf, allowance } from '../../lib/slo/alerts';
import { condition, resolve, resolveAll } from '../../lib/alerting/resolve';
import { alertNames, definition } from '../../platform';
import { prometheusRules } from '../../lib/compile/prometheus-rules';
import { grafanaRuleGroups } from '../../lib/compile/grafana-rules';
import { sloNames, slos } from '../../rules/slos';
import { sloSeries } from '../../lib/slo/recording';
import { readPromql } from '../support/promql';

const context = ruleContext(
  toSettings(trading, 'dev', { backend: { selector: { job: 'backend-api', cluster: 'eu' } } }),
);
const { groups } = prometheusRules(context)['slo.yaml'] ?? { groups: [] };
const rules = groups.flatMap((group) => group.rules);
const metricsIn = (expr: string) => readPromql(expr).selections.map(({ metric }) => metric);

test('the burn rates over 30 days are those of the SRE workbook', () => {
  const rates = (['page', 'ticket'] as const).flatMap((kind) => burnsOf(slos['api-availability'], kind, 0.999));
  expect(rates.map(({ factor, long, short }) => [factor, long, short])).toEqual([
    [14.4, '1h', '5m'],
    [6, '6h', '30m'],
    [3, '1d', '2h'],
    [1, '3d', '6h'],
  ]);
});

test.each(sloNames.filter((name) => slos[name].sli.ofTime === undefined))(
  'a total outage of %s fires within two minutes, at any objective from 98%% on',
  (name) => {
    for (const objective of [0.98, 0.99, 0.995, 0.999, 0.99999]) {
      // A window that was healthy reaches the burn rate once this share of it has failed.
      const times = burnsOf(slos[name], 'page', objective).map(
        (burn) => burn.factor * allowance(objective) * seconds(burn.long),
      );
      expect([objective, Math.min(...times) <= 90]).toEqual([objective, true]);
    }
  },
);

test('every window of an alert or a budget is recorded once for each SLO', () => {
  const records = rules.flatMap(({ record, labels }) => (record === undefined ? [] : [`${record} ${labels?.slo}`]));
  const windows = new Set(
    sloNames.flatMap((slo) =>
      (['page', 'ticket'] as const).flatMap((kind) =>
        burnsOf(slos[slo], kind, slos[slo].objective).flatMap(({ long, short }) => [long, short]),
      ),
    ),
  );
  const names = [...sloSeries(slos), ...[...windows].map((window) => `slo:burn:rate${window}`)];
  expect(records.toSorted()).toEqual(sloNames.flatMap((slo) => names.map((name) => `${name} ${slo}`)).toSorted());
});

test('the recorded series of an SLO carry the labels that select the platform', () => {
  for (const { record, labels } of rules.filter((rule) => sloSeries(slos).includes(rule.record ?? '')))
    expect([record, labels]).toEqual([
      record,
      expect.objectContaining({ job: 'backend-api', cluster: 'eu', environment: 'dev' }),
    ]);
});

test('a rule comes after the rules that record what it reads, in the same group', () => {
  const [alerting] = groups;
  const before = new Set<string>();
  for (const { record, expr, labels } of alerting?.rules ?? []) {
    const missing = metricsIn(expr).filter((name) => name.includes(':') && !before.has(name));
    expect([record, labels?.slo, missing]).toEqual([record, labels?.slo, []]);
    if (record !== undefined) before.add(record);
  }
});

test('the windows of a month are evaluated once a minute, in a group apart from those that alerts wait for', () => {
  expect(groups.map(({ name, interval }) => [name, interval])).toEqual([
    ['slo', undefined],
    ['slo_budget', '1m'],
  ]);
});

test('on a server without recording rules the alerts query the raw metrics, and there is none on a budget', () => {
  const direct = resolveAll({ ...context, evaluatesRules: false });
  for (const alert of direct)
    expect(metricsIn(String(condition(alert))).filter((name) => name.includes(':'))).toEqual([]);
  expect(direct.filter(({ group }) => group === 'slo')).toEqual([]);
});

test('Grafana gets the alerts and no recording rule', () => {
  const [group] = grafanaRuleGroups(context, { datasourceUid: 'uid', heartbeat: true }).filter(
    ({ title }) => title === 'slo',
  );
  expect(group?.rules.map(({ title }) => title)).toEqual(alertNames.filter((name) => definition(name).group === 'slo'));
});

test('a page is critical and inhibits its ticket; both link to the panel of their own burn rates', () => {
  for (const name of sloNames) {
    const page = `${slos[name].alert}ErrorBudgetBurn` as const;
    expect(resolve(page, context)).toMatchObject({ severity: 'critical', for: '2m', slo: name });
    expect(resolve(`${page}Slow`, context)).toMatchObject({ severity: 'warning', for: '15m', critical: page });
    for (const alert of [page, `${page}Slow`] as const) expect(definition(alert).panel).toEqual(slos[name].panels.burn);
  }
});

describe('what inhibits an alert', () => {
  test('is never the alert itself through others, as that would inhibit both', () => {
    const reaches = (from: string, visited: readonly string[]): string[] =>
      sourcesInCatalogue(trading, from).flatMap((name) =>
        visited.includes(name) ? [`${[...visited, name].join(' < ')}`] : reaches(name, [...visited, name]),
      );
    expect(alertNames.flatMap((name) => reaches(name, [name]))).toEqual([]);
  });

  test('is no warning if the alert is a page', () => {
    const quieter = alertNames.flatMap((name) =>
      definition(name).severity === 'critical'
        ? sourcesInCatalogue(trading, name).filter((other) => alertDefinition(trading, other).severity !== 'critical')
        : [],
    );
    expect(quieter).toEqual([]);
  });
});
