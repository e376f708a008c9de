/**
 * Deployed expressions are broken into lines as Prometheus formats them (`promtool promql format`, which parses an
 * expression and prints it).
 */
import { trading } from '../../platform';
import { compile } from '../../lib/compile';
import { ENCRYPTED } from '../../lib/settings/raw';
import { toSettings } from '../../lib/settings/settings';
import { EXPORTERS } from '../support/exporters';
import { startEmptyPrometheus, type EmptyPrometheus } from '../support/prometheus';
import { stackFiles } from '../support/scenarios';

let prometheus: EmptyPrometheus;
beforeAll(async () => {
  prometheus = await startEmptyPrometheus();
});
afterAll(() => prometheus?.stop());

const external = {
  target: 'external',
  backend: { selector: { job: 'backend-api' } },
  external: { grafana: { url: 'https://acme.grafana.net/', token: ENCRYPTED }, prometheus: { dataSourceUid: 'x' } },
};

const format = (query: string): Promise<string> => prometheus.query<string>('format_query', { query });

/** Prometheus does not indent a subquery that fits on a line of its own; ours is indented like everything else. */
const withoutIndentedSubqueries = (text: string): string =>
  text.replace(/^ +(?=\S.*\[\w+:\w+\](?: @ end\(\))?(?: offset \w+)?,?$)/gm, '');

function expressions(stack: string, raw: Record<string, unknown>): string[] {
  const { prometheusGroups, grafana } = compile(toSettings(trading, stack, raw));
  const queries = grafana.ruleGroups.flatMap(({ rules }) => rules.flatMap(({ data }) => data));
  const found = [
    ...prometheusGroups.flatMap(({ rules }) => rules.map(({ expr }) => expr)),
    ...queries.flatMap(({ model: { expr } }) => (typeof expr === 'string' ? [expr] : [])),
  ];
  return [...new Set(found)];
}

test.each<[string, string, Record<string, unknown>]>([
  ['dev with every exporter', 'dev', EXPORTERS],
  ['dev whose Alertmanager notifies', 'dev', { ...EXPORTERS, alerting: { engine: 'alertmanager' } }],
  ['a target whose Prometheus evaluates no rules', 'prod', external],
  ...stackFiles().map(([stack, raw]): [string, string, Record<string, unknown>] => [stack, stack, raw]),
])('Prometheus formats every rule of %s the same way', async (_name, stack, raw) => {
  const found = expressions(stack, raw);
  expect(found.some((expr) => expr.includes('\n'))).toBe(true);
  for (const expr of found) expect(withoutIndentedSubqueries(expr)).toBe(withoutIndentedSubqueries(await format(expr)));
});
