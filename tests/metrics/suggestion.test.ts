/** What a live backend exposes beyond the contract becomes entries that compile when pasted. */
import ts from 'typescript';
import { parseExposition } from '../../metrics/exposition';
import { suggestions, unitOf } from '../../metrics/suggestion';

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

const { entries, leftOut } = suggestions(parseExposition(LIVE));

test('each metric has its entry, with the labels, values and buckets that were seen', () => {
  expect(entries.map(({ entry }) => entry)).toEqual([
    `queue_depth_jobs: gauge(NONE, { help: 'Jobs that wait', unit: 'jobs', since: 'TODO' }),`,
    `telegram_messages_total: counter({ kind: ['alert'] }, { help: 'Messages sent to a user\\'s chat', unit: 'messages', since: 'TODO' }),`,
    `trade_latency_seconds: histogram({ broker: ['a'] }, { help: 'Time to place a trade', buckets: [0.5, 2.5], since: 'TODO' }),`,
  ]);
});

test('an entry is good TypeScript', () => {
  for (const { entry } of entries) {
    const { diagnostics } = ts.transpileModule(`const contract = {\n${entry}\n};`, { reportDiagnostics: true });
    expect(diagnostics).toEqual([]);
  }
});

test('what the contract has is not said again, and what cannot be an entry says why', () => {
  expect(leftOut).toEqual([
    { metric: 'payouts_total', why: 'has no series yet, so its labels are not known' },
    { metric: 'python_info', why: "is the client library's own" },
    { metric: 'telegram_messages_created', why: "is the client library's own" },
  ]);
});

test('a label with very many values is open, as routes are', () => {
  const lines = Array.from({ length: 40 }, (_, i) => `hits_total{page="/${i}"} 1`).join('\n');
  const [hits] = suggestions(parseExposition(`# TYPE hits_total counter\n${lines}\n`)).entries;
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
