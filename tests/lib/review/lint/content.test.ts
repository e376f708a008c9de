/**
 * Compiled content has no finding that pint or dashboard-linter would have, and each check finds the mistake that it
 * is for.
 */
import { trading } from '../../../../platform';
import { lintContent } from '../../../../lib/review/lint';
import { expressionChecks } from '../../../../lib/review/lint/expressions';
import { panelChecks } from '../../../../lib/review/lint/panels';
import { alertChecks, catalogueChecks, recordingChecks } from '../../../../lib/review/lint/rules';
import { lintMaintenance } from '../../../../lib/review/lint/maintenance';
import type { AlertRule, LintedPanel } from '../../../../lib/review/lint/finding';
import { absent, foreign, sum, type Vector } from '../../../../lib/promql';
import { parsePromql } from '../../../../lib/promql/parse';
import { SOURCES } from '../../../../lib/alerting/inhibition-recording';
import { resolveAll } from '../../../../lib/alerting/resolve';
import { sourceOf } from '../../../../scripts/lint-content';
import { compile } from '../../../../lib/compile';
import { toSettings } from '../../../../lib/settings/settings';
import { context } from '../../../support/dashboards';
import { documentedStacks, rawSettings } from '../../../support/documented-stacks';

test('a stack with everything switched on has no finding', () => {
  expect(lintContent(context()).map(({ check, at, what }) => `${at} ${what} (${check.name})`)).toEqual([]);
});

test.each(documentedStacks.map((stack) => [stack.title, stack] as const))(
  'the stack of %s has no finding, whichever engine notifies',
  (_title, stack) => {
    const { dashboardContext } = compile(toSettings(trading, 'prod', rawSettings(stack)));
    expect(lintContent(dashboardContext).map(({ at, what }) => `${at} ${what}`)).toEqual([]);
  },
);

test.each(['alertmanager', 'grafana'] as const)('many long alerts with engine %s are found', (engine) => {
  const expressions = (length: number) => Array.from({ length: 12 }, () => foreign('a'.repeat(length), {}));
  const finds = (length: number) =>
    catalogueChecks.flatMap((check) => check.of({ engine, expressions: expressions(length) }));
  expect(finds(120)).toEqual([]);
  expect(finds(121)).toEqual([`have a median of 121 characters with alerting.engine ${engine}, more than 120`]);
});

const PLAN = { start: '2026-12-01T22:00Z', end: '2026-12-02T02:00Z', why: 'Postgres 18', who: 'Ada' };
const planned = context({ maintenance: { upgrade: { ...PLAN, all: true, routes: ['/poll'] } } });

test('a stack with planned maintenance has no finding, although its alerts are longer then', () => {
  const findings = lintContent(planned).filter(({ check }) => !/length$/.test(check.name));
  expect(findings.map(({ at, what }) => `${at} ${what}`)).toEqual([]);
});
test.each([
  ['2026-12-02T02:04:59Z', []],
  ['2026-12-02T02:05:00Z', ['maintenance.upgrade ended at 2026-12-02 02:00 UTC']],
])('at %s planned maintenance in the past is found', (now, sentences) => {
  const findings = lintMaintenance(planned.maintenance, Date.parse(now) / 1000);
  expect(findings.map(({ at, what }) => `${at} ${what}`)).toEqual(sentences);
});

const findingsOf = (expr: string) =>
  expressionChecks.flatMap((check) =>
    check
      .of({ of: 'x', expr: parsePromql(expr), catalogue: trading, scrapeInterval: '15s' })
      .map((what) => `${check.name}: ${what}`),
  );
test.each([
  ['sum(errors_total) > 1', 'promql/counter: reads the counter errors_total as it stands'],
  ['increase(redis_connected[5m]) < 0', 'promql/rate-of-gauge: takes increase() of the gauge redis_connected'],
  ['rate(errors_total[30s]) > 1', 'promql/range-query: rate(errors_total[30s]) with a scrape each 15s'],
])('%s', (expr, expected) => expect(findingsOf(expr)).toContainEqual(expected));
test.each([
  'sum by (route) (rate(http_requests_total[5m] offset 1d)) > 1',
  'count(http_requests_total) unless on () errors_total',
  'absent(errors_total) and deriv(db_connection_pool_size[1h]) > 0',
])('%s has no finding', (expr) => expect(findingsOf(expr)).toEqual([]));

const [good] = resolveAll(context());
const alertFinds = (rule: Partial<AlertRule['rule']>, measurement = {}) => {
  if (good === undefined) throw new Error('the catalogue has no such alert');
  const { summary, runbook_url, dashboard_url } = good.annotations;
  const annotations = { summary, description: 'all is well', runbook_url, dashboard_url };
  const base = { alert: good.name, expr: sum(foreign('up', {})).compare('>', 1), for: '5m', annotations };
  const alertRule: AlertRule = {
    rule: { ...base, ...rule },
    alert: { ...good, measurement: { ...good.measurement, unit: 'ratio', test: '>', bound: 0.5, ...measurement } },
    scrapeInterval: '15s',
  };
  return alertChecks.flatMap((check) => check.of(alertRule).map(() => check.name));
};
test('a correct alert has no finding', () => expect(alertFinds({})).toEqual([]));
test.each([
  [
    'prints a label that the expression aggregates away',
    { annotations: { summary: '{{ $labels.route }}' } },
    {},
    'alerts/template',
  ],
  ['has its value in a label', { labels: { value: '{{ $value }}' } }, {}, 'alerts/template-in-label'],
  ['has a `for` shorter than an evaluation', { for: '5s' }, {}, 'alerts/for'],
  ['reads absent series without a `for`', { expr: absent(foreign('up', {})), for: '15s' }, {}, 'alerts/absent'],
  ['needs a ratio above 1', {}, { bound: 1 }, 'promql/impossible'],
  ['needs a negative rate', {}, { test: '<', bound: 0 }, 'promql/impossible'],
  ['holds always', {}, { bound: -1 }, 'promql/impossible'],
  ['has no runbook', { annotations: { summary: 'x' } }, {}, 'alerts/annotation'],
])('an alert that %s is found', (_what, rule, measurement, name) => {
  expect(alertFinds(rule, measurement)).toContain(name);
});

const recordFinds = (record: string, expr: Vector) =>
  recordingChecks.flatMap((check) => check.of({ record, expr, labels: { target: 'X' } }).map(() => check.name));
test('a rule with too long a list of sources is found', () => {
  expect(recordFinds(SOURCES, foreign('alertname:active:max', { alertname: { matches: 'A'.repeat(150) } }))).toEqual(
    [],
  );
  expect(recordFinds(SOURCES, foreign('alertname:active:max', { alertname: { matches: 'A'.repeat(200) } }))).toEqual([
    'rule/inhibition-length',
  ]);
});

const query = (expr: string) => [{ refId: 'A', expr: parsePromql(expr) }];
const panel = (more: object): LintedPanel => ({
  ...{ id: 1, type: 'timeseries', title: 'Requests', description: 'Good: few', dashboard: 'x' },
  gridPos: { x: 0, y: 0, w: 1, h: 1 },
  datasource: { type: 'prometheus', uid: '${datasource}' },
  fieldConfig: { defaults: { unit: 's' } },
  targets: [{ refId: 'A', expr: 'up' }],
  queries: query('sum(rate(http_requests_total[5m]))'),
  ...more,
});
const panelFinds = (more: object) => panelChecks.flatMap((check) => check.of(panel(more)).map(() => check.name));
test('a correct panel has no finding', () => expect(panelFinds({})).toEqual([]));
test.each([
  ['panel-title-description-rule', { description: '' }],
  ['panel-units-rule', { fieldConfig: { defaults: {} } }],
  ['panel-datasource-rule', { datasource: { type: 'prometheus', uid: 'mine' } }],
  ['panel-no-targets-rule', { targets: [] }],
  ['target-counter-agg-rule', { queries: query('rate(sum(http_requests_total)[5m:1m])') }],
  ['target-rate-interval-rule', { queries: query('irate(http_requests_total[5m])') }],
])('%s', (name, more) => expect(panelFinds(more)).toContain(name));

test.each([
  ['HighAPILatency', /^rules\/api\.ts:\d+$/],
  ['API Request Rate by Endpoint', /^dashboards\/.*\.ts:\d+$/],
])('%s is found in its source', (name, expected) => expect(sourceOf(name)).toMatch(expected));
