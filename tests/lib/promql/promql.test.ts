/** Expressions of lib/promql are printed as a person would write them. */
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
} from '../../../lib/promql';

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
  ['a unless ignoring (le) b', a.unlessIgnoring('le', b)],
  ['a offset 5m', a.offset('5m')],
  [
    'up{instance!="y",job="x",route=~"z.*"}',
    foreign('up', { job: 'x', instance: { not: 'y' }, route: { matches: 'z.*' } }),
  ],
  ['sum by (job) (rate(c_total[5m] offset 1h))', sum(rate(foreignCounter('c_total', {}), '5m', '1h'), 'job')],
  ['min_over_time(a[2h:5m] offset 1d)', lowestOverTime(a, '2h', '5m', '1d')],
  ['max_over_time(a[$__range:$__interval] @ end())', peak(a)],
  ['topk(3, bottomk(5, a))', topk(3, bottomk(5, a))],
  ['vector(time() - 60)', secondsFromNow(-60)],
  // Numbers and durations as Prometheus and a person write them.
  ['a > 0.7 / 60', a.compare('>', 0.7 / 60)],
  ['a / (0.7 / 60)', a.dividedBy(0.7 / 60)],
  ['a > 0.0000001', a.compare('>', 1e-7)],
  ['a > 1500000', a.compare('>', 1.5e6)],
  ['rate(c[5m] offset 6d23h)', rate(foreignCounter('c', {}), '5m', '167h')],
  ['rate(c[1w] offset 90d)', rate(foreignCounter('c', {}), '7d', '90d')],
  ['label_replace(a, "x", "say \\"y\\"", "", "")', a.labelled('x', 'say "y"')],
])('%s is printed like this', (text, expression) => {
  expect(String(expression)).toBe(text);
});

test('an expression longer than a line is broken at operators and parentheses', () => {
  const long = (letter: string) => foreign(letter.repeat(60), {});
  const expression = maxOverTime(long('a').plus(long('b')).compare('>', 1), '2h', '5m').or(a.plus(b).times(c));
  expect(expression.toLines().split('\n')).toEqual([
    '  max_over_time(',
    '    (',
    '          ' + 'a'.repeat(60),
    '        +',
    '          ' + 'b'.repeat(60),
    '      >',
    '        1',
    '    )[2h:5m]',
    '  )',
    'or',
    '  (a + b) * c',
  ]);
});
