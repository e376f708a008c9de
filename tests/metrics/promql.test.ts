/** What the functions of metrics/promql build prints as a person would write it. */
import {
  bottomk,
  foreign,
  foreignCounter,
  lowestOverTime,
  maxOverTime,
  peak,
  rate,
  secondsFromNow,
  sum,
  topk,
  type Vector,
} from '../../metrics/promql';

const a = foreign('a', {});
const b = foreign('b', {});
const c = foreign('c', {});

test.each<[string, Vector]>([
  ['a + b * c', a.plus(b.times(c))],
  ['(a + b) * c', a.plus(b).times(c)],
  ['a - b - c', a.minus(b).minus(c)],
  ['a - (b - c)', a.minus(b.minus(c))],
  ['a - a - (a - a)', a.minus(a).minus(a.minus(a))],
  ['a or b and c', a.or(b.and(c))],
  ['(a or b) and c', a.or(b).and(c)],
  ['max_over_time((a > 1)[5m:1m])', maxOverTime(a.compare('>', 1), '5m', '1m')],
])('%s has parentheses where precedence needs them', (text, expression) => {
  expect(String(expression)).toBe(text);
});

test.each<[string, Vector]>([
  ['a >= bool 1', a.is('>=', 1)],
  ['a / on (job) group_left () b', a.dividedByOne(b, 'job')],
  ['a unless ignoring (le) b', a.unlessIgnoring('le', b)],
  ['a offset 5m', a.offset('5m')],
  [
    'up{job="x",instance!="y",route=~"z.*"}',
    foreign('up', { job: 'x', instance: { not: 'y' }, route: { matches: 'z.*' } }),
  ],
  ['sum by (job) (rate(c_total[5m] offset 1h))', sum(rate(foreignCounter('c_total', {}), '5m', '1h'), 'job')],
  ['min_over_time(a[2h:5m] offset 1d)', lowestOverTime(a, '2h', '5m', '1d')],
  ['max_over_time(a[$__range:$__interval] @ end())', peak(a)],
  ['topk(3, bottomk(5, a))', topk(3, bottomk(5, a))],
  ['vector(time() - 60)', secondsFromNow(-60)],
  ['label_replace(a, "x", "say \\"y\\"", "", "")', a.labelled('x', 'say "y"')],
])('%s is printed so', (text, expression) => {
  expect(String(expression)).toBe(text);
});
