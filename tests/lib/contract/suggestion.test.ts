/** Metrics of a live backend that the contract lacks become entries that compile when pasted. */
import { contract } from '../../../metrics/contract';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { contractMetric } from '../../../lib/contract/contract-series';
import { parseExposition } from '../../../lib/contract/exposition';
import { suggestions, unitOf } from '../../../lib/contract/suggestion';

const LIVE = `# HELP http_requests_total HTTP requests
# TYPE http_requests_total counter
http_requests_total{route="/a",method="GET",status="200"} 3
# HELP telegram_messages_total Messages sent to a user's chat
# TYPE telegram_messages_total counter
telegram_messages_total{kind="alert",chat-free="x"} 1
# HELP telegram_messages_created Messages
# TYPE telegram_messages_created gauge
telegram_messages_created{kind="alert"} 1.7e9
# HELP queue_depth_jobs Jobs that wait
# TYPE queue_depth_jobs gauge
queue_depth_jobs 7
# HELP trade_latency_seconds Time to place a trade
# TYPE trade_latency_seconds histogram
trade_latency_seconds_bucket{broker="a",le="0.5"} 1
trade_latency_seconds_bucket{broker="a",le="2.5"} 2
trade_latency_seconds_bucket{broker="a",le="+Inf"} 2
trade_latency_seconds_count{broker="a"} 2
trade_latency_seconds_sum{broker="a"} 1.5
# HELP payouts_total Payouts
# TYPE payouts_total counter
# HELP python_info Python
# TYPE python_info gauge
python_info{version="3.11"} 1
`.replace(',chat-free="x"', '');

const { entries, leftOut } = suggestions(contract, parseExposition(LIVE));

test('each metric becomes an entry, with the labels, values and buckets that the backend exposed', () => {
  expect(entries.map(({ entry }) => entry)).toEqual([
    `queue_depth_jobs: gauge(NO_LABELS, { help: 'Jobs that wait', unit: 'jobs', since: 'TODO' }),`,
    `telegram_messages_total: counter({ kind: ['alert'] }, { help: 'Messages sent to a user\\'s chat', unit: 'messages', since: 'TODO' }),`,
    `trade_latency_seconds: histogram({ broker: ['a'] }, { help: 'Time to place a trade', buckets: [0.5, 2.5], since: 'TODO' }),`,
  ]);
});

test('metrics of the contract are not repeated, and those that cannot be an entry give the reason', () => {
  expect(leftOut).toEqual([
    { metric: 'payouts_total', why: 'has no series yet, so its labels are not known' },
    { metric: 'python_info', why: "is the client library's own" },
    { metric: 'telegram_messages_created', why: "is the client library's own" },
  ]);
});

test('a label with very many values becomes an open label, as routes are', () => {
  const lines = Array.from({ length: 40 }, (_, i) => `hits_total{page="/${i}"} 1`).join('\n');
  const [hits] = suggestions(contract, parseExposition(`# TYPE hits_total counter\n${lines}\n`)).entries;
  expect(hits?.entry).toContain('{ page: [] }');
});

test.each([
  ['request_duration_seconds', 'seconds'],
  ['cache_size_bytes', 'bytes'],
  ['signals_ingested_total', 'signals'],
  ['queue_length', 'count'],
  ['orders_total', 'orders'],
])('%s counts %s', (name, unit) => {
  expect(unitOf(name)).toBe(unit);
});

const leftOutOf = (text: string) =>
  suggestions(contract, parseExposition(text)).leftOut.map(({ metric, why }) => `${metric} ${why}`);

test('series without a type are left out, each with the reason', () => {
  expect(leftOutOf('orders_open 5\norders_filled_total{venue="x"} 7\n')).toEqual([
    'orders_filled_total has no type: its "# TYPE" line is missing or says none',
    'orders_open has no type: its "# TYPE" line is missing or says none',
  ]);
});

test("a metric of the platform may have the name of a client library's metric", () => {
  const text = `# TYPE invoices_created gauge
invoices_created 12
# TYPE process_orders_total counter
process_orders_total 3
# TYPE go_live_orders_total counter
go_live_orders_total 3
`;
  expect(suggestions(contract, parseExposition(text)).entries.map(({ metric }) => metric)).toEqual([
    'go_live_orders_total',
    'invoices_created',
    'process_orders_total',
  ]);
});

test.each([
  ['# TYPE desk:orders_running gauge\ndesk:orders_running 1\n', 'desk:orders_running has a colon in its name'],
  ['# TYPE "trade.orders" counter\n{"trade.orders"} 1\n', 'trade.orders has a name that a query has to quote'],
  ['# TYPE a_total counter\na_total{"b.c"="d"} 1\n', 'a_total has the label "b.c"'],
  ['# TYPE a_bytes histogram\na_bytes_bucket{le="1"} 1\n', 'a_bytes is a histogram of bytes;'],
  [
    '# TYPE a_milliseconds histogram\na_milliseconds_bucket{le="1"} 1\n',
    'a_milliseconds is a histogram of milliseconds;',
  ],
  ['# TYPE a_latency histogram\na_latency_bucket{le="1"} 1\n', 'a_latency is a histogram whose name has no unit;'],
])('%s is left out with the reason', (text, reason) => {
  expect(leftOutOf(text)).toEqual([expect.stringContaining(reason)]);
  expect(suggestions(contract, parseExposition(text)).entries).toEqual([]);
});

const TYPES = ['counter', 'gauge', 'histogram', 'summary', 'untyped'];
const PARTS = [
  ...['orders', 'latency', 'seconds', 'trades', 'queue', 'total', 'seconds'],
  'orders',
  'created',
  'total',
  'seconds',
  'bytes',
  'process',
  'go',
  'a:b',
  '__proto__',
  'class',
  'é.x',
  'mrr_total',
  '1',
];
const name = fc.array(fc.constantFrom(...PARTS), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('_'));
const codePoint = fc.oneof(fc.integer({ min: 0, max: 0xd7ff }), fc.integer({ min: 0xe000, max: 0x10ffff }));
/** fast-check's own `binary` lists all code points first. */
const value = fc.string({ unit: codePoint.map((code) => String.fromCodePoint(code)), maxLength: 6 });
const escaped = (text: string) => text.replace(/["\\\n]/g, (char) => (char === '\n' ? '\\n' : `\\${char}`));
const family = fc.record({
  name,
  type: fc.option(fc.constantFrom(...TYPES)),
  help: fc.option(value),
  end: fc.constantFrom('', '', '', '_total', '_bucket', '_count', '_created'),
  labels: fc.dictionary(
    fc.constantFrom('a', 'b', 'route', 'le', 'class', 'x.y', '__proto__', 'constructor', 'job'),
    value,
    {
      maxKeys: 3,
    },
  ),
});
const exposition = fc
  .array(family, { minLength: 1, maxLength: 6 })
  .map((families) =>
    families
      .flatMap(({ name: metric, type, help, end, labels }) => [
        ...(type === null ? [] : [`# TYPE "${metric}" ${type}`]),
        ...(help === null ? [] : [`# HELP "${metric}" ${help.replace(/[\\\n]/g, ' ')}`]),
        `{${[`"${metric}${end}"`, ...Object.entries(labels).map(([label, text]) => `"${label}"="${escaped(text)}"`)].join(',')}} 1`,
      ])
      .join('\n'),
  );
const random = fc.sample(exposition, { seed: 20261129, numRuns: 600 }).map((text) => parseExposition(text, 'text'));

test('every entry for a random exposition compiles in the contract', () => {
  const file = join(__dirname, '../../../metrics/contract.ts');
  const contracts = random.map((exposed, index) => {
    const lines = suggestions(contract, exposed).entries.map(({ entry }) => entry);
    return `export const suggested${index} = defineContract({\n${lines.join('\n')}\n});`;
  });
  expect(contracts.join('\n').match(/since: 'TODO'/g)?.length).toBeGreaterThan(100);
  const text = `${readFileSync(file, 'utf8')}\n${contracts.join('\n')}\n`;
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    types: [],
    skipLibCheck: true,
  };
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (path, ...more) =>
    path === file ? ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true) : read(path, ...more);
  const problems = ts.getPreEmitDiagnostics(ts.createProgram([file], options, host));
  expect(problems.slice(0, 5).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([]);
});

test('every series of a random exposition is an entry or is reported', () => {
  for (const exposed of random) {
    const { entries: suggested, leftOut: not } = suggestions(contract, exposed);
    const named = [...suggested, ...not].map(({ metric }) => metric);
    const lost = exposed.samples
      .map((sample) => sample.name)
      .filter((series) => contractMetric(contract, series) === undefined)
      .filter(
        (series) =>
          !named.some(
            (metric) =>
              series === metric ||
              (/^_(bucket|count|sum|total)$/.test(series.slice(metric.length)) && series.startsWith(metric)),
          ),
      );
    expect(lost).toEqual([]);
  }
});
