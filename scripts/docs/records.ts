/** `docs/records.md`: the series that the stacks of this repository record, with their meaning. */
import { buildRules, rulesIn } from '../../lib/compile/prometheus-rules';
import { ruleContext, toSettings } from '../../lib/settings/settings';
import { readStackFile, stackNames } from '../../lib/settings/stack-file';
import { cell, table } from '../alerts';

/** A window at the end of a name, such as `5m`. */
const WINDOW = /\d+[mhd]$/;
/** The same in a meaning, such as ", over 5 minutes". */
const OVER = /, over \d+ \w+$/;

/** Every recorded series of all stacks: its name, and each meaning that it has. */
function recordedMeanings(): ReadonlyMap<string, ReadonlySet<string>> {
  const names = new Map<string, Set<string>>();
  for (const stack of stackNames())
    for (const { record, meaning } of rulesIn(buildRules(ruleContext(toSettings(stack, readStackFile(stack))))))
      if (record !== undefined && meaning !== undefined)
        names.set(record, (names.get(record) ?? new Set()).add(meaning));
  return names;
}

/** One row for series that differ in their window alone: their names up to it, then the windows. */
function rows(): string[][] {
  const families = new Map<string, { readonly names: string[]; readonly meaning: string }>();
  const recorded = [...recordedMeanings()].toSorted(([a], [b]) => a.localeCompare(b, 'en'));
  for (const [name, meanings] of recorded) {
    const meaning = [...meanings].map((text) => text.replace(OVER, '')).join('; ');
    const family = families.get(`${name.replace(WINDOW, '')} ${meaning}`);
    if (family === undefined) families.set(`${name.replace(WINDOW, '')} ${meaning}`, { names: [name], meaning });
    else family.names.push(name);
  }
  return [...families.values()].map(({ names, meaning }) => [
    names.map((name) => `\`${name}\``).join(', '),
    cell(meaning),
  ]);
}

export const recordsPage = (): string => `# Recorded series

\`npm run docs\` writes this page from \`rules/\`. Alerts compare these series and panels draw them. A name is
\`level:metric:operations\` ([practices](https://prometheus.io/docs/practices/rules/)); the level names the labels by which series
differ, and all have \`environment\`. An alert about each value of a label and about the total has the value \`all\` for the total.
\`npm run render -- --stack S --out DIR\` writes the expressions to \`DIR/prometheus/rules\`.

${table(['series', 'meaning'], rows())}
`;
