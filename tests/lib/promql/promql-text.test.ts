/** PromQL text becomes the expression tree that this project would have built. */
import { trading } from '../../../platform';
import { buildRules, rulesIn } from '../../../lib/compile/prometheus-rules';
import { ruleContext, toSettings } from '../../../lib/settings/settings';
import { panelQueries } from '../../../lib/dashboards';
import { groupingsOf, printPromql, selectionsOf } from '../../../lib/promql';
import { parsePromql, PromqlSyntaxError } from '../../../lib/promql/parse';
import { context } from '../../support/dashboards';
import { EXPORTERS } from '../../support/exporters';

const rules = rulesIn(buildRules(ruleContext(toSettings(trading, 'dev', EXPORTERS)), true)).map(({ expr }) => expr);
const queries = panelQueries(context()).map(({ tree }) => tree);
/** Neither a server nor its grammar accepts an expression with Grafana's variables. */
const expressions = [...rules, ...queries].filter((tree) => !/\$__/.test(String(tree)));

test('every expression of this project is parsed to the tree that was printed', () => {
  expect(expressions.length).toBeGreaterThan(150);
  for (const tree of expressions) {
    const text = String(tree);
    const parsed = parsePromql(tree.toLines());
    expect(printPromql(parsed)).toBe(text);
    expect(
      selectionsOf(parsed).map(({ metric, takenBy, aggregator, presence }) => [metric, takenBy, aggregator, presence]),
    ).toEqual(
      selectionsOf(tree.node).map(({ metric, takenBy, aggregator, presence }) => [
        metric,
        takenBy,
        aggregator,
        presence,
      ]),
    );
    expect(groupingsOf(parsed)).toEqual(groupingsOf(tree.node));
  }
});

test.each([
  ['sum(rate(x[5m])) by (route)', 'sum by (route) (rate(x[5m]))'],
  ['sum(x) without (a)', 'sum without (a) (x)'],
  ['a * on (x) group_right (y) b', 'a * on (x) group_right (y) b'],
  [`label_replace(a, 'x', "\\"y'", \`\\d\`, '"z')`, 'label_replace(a, "x", "\\"y\'", "\\\\d", "\\"z")'],
  ['-x', '-1 * x'],
  ['x > -Inf', 'x > -Inf'],
  // The grammar takes these for an offset of everything before it.
  ['a + b offset 5m', 'a + b offset 5m'],
  ['a + b + c[5m:1m] @ end() offset 1h', 'a + b + c[5m:1m] @ end() offset 1h'],
  ['a and b offset 5m == 1 or c', 'a and b offset 5m == 1 or c'],
  ['a - b offset 5m - c * -d[5m:1m] + 1', 'a - b offset 5m - c * (-1 * d[5m:1m]) + 1'],
  ['(a or b)[10m:1m]', '(a or b)[10m:1m]'],
  ['{__name__=~"a|b",x!=\'\'}', '{__name__=~"a|b",x!=""}'],
])('%s is parsed', (text, printed) => expect(printPromql(parsePromql(text))).toBe(printed));

test.each([
  ['sum(', 'does not parse'],
  ['a{job=x}', 'does not parse'],
  ['', 'does not parse'],
  ['a ^ b', '\\^'],
  ['a @ 1600000000', 'a @ 1600000000'],
  ['{"a b"}', 'QuotedLabelName'],
])('%p is refused with the reason', (text, message) => {
  expect(() => parsePromql(text)).toThrow(PromqlSyntaxError);
  expect(() => parsePromql(text)).toThrow(new RegExp(message));
});
