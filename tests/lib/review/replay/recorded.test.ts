/** A history without a recorded series is asked for what it records. */
import { trading } from '../../../../platform';
import { redefined, rulesOf, without } from '../../../../lib/review/replay/alerts';
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
/** With text in and out. */
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

test('what several rules record is all of it', () => {
  const inlined = inlineText('api:errors:rate5m', rules, all);
  expect(inlined).toContain('errors_total');
  expect(inlined).toContain(' or label_replace(sum(rate(refusals_total');
});
test('a series that the history has stays as it is', () => {
  expect(inlineText('api:errors:rate1h > 1', rules, new Set([RATE.record]))).toBe('api:errors:rate1h > 1');
});
test.each(['api:errors:rate5m{slo="z"}', 'api:errors:rate5m{route="/x"}'])(
  '%s cannot be replaced, and says why',
  (expr) => {
    expect(() => inlineText(expr, rules, all)).toThrow(NotReplaceable);
  },
);

test.each([
  ['sum by (status) (rate(e_total[5m]))', 'sum by (status) (rate(e_total{status=~"5.."}[5m]))'],
  ['a or b', 'a{status=~"5.."} or b{status=~"5.."}'],
  ['a unless on () b', 'a{status=~"5.."} unless on () b'],
  ['a * on (route) group_left (team) b', 'a{status=~"5.."} * on (route) group_left (team) b'],
])('a selection of what %s records selects what it is made of', (expr, expected) => {
  expect(inlineText('r:x:sum{status=~"5.."}', [rule('r:x:sum', expr)], new Set(['r:x:sum']))).toBe(expected);
});
test.each(['sum by (route) (a)', 'a or vector(0)', 'label_replace(a, "status", "all", "", "")'])(
  'nothing selects what %s records by a label that it does not keep',
  (expr) => {
    expect(() => inlineText('r:x:sum{status=~"5.."}', [rule('r:x:sum', expr)], new Set(['r:x:sum']))).toThrow(
      'cannot be narrowed by status',
    );
  },
);

test('what is made of its own past stays as it is: nothing can stand in its place', () => {
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
  'every alert of the catalogue can do without every recorded series (told by Prometheus: %s)',
  (ofPrometheus) => {
    const rules = stack({}, ofPrometheus);
    const names = new Set(rules.recorded.map(({ record }) => record));
    const inlined = without(rules, names);
    for (const { expr } of inlined) expect(() => parsePromql(printPromql(expr))).not.toThrow();
    // Whether an alert is inhibited depends on whether it was.
    const left = new Set(inlined.flatMap(({ expr }) => recordedNames(expr, rules.recorded)));
    expect([...left]).toEqual(ofPrometheus ? recordedNames(parsePromql(INHIBITED), rules.recorded) : []);
    expect(inlined.map(({ expr }) => printPromql(expr))).not.toEqual(rules.alerts.map(({ expr }) => printPromql(expr)));
  },
);
test('a name whose rule has changed, or a rule below it, is not taken from a history of the old one', () => {
  expect(redefined(stack({}), stack({}))).toEqual([]);
  const slower = stack({ backend: { address: 'backend:8000', selector: { cluster: 'x' } } });
  expect(redefined(stack({}), slower)).toContain('slo:sli_error:ratio_rate6h');
});
