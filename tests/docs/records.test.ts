/** The reference of recorded series against the rules that are deployed. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { prometheusRules, rulesIn } from '../../lib/compile/prometheus-rules';
import { ruleContext, toSettings } from '../../lib/settings/settings';
import { readStackFile, stackNames } from '../../lib/settings/stack-file';

const page = readFileSync(join(__dirname, '../../docs/records.md'), 'utf8');
const rows = [...page.matchAll(/^\| `(\S+?)`\s*\| (.*?)\s*\| (.*?)\s*\|$/gm)].map(([, name, labels, meaning]) => ({
  name,
  labels,
  meaning,
}));
const rules = stackNames().flatMap((stack) =>
  rulesIn(prometheusRules(ruleContext(toSettings(stack, readStackFile(stack))))),
);

test('the reference has each recorded series of each stack once, in a line with its meaning', () => {
  const recorded = [...new Set(rules.flatMap(({ record = [] }) => record))].toSorted();
  expect(rows.map(({ name }) => name).toSorted()).toEqual(recorded);
  for (const { meaning } of rows) expect(meaning).toMatch(/^\S.{5,180}$/);
});

test('its labels are those by which an alert tells series apart', () => {
  expect(rows.find(({ name }) => name === 'endpoint:errors_5xx:rate5m')?.labels).toBe('endpoint, environment');
  expect(rows.find(({ name }) => name === 'route:request_duration_seconds:p95')?.labels).not.toMatch(/\ble\b/);
});

test('no server is sent what a series means', () => {
  expect(rules.filter((rule) => 'meaning' in rule)).toEqual([]);
});
