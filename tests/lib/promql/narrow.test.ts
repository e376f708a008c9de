/** An expression narrowed by a label of its result reads only the series with that label. */
import { narrowSelectors, printPromql } from '../../../lib/promql';
import { parsePromql } from '../../../lib/promql/parse';

const onA = (text: string): string | undefined => {
  const found = narrowSelectors(parsePromql(text), { label: 'route', op: '=', value: '/a' });
  return found && printPromql(found);
};

test.each([
  ['route:x:rate5m', 'route:x:rate5m{route="/a"}'],
  ['sum by (route) (rate(x[5m])) / 300', 'sum by (route) (rate(x{route="/a"}[5m])) / 300'],
  ['1 - sum by (route) (rate(x[5m]))', '1 - sum by (route) (rate(x{route="/a"}[5m]))'],
  ['x and y > 1', 'x{route="/a"} and y > 1'],
  ['x unless on (route) y', 'x{route="/a"} unless on (route) y'],
  ['x or y', 'x{route="/a"} or y{route="/a"}'],
  ['max_over_time(sum by (route) (x)[1d:10m])', 'max_over_time(sum by (route) (x{route="/a"})[1d:10m])'],
  ['histogram_quantile(0.95, sum by (le, route) (x))', 'histogram_quantile(0.95, sum by (le, route) (x{route="/a"}))'],
])('%s where route is /a', (text, expected) => expect(onA(text)).toBe(expected));

test.each([
  ['a total has no such label', 'sum(x)'],
  ['no selector has the label that is set', 'label_replace(sum(x), "route", "all", "", "")'],
  ['a part of it has no such label', 'sum by (route) (x) or sum(y)'],
  ['a number has no labels', '5'],
])('%s: %s cannot be narrowed', (_why, text) => expect(onA(text)).toBeUndefined());
