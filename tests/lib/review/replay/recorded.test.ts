/** A recorded series that the history lacks is replaced by its expression. */
import { trading } from '../../../../platform';
import { redefinedRecords, rulesOf, alertsWithoutSeries } from '../../../../lib/review/replay/alerts';
import { inline, NotReplaceable, recordedNames, type RecordedSeries } from '../../../../lib/review/replay/recorded';
import { printPromql } from '../../../../lib/promql';
import { parsePromql } from '../../../../lib/promql/parse';
import { buildRules } from '../../../../lib/compile/prometheus-rules';
import { INHIBITED } from '../../../../lib/alerting/inhibition';
import { ruleContext, toSettings } from '../../../../lib/settings/settings';

const rule = (record: string, expr: string, labels = {}): RecordedSeries => ({
  record,
  expr: parsePromql(expr),
  labels,
  interval: '15s',
});
/** Replaces recorded series, with text in and out. */
const inlineText = (expr: string, rules: readonly RecordedSeries[], lacking: ReadonlySet<string>): string =>
  printPromql(inline(parsePromql(expr), rules, lacking));
const RATE = rule('api:errors:rate5m', 'sum(rate(errors_total{job="api"}[5m]))', { slo: 'a' });
const OTHER = rule('api:errors:rate5m', 'sum(rate(refusals_total{job="api"}[5m]))', { slo: 'b' });
const HOUR = rule('api:errors:rate1h', 'avg_over_time(api:errors:rate5m{slo="a"}[1h])');
const rules = [RATE, OTHER, HOUR];
const all = new Set(rules.map(({ record }) => record));
const OF_RATE = 'label_replace(sum(rate(errors_total{job="api"}[5m])), "slo", "a", "", "")';

test.each([
  ['api:errors:rate5m{slo="a"} > 1', `${OF_RATE} > 1`],
  ['max_over_time(api:errors:rate5m{slo="a"}[10m]) > 1', `max_over_time(${OF_RATE}[10m:15s]) > 1`],
  ['max_over_time(api:errors:rate5m{slo="a"}[10m:1m]) > 1', `max_over_time(${OF_RATE}[10m:1m]) > 1`],
  ['api:errors:rate5m{slo="a"} offset 1d > 1', `last_over_time(${OF_RATE}[15s:15s] offset 1d) > 1`],
  ['api:errors:rate5m{slo=~"a|c",job="api"} > 1', `${OF_RATE} > 1`],
  ['api:errors:rate1h > 1', `avg_over_time(${OF_RATE}[1h:15s]) > 1`],
  ['up == 0', 'up == 0'],
])('%s', (expr, expected) => {
  expect(inlineText(expr, rules, all)).toBe(expected);
});

test('several rules of one record are combined', () => {
  const inlined = inlineText('api:errors:rate5m', rules, all);
  expect(inlined).toContain('errors_total');
  expect(inlined).toContain(' or label_replace(sum(rate(refusals_total');
});
test('a series that the history has is not replaced', () => {
  expect(inlineText('api:errors:rate1h > 1', rules, new Set([RATE.record]))).toBe('api:errors:rate1h > 1');
});
test.each(['api:errors:rate5m{slo="z"}', 'api:errors:rate5m{route="/x"}'])(
  '%s cannot be replaced, and the error has the reason',
  (expr) => {
    expect(() => inlineText(expr, rules, all)).toThrow(NotReplaceable);
  },
);

test.each([
  ['sum by (status) (rate(e_total[5m]))', 'sum by (status) (rate(e_total{status=~"5.."}[5m]))'],
  ['a or b', 'a{status=~"5.."} or b{status=~"5.."}'],
  ['a unless on () b', 'a{status=~"5.."} unless on () b'],
  ['a * on (route) group_left (team) b', 'a{status=~"5.."} * on (route) group_left (team) b'],
])('a selector of the record of %s selects in its expression', (expr, expected) => {
  expect(inlineText('r:x:sum{status=~"5.."}', [rule('r:x:sum', expr)], new Set(['r:x:sum']))).toBe(expected);
});
test.each(['sum by (route) (a)', 'a or vector(0)', 'label_replace(a, "status", "all", "", "")'])(
  'a selector of the record of %s by a label that the expression drops selects nothing',
  (expr) => {
    expect(() => inlineText('r:x:sum{status=~"5.."}', [rule('r:x:sum', expr)], new Set(['r:x:sum']))).toThrow(
      'cannot be narrowed by status',
    );
  },
);

test('a rule that reads its own past is not replaced', () => {
  const inhibited = rule('alert:inhibited:info', 'up == 0 unless target:notified:max');
  const notified = rule('target:notified:max', 'ALERTS unless alert:inhibited:info');
  const all = new Set([inhibited.record, notified.record]);
  expect(inlineText('up unless on () alert:inhibited:info', [inhibited, notified], all)).toBe(
    'up unless on () alert:inhibited:info',
  );
});

const stack = (raw: object, ofPrometheus = false) =>
  rulesOf(
    Object.values(buildRules(ruleContext(toSettings(trading, 'dev', raw)), ofPrometheus)).flatMap(
      ({ groups }) => groups,
    ),
    '15s',
  );
test.each([false, true])(
  'every alert of the catalogue can be replayed without any recorded series (Prometheus as engine: %s)',
  (ofPrometheus) => {
    const rules = stack({}, ofPrometheus);
    const names = new Set(rules.recorded.map(({ record }) => record));
    const inlined = alertsWithoutSeries(rules, names);
    for (const { expr } of inlined) expect(() => parsePromql(printPromql(expr))).not.toThrow();
    // Whether an alert is inhibited depends on whether it was inhibited before.
    const left = new Set(inlined.flatMap(({ expr }) => recordedNames(expr, rules.recorded)));
    expect([...left]).toEqual(ofPrometheus ? recordedNames(parsePromql(INHIBITED), rules.recorded) : []);
    expect(inlined.map(({ expr }) => printPromql(expr))).not.toEqual(rules.alerts.map(({ expr }) => printPromql(expr)));
  },
);
test('a record is not read from the history if its rule, or one that it reads, has changed', () => {
  expect(redefinedRecords(stack({}), stack({}))).toEqual([]);
  const slower = stack({ backend: { address: 'backend:8000', selector: { cluster: 'x' } } });
  expect(redefinedRecords(stack({}), slower)).toContain('slo:sli_error:ratio_rate6h');
});
