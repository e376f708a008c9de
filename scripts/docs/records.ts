/** `docs/records.md`: the series that the stacks of this repository record, with their meaning. */
import { trading } from '../../platform';
import { buildRules, rulesIn } from '../../lib/compile/prometheus-rules';
import { ruleContext, toSettings } from '../../lib/settings/settings';
import { readStackFile, stackNames } from '../../lib/settings/stack-file';
import { cell, table } from '../support/table';

/** A number with its unit, such as `5m` in a name and `0.5` in a meaning. */
const NUMBER = /(\d[\d.]*[a-z]*)/;
/** A window in a meaning, such as ", over 5 minutes"; the name says it. */
const OVER = /, over \d+ \w+$/;

/** Every recorded series of all stacks: its name, with all its meanings. */
function recordedMeanings(): [name: string, meaning: string][] {
  const rules = stackNames().flatMap((stack) =>
    rulesIn(buildRules(ruleContext(toSettings(trading, stack, readStackFile(stack))))),
  );
  const families = Map.groupBy(
    rules.filter(({ meaning }) => meaning !== undefined),
    ({ record = '' }) => record,
  );
  return [...families].map(([name, family]) => [
    name,
    [...new Set(family.map(({ meaning = '' }) => meaning))].map((text) => text.replace(OVER, '')).join('; '),
  ]);
}

const withoutNumbers = (text: string): string =>
  text
    .split(NUMBER)
    .filter((_part, index) => index % 2 === 0)
    .join('#');

/** Merges texts that differ only in numbers, with the numbers in braces: `p{50,95,99}`. */
const mergeNumbers = (texts: readonly string[]): string =>
  (texts[0] ?? '')
    .split(NUMBER)
    .map((part, index) => {
      const parts = [...new Set(texts.map((text) => text.split(NUMBER)[index] ?? ''))];
      return parts.length === 1 ? part : `{${parts.join(',')}}`;
    })
    .join('');

/** One row for series that differ only in a number: a window, a percentile, a bound. */
function rows(): string[][] {
  const recorded = recordedMeanings().sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }));
  const families = Map.groupBy(recorded, (texts) => texts.map(withoutNumbers).join(' '));
  return [...families.values()].map((family) => [
    `\`${mergeNumbers(family.map(([name]) => name))}\``,
    cell(mergeNumbers(family.map(([, meaning]) => meaning))),
  ]);
}

export const recordsPage = (): string => `# Recorded series

\`npm run docs\` writes this page from \`rules/\`. Alerts compare these series and panels draw them. A name is
\`level:metric:operations\` ([practices](https://prometheus.io/docs/practices/rules/)); the level names the labels by which series
differ, and all have \`environment\`. \`{a,b}\` is one series for each. An alert about each value of a label and about the total has the value \`all\` for the total.
On a Prometheus that other stacks use too there is also \`alert:<name>:uninhibited\`, what an alert compares, without anything
while it is inhibited; with dates in \`market.sessions.<name>.closed\`, \`session:closed:bool\` for each.
\`npm run render -- --stack S --out DIR\` writes the expressions to \`DIR/prometheus/rules\`.

${table(['series', 'meaning'], rows())}
`;
