/** A backend's metrics compared with the contract: the findings, and the alerts and panels that cannot work. */
import { Backend } from '../../../demo/backend';
import { panelQueries } from '../../../lib/dashboards';
import { contract, metricNames, type MetricName } from '../../../metrics/contract';
import { prometheusRules } from '../../../lib/compile/prometheus-rules';
import { parseExposition } from '../../../lib/contract/exposition';
import { checkExposed, report, type Result } from '../../../scripts/check-metrics';
import { readers } from '../../../lib/compile/metric-readers';
import { instantiate } from '../../../lib/dashboards/variables';
import { context } from '../../support/dashboards';

const NOW = new Date('2026-03-04T14:00:00Z');
const ctx = context();
const allReaders = readers(ctx);
const validLines = (new Backend('healthy', 1, NOW).metrics() as Promise<string>).then((text) =>
  text.trim().split('\n'),
);
const check = (lines: readonly string[]): Result[] => checkExposed(parseExposition(lines.join('\n')), allReaders);
const formatResults = (results: readonly Result[]) => results.map(({ level, message }) => `${level}: ${message}`);
const blindNames = (results: readonly Result[]) => results.flatMap(({ blinds }) => blinds.map(({ name }) => name));

/** The lines of a metric: its comments and its series, also those of a histogram. */
const isOf = (name: string) => (line: string) =>
  new RegExp(`^(# (HELP|TYPE) )?${name}(_bucket|_count|_sum)?[ {]`).test(line);
const removeMetric = (lines: readonly string[], name: string) => lines.filter((line) => !isOf(name)(line));

test('the demo backend meets the contract', async () => {
  expect(check(await validLines)).toEqual([]);
});

test('HighMiniAppLatency measures by the largest of the platform’s current buckets, and no alert is blind', async () => {
  const results = check(
    (await validLines).filter((line) => !/^miniapp_approval_latency_seconds_bucket{le="[25]"}/.test(line)),
  );
  expect(formatResults(results)).toEqual(['error: miniapp_approval_latency_seconds has no bucket of 2 s, 5 s']);
  expect(results[0]?.blinds.filter(({ kind }) => kind === 'alert').map(({ name }) => name)).toEqual([
    'HighMiniAppLatency',
  ]);
  expect(report(results)).toContain(
    'HighMiniAppLatency is less exact: it counts what takes longer than 1 s instead of 2 s',
  );
});

test('HighMiniAppLatency can never fire without its fallback bucket', async () => {
  const results = check(
    (await validLines).filter((line) => !/^miniapp_approval_latency_seconds_bucket{le="[125]"}/.test(line)),
  );
  expect(report(results)).toContain(
    'HighMiniAppLatency can never fire: the largest finite bucket is 0.5 s, the threshold is 2 s',
  );
});

test('a percentile with a threshold between two buckets is blind if the largest bucket is below it', async () => {
  const stack = context({ thresholds: { HighAPILatency: { above: 3 } } });
  const lines = (await validLines).filter((line) => !/^request_duration_seconds_bucket.*le="5"/.test(line));
  const results = checkExposed(parseExposition(lines.join('\n')), readers(stack));
  expect(report(results)).toContain(
    'HighAPILatency can never fire: the largest finite bucket is 1 s, the threshold is 3 s',
  );
  expect(report(results)).toContain('never sees a percentile above 1 s');
});

test("Python's spelling of bounds and its _created gauges are no difference", async () => {
  const python = (await validLines).flatMap((line) => [
    line.replace(/le="(\d+)"/, 'le="$1.0"'),
    ...(line.startsWith('# TYPE errors_total') ? ['# TYPE errors_created gauge', 'errors_created 1.7e9'] : []),
  ]);
  expect(check(python)).toEqual([]);
});

test('a declared metric with labels but no event yet is a warning that blinds no alert', async () => {
  const results = check((await validLines).filter((line) => !line.startsWith('errors_total{')));
  expect(formatResults(results)).toEqual(['warning: errors_total is declared and has no series yet']);
  expect(blindNames(results)).toEqual([]);
});

test('an unknown value of a label is a warning', async () => {
  const results = check([...(await validLines), 'billing_payments_total{status="chargeback"} 1']);
  expect(formatResults(results)).toEqual([
    'warning: billing_payments_total has values of status that the contract does not list: "chargeback"',
  ]);
});

test('a gauge with an extra label is a warning that names the alerts whose result it changes', async () => {
  const workers = (await validLines).flatMap((line) =>
    /^(redis_connected|db_connection_pool_size|mrr_total) /.test(line)
      ? [line.replace(' ', '{pid="9"} '), line.replace(' ', '{pid="11"} ')]
      : [line],
  );
  const results = check(workers);
  const pid = (metric: string) =>
    `warning: ${metric} has the label pid (values: 2), which the contract does not have; expose one series of it, without pid (docs/operations.md, "Several workers in a replica", says how in Python)`;
  expect(formatResults(results)).toEqual(['db_connection_pool_size', 'redis_connected'].map(pid));
  expect(blindNames(results)).toEqual(['DatabaseConnectionPoolExhausted', 'RedisDisconnected']);
  expect(report(results)).toContain('DatabaseConnectionPoolExhausted adds up every pid');
  expect(report(results)).toContain('RedisDisconnected takes the max over every pid, so that a single one decides');
});

test('a counter with an extra label is no difference: alerts sum over it', async () => {
  const workers = (await validLines).map((line) => line.replace(/^(ea_errors_total\{)/, '$1pid="9",'));
  expect(workers).not.toEqual(await validLines);
  expect(check(workers)).toEqual([]);
});

test('a metric that the platform does not ship yet is a note that names its panel', async () => {
  const results = check(removeMetric(await validLines, 'mrr_total'));
  expect(results.map(({ level, kind }) => [level, kind])).toEqual([['note', 'missing metric']]);
  expect(blindNames(results)).not.toEqual([]);
});

test('a summary in place of a histogram is the wrong type', async () => {
  const name = 'request_duration_seconds';
  const lines = [...removeMetric(await validLines, name), `# TYPE ${name} summary`, `${name}{quantile="0.95"} 1`];
  const results = check(lines);
  expect(formatResults(results)).toEqual([`error: ${name} is a summary, the contract has a histogram`]);
  expect(blindNames(results)).toEqual(expect.arrayContaining(['HighAPILatency', 'CriticalAPILatency']));
});

test('a histogram without its count is reported with the series', async () => {
  const results = check(
    (await validLines).filter((line) => !line.startsWith('miniapp_approval_latency_seconds_count')),
  );
  expect(formatResults(results)).toEqual(['error: miniapp_approval_latency_seconds_count is missing']);
  expect(blindNames(results)).toContain('HighMiniAppLatency');
});

// The expected result comes from the expressions' text with recorded names expanded: it uses neither the grammar nor
// the code under test.
const rules = Object.values(prometheusRules(ctx)).flatMap(({ groups }) => groups.flatMap((group) => group.rules));
type Rule = (typeof rules)[number];
/** Expands each rule once, as some rules read their own record; the text then contains everything that it reads. */
function writtenOut(expr: string, left: readonly Rule[] = rules): string {
  const reads = ({ record, labels }: Rule, text: string) => {
    if (record === undefined) return false;
    // Rules of one name may differ by their SLO.
    const ofSlo = labels?.slo === undefined ? '' : `(?=\\{[^}]*slo="${labels.slo}")`;
    return new RegExp(`(?<![\\w:])${record}(?![\\w:])${ofSlo}`).test(text);
  };
  const read = left.filter((rule) => reads(rule, expr));
  if (read.length === 0) return expr;
  return writtenOut(
    [expr, ...read.map((rule) => rule.expr)].join(' '),
    left.filter((rule) => !read.includes(rule)),
  );
}
const texts = [
  // An alert that fires for a missing metric works without it, and so does its panel.
  ...rules.flatMap(({ alert, expr }) =>
    alert === undefined || alert === 'ContractMetricMissing' ? [] : [{ name: alert, expr }],
  ),
  ...panelQueries(ctx)
    .filter(({ panel }) => panel !== 'Contract Metrics')
    .map(({ dashboard, panel, expr }) => ({
      name: `${dashboard} / ${panel}`,
      expr: instantiate(expr),
    })),
];
const mentions = (text: string, metric: string) => new RegExp(`\\b${metric}(_bucket|_count|_sum)?\\b`).test(text);
const unique = (names: readonly string[]) => [...new Set(names)].toSorted();

const written = texts.map(({ name, expr }) => ({ name, asked: expr, expr: writtenOut(expr) }));

test.each(metricNames)('without %s every alert and panel that reads it is named, and no other', async (metric) => {
  const results = check(removeMetric(await validLines, metric));
  expect(results.map(({ kind, metric: named }) => [kind, named])).toEqual([['missing metric', metric]]);
  const readBy = written.filter(({ expr }) => mentions(expr, metric)).map(({ name }) => name);
  expect(unique(blindNames(results))).toEqual(unique(readBy));
});

const labelled = metricNames.flatMap((metric) =>
  Object.keys(contract[metric].labels).map((label): [MetricName, string] => [metric, label]),
);

test.each(labelled)(
  'without the label of %s %s every alert and panel that queries it is named',
  async (metric, label) => {
    const stripped = (await validLines).map((line) =>
      isOf(metric)(line) ? line.replace(new RegExp(`\\b${label}="[^"]*",?`), '') : line,
    );
    const results = check(stripped);
    expect(results.map((result) => [result.kind, result.metric, result.label])).toEqual([
      ['missing label', metric, label],
    ]);
    const reading = written.filter(({ expr }) => mentions(expr, metric));
    const asking = reading
      // Only one metric has the label.
      .filter(({ expr }) => metricNames.filter((name) => mentions(expr, name)).length === 1)
      .filter(({ asked: queryText }) => new RegExp(`\\b${label}(=|!|,|\\))`).test(queryText))
      .map(({ name }) => name);
    expect(unique(blindNames(results))).toEqual(expect.arrayContaining(unique(asking)));
    // No alert or panel that does not read the metric is named.
    expect(reading.map(({ name }) => name)).toEqual(expect.arrayContaining(blindNames(results)));
  },
);
