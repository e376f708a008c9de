/** The reference of recorded series, compared with the deployed rules. */
import { trading } from '../../platform';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { prometheusRules, rulesIn } from '../../lib/compile/prometheus-rules';
import { ruleContext, toSettings } from '../../lib/settings/settings';
import { readStackFile, stackNames } from '../../lib/settings/stack-file';
import { expandBraces } from '../support/markdown';

const page = readFileSync(join(__dirname, '../../docs/records.md'), 'utf8');
const rows = [...page.matchAll(/^\| (`.*?`)\s*\| (.*?)\s*\|$/gm)].map(([, names = '', meaning]) => ({
  names: expandBraces(names.replaceAll('`', '')),
  meaning,
}));
const rules = stackNames().flatMap((stack) =>
  rulesIn(prometheusRules(ruleContext(toSettings(trading, stack, readStackFile(stack))))),
);

test('the reference has each recorded series of each stack once, in a row with its meaning', () => {
  const recorded = [...new Set(rules.flatMap(({ record = [] }) => record))].toSorted();
  expect(rows.flatMap(({ names }) => names).toSorted()).toEqual(recorded);
  for (const { meaning } of rows) expect(meaning).toMatch(/^\S.{5,180}$/);
});

test('series that differ only in a number share a row', () => {
  const burnRates = rows.filter(({ names }) => names.some((name) => name.startsWith('slo:burn:')));
  expect(burnRates.map(({ names }) => names.length)).toEqual([7]);
});

test('the meaning of a series is sent to no server', () => {
  expect(rules.filter((rule) => 'meaning' in rule)).toEqual([]);
});
