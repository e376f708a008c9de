/** Contract entries for what a backend exposes beyond the contract, ready to be pasted into `contract.ts`. Pure. */
import { boundOf, type Exposed, type Sample } from './exposition';
import { contractMetric } from './promql-parser';

/** What the client libraries say of their own process, and the `_created` that they add to each counter. */
const OF_CLIENTS = /^(python|process|go|nodejs|promhttp)_|_created$/;

/** Values of a label beyond which it is taken as open, like a route. */
const CLOSED = 12;

export interface Suggestion {
  readonly metric: string;
  /** TypeScript, as it stands in the contract. */
  readonly entry: string;
}
export interface Suggestions {
  readonly entries: readonly Suggestion[];
  /** Metrics that no entry is made of, with the reason. */
  readonly leftOut: readonly { readonly metric: string; readonly why: string }[];
}

/** The series that a metric's samples have, without what the type adds. */
const belongsTo = (metric: string, type: string): ((series: string) => boolean) => {
  const ends = type === 'histogram' ? ['_bucket', '_count', '_sum'] : type === 'counter' ? ['', '_total'] : [''];
  return (series) => ends.some((end) => series === metric + end);
};

/** What one unit of the value is: by Prometheus' convention the last plural in the name. https://prometheus.io/docs/practices/naming */
export function unitOf(name: string): string {
  const words = name.replace(/_(total|count|sum|info)$/, '').split('_');
  return words.findLast((word) => word === 'ratio' || word.endsWith('s')) ?? 'count';
}

const quoted = (text: string): string =>
  `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', ' ')}'`;
const property = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? name : quoted(name));

function labelsOf(samples: readonly Sample[]): string {
  const names = [...new Set(samples.flatMap(({ labels }) => [...labels.keys()]))].filter((name) => name !== 'le');
  if (names.length === 0) return 'NONE';
  const each = names.map((name) => {
    const values = [...new Set(samples.flatMap(({ labels }) => labels.get(name) ?? []))].sort();
    return `${property(name)}: [${values.length > CLOSED ? '' : values.map(quoted).join(', ')}]`;
  });
  return `{ ${each.join(', ')} }`;
}

function entry(
  metric: string,
  type: 'counter' | 'gauge' | 'histogram',
  samples: readonly Sample[],
  help: string,
): string {
  const said = `help: ${quoted(help === '' ? `TODO: what ${metric} counts.` : help)}`;
  const bounds = [...new Set(samples.filter(({ name }) => name.endsWith('_bucket')).map(boundOf))]
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  const facts = type === 'histogram' ? `buckets: [${bounds.join(', ')}]` : `unit: ${quoted(unitOf(metric))}`;
  return `${metric}: ${type}(${labelsOf(samples)}, { ${said}, ${facts}, since: 'TODO' }),`;
}

/** An entry for each metric that the contract does not have, by name. */
export function suggestions({ samples, types, help }: Exposed): Suggestions {
  const found = [...types].flatMap(([declared, type]): (Suggestion | Suggestions['leftOut'][number])[] => {
    const own = samples.filter(({ name }) => belongsTo(declared, type)(name));
    // OpenMetrics declares a counter without its ending.
    const metric = type === 'counter' && own[0] !== undefined ? own[0].name : declared;
    if (contractMetric(metric) !== undefined || contractMetric(declared) !== undefined) return [];
    if (OF_CLIENTS.test(metric)) return [{ metric, why: "is the client library's own" }];
    if (type !== 'counter' && type !== 'gauge' && type !== 'histogram')
      return [{ metric, why: `is a ${type}, which the contract has no entry for` }];
    if (own.length === 0) return [{ metric, why: 'has no series yet, so its labels are not known' }];
    return [{ metric, entry: entry(metric, type, own, help.get(declared) ?? '') }];
  });
  const sorted = found.sort((a, b) => (a.metric < b.metric ? -1 : 1));
  return {
    entries: sorted.filter((each): each is Suggestion => 'entry' in each),
    leftOut: sorted.filter((each): each is Suggestions['leftOut'][number] => 'why' in each),
  };
}
