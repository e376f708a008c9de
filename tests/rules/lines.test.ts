/** What is deployed is broken into lines as `promtool promql format` breaks it, which parses it and prints the tree. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { compile } from '../../lib/compile';
import { ENCRYPTED } from '../../lib/settings/raw';
import { toSettings } from '../../lib/settings/settings';
import { EXPORTERS } from '../support/exporters';
import { stackFiles } from '../support/scenarios';

const PROMTOOL = join(__dirname, '..', '..', '.tools', 'bin', 'promtool');
/** Linux passes no argument longer than 128 KiB to a program. */
const LONGEST_ARGUMENT = 128 * 1024 - 1;
const external = {
  target: 'external',
  backend: { selector: { job: 'backend-api' } },
  external: { grafana: { url: 'https://acme.grafana.net/', token: ENCRYPTED }, prometheus: { dataSourceUid: 'x' } },
};

async function format(text: string): Promise<string> {
  const { stdout } = await promisify(execFile)(PROMTOOL, ['--experimental', 'promql', 'format', text]);
  return stdout.replace(/\n$/, '');
}

/** promtool does not indent a subquery that fits on a line of its own; ours is indented like everything else. */
const withoutIndentedSubqueries = (text: string): string =>
  text.replace(/^ +(?=\S.*\[\w+:\w+\](?: @ end\(\))?(?: offset \w+)?,?$)/gm, '');

function expressions(stack: string, raw: Record<string, unknown>): string[] {
  const { prometheusGroups, grafana } = compile(toSettings(stack, raw));
  const queries = grafana.ruleGroups.flatMap(({ rules }) => rules.flatMap(({ data }) => data));
  const found = [
    ...prometheusGroups.flatMap(({ rules }) => rules.map(({ expr }) => expr)),
    ...queries.flatMap(({ model: { expr } }) => (typeof expr === 'string' ? [expr] : [])),
  ];
  return [...new Set(found)].filter((expr) => Buffer.byteLength(expr) <= LONGEST_ARGUMENT);
}

test.each<[string, string, Record<string, unknown>]>([
  ['dev with every exporter', 'dev', EXPORTERS],
  ['dev whose Alertmanager notifies', 'dev', { ...EXPORTERS, alerting: { engine: 'alertmanager' } }],
  ['a target whose Prometheus evaluates no rules', 'prod', external],
  ...stackFiles().map(([stack, raw]): [string, string, Record<string, unknown>] => [stack, stack, raw]),
])('promtool would write no rule of %s otherwise', async (_name, stack, raw) => {
  const found = expressions(stack, raw);
  expect(found.some((expr) => expr.includes('\n'))).toBe(true);
  for (const expr of found) expect(withoutIndentedSubqueries(expr)).toBe(withoutIndentedSubqueries(await format(expr)));
});
