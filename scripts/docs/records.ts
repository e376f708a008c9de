/** `docs/records.md`: what the stacks of this repository record, each series with its labels and its meaning. */
import { buildRules, rulesIn } from '../../lib/compile/prometheus-rules';
import { ruleContext, toSettings } from '../../lib/settings/settings';
import { readStackFile, stackNames } from '../../lib/settings/stack-file';
import type { PromqlNode } from '../../lib/promql';
import { cell, table } from '../alerts';

interface RecordedName {
  readonly labels: Set<string>;
  readonly meanings: Set<string>;
}

/** The labels that an expression's result has for sure; `recorded` are those of the recorded series that it reads. */
function resultLabels(node: PromqlNode, recorded: ReadonlyMap<string, RecordedName>): string[] {
  switch (node.kind) {
    case 'selector':
      return [...(recorded.get(node.metric)?.labels ?? [])];
    case 'aggregation':
      return [...node.by];
    case 'subquery':
      return resultLabels(node.of, recorded);
    case 'call': {
      const [copied] = node.args.flatMap((arg) => (arg.kind === 'string' ? [arg.value] : []));
      const argumentLabels = node.args.flatMap((arg) => resultLabels(arg, recorded));
      if (node.name === 'label_replace') return [...argumentLabels, ...(copied === undefined ? [] : [copied])];
      return node.name === 'histogram_quantile' ? argumentLabels.filter((label) => label !== 'le') : argumentLabels;
    }
    case 'binary': {
      const left = resultLabels(node.left, recorded);
      const right = resultLabels(node.right, recorded);
      if (node.operator === 'or') return [...left, ...right];
      return node.left.kind === 'number' ? right : [...left, ...(node.matching?.groupLeft ?? [])];
    }
    case 'number':
    case 'string':
    case 'variable':
      return [];
  }
}

/** Every recorded series of all stacks by name. */
function recordedNames(): ReadonlyMap<string, RecordedName> {
  const names = new Map<string, RecordedName>();
  for (const stack of stackNames()) {
    const rules = rulesIn(buildRules(ruleContext(toSettings(stack, readStackFile(stack)))));
    for (const { record, meaning, labels = {}, expr } of rules) {
      if (record === undefined || meaning === undefined) continue;
      const { labels: all, meanings } = names.get(record) ?? { labels: new Set<string>(), meanings: new Set<string>() };
      for (const label of [...resultLabels(expr.node, names), ...Object.keys(labels)]) all.add(label);
      names.set(record, { labels: all, meanings: meanings.add(meaning) });
    }
  }
  return names;
}

export const recordsPage = (): string => `# Recorded series

Written by \`npm run docs\` from the rules in \`rules/\`: what Prometheus records for alerts and panels, which compare and draw these
series. A name is \`level:metric:operations\` ([practices](https://prometheus.io/docs/practices/rules/)); "labels" are those that a series may
have. Where an alert is about each label value and about all of them, the total has the value \`all\`. Each stack's own numbers
and expressions: \`npm run render -- --stack S --out DIR\`, folder \`prometheus/rules\`.

${table(
  ['series', 'labels', 'meaning'],
  [...recordedNames()]
    .toSorted(([a], [b]) => a.localeCompare(b, 'en'))
    .map(([name, { labels, meanings }]) => [
      `\`${name}\``,
      [...labels].toSorted().join(', '),
      cell([...meanings].join('; ')),
    ]),
)}
`;
