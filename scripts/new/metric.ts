/** `npm run new -- metric`: creates the contract's entry, the demo's events and the series of the healthy hours. */
import { metricNames } from '../../metrics/contract';
import { UsageError } from '../../lib/servers/command-line';
import { checkName, oneOf, type Skeleton } from './skeleton';

const TYPES = ['counter', 'gauge', 'histogram'] as const;
type Type = (typeof TYPES)[number];

const FACTS = `help: 'FILL IN: help, one sentence.', since: 'FILL IN: since, the change of the platform', shipped: false`;
const UNIT = `unit: 'FILL IN: unit, what is counted'`;
const ENTRY: Readonly<Record<Type, string>> = {
  counter: `counter(NO_LABELS, { ${FACTS}, ${UNIT} })`,
  gauge: `gauge(NO_LABELS, { ${FACTS}, ${UNIT} })`,
  histogram: `histogram(NO_LABELS, { ${FACTS}, buckets: FAST_BUCKETS })`,
};

/** Rejects a name without the suffix of its type: https://prometheus.io/docs/practices/naming/ */
function checkEnding(name: string, type: Type): void {
  if (type === 'counter' && !name.endsWith('_total'))
    throw new UsageError(`"${name}" is a counter: its name ends in _total, as ${name}_total does`);
  if (type === 'histogram' && !name.endsWith('_seconds'))
    throw new UsageError(`"${name}" is a histogram: its name ends in _seconds, as ${name}_seconds does`);
  const ending = /_(total|bucket|count|sum)$/.exec(name)?.[0];
  if (ending !== undefined && type !== 'counter')
    throw new UsageError(`"${name}" is a gauge: ${ending} at its end is for counters and histograms`);
}

/** The demo's events in each step, at a rate that no fault changes. */
const event = (name: string, type: Type): string =>
  ({
    counter: `    // FILL IN: events a second on a normal day
    this.sink.count('${name}', {}, this.arrivals('${name}', 1, seconds));\n`,
    gauge: `    // FILL IN: its value on a normal day
    this.sink.set('${name}', 1);\n`,
    histogram: `    // FILL IN: events a second, and the median in seconds
    this.times(this.arrivals('${name}', 1, seconds), () => this.sink.observe('${name}', {}, this.time(0.05)));\n`,
  })[type];

/** Two ordinary hours of one replica. */
function healthySeries(name: string, type: Type): string {
  const series = (each: string, labels: string, values: string) =>
    `\n      - { series: '${each}{job="backend-api",instance="b:8000"${labels}}', values: '${values}' }`;
  if (type === 'gauge') return series(name, '', '1x480');
  if (type === 'counter') return series(name, '', '0+1x480');
  const buckets = ['0.01', '0.05', '0.1', '0.5', '1.0', '+Inf'].map((le) =>
    series(`${name}_bucket`, `,le="${le}"`, '0+1x480'),
  );
  return [...buckets, series(`${name}_count`, '', '0+1x480')].join('');
}

export const metric: Skeleton = {
  usage: '--type counter|gauge|histogram',
  write: (name, options, edits) => {
    const words = 'write it in lower case with underscores, such as orders_filled_total';
    checkName('metric', name, { form: /^[a-z][a-z0-9]*(_[a-z0-9]+)+$/, words, names: metricNames });
    const type = oneOf('--type', options.type, TYPES);
    checkEnding(name, type);
    const labels = '  // FILL IN: labels, in place of NO_LABELS; then also in demo/simulation.ts and healthy.yaml\n';
    edits.insert('metrics/contract.ts', { before: /^\}\);/ }, `${labels}  ${name}: ${ENTRY[type]},\n`);
    const step = type === 'gauge' ? /^ {4}this\.sink\.set\(.*\n/ : /^ {4}this\.expertAdvisors\(.*\n/;
    edits.insert('demo/simulation.ts', { after: step }, event(name, type));
    edits.insert('tests/rules/scenarios/healthy.yaml', { after: /^ {6}- \{ series: .*/ }, healthySeries(name, type));
    return [
      'rules/recording.ts: a recording rule, if a panel or an alert reads it',
      'demo/load.ts: its rate as a number of Load, if a fault has to change it or it follows the trading day',
    ];
  },
};
