/** The commands of the runbooks exist; their queries read existing series and return results. */
import { trading } from '../../platform';
import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { contractMetric } from '../../lib/contract/contract-series';
import { buildRules, rulesIn } from '../../lib/compile/prometheus-rules';
import { ENCRYPTED } from '../../lib/settings/raw';
import { ruleContext, toSettings } from '../../lib/settings/settings';
import { servingHistory } from '../../lib/servers/history';
import { tool } from '../../lib/servers/tools';
import { contract } from '../../metrics/contract';
import { exporterMetrics } from '../../lib/alerting/catalogue';
import { OF_TARGETS } from '../../lib/contract/monitoring-servers';
import { shellFunctions } from '../../scripts/oncall/shell-functions';
import { EXPORTERS } from '../support/exporters';
import { contractLabels, readPromql } from '../support/promql';
import { commandBlocks, runbookQueries } from '../support/runbook-commands';

const SELECTOR = 'job="backend-api"';
const fill = (query: string): string => query.replaceAll('$SELECTOR', SELECTOR);
const external = toSettings(trading, 'cloud', {
  target: 'external',
  backend: { selector: { job: 'backend-api' } },
  external: {
    grafana: { url: 'https://grafana.example.com', token: ENCRYPTED },
    prometheus: { url: 'https://prometheus.example.com' },
  },
});

describe('a block of commands', () => {
  /** Programs that the functions of `make oncall` need, and those of every machine. */
  const PROGRAMS = ['grep', 'tail', 'head', 'sort', 'uniq', 'date', 'curl', 'openssl', 'git', 'make', 'npm', 'pulumi'];
  const ON_A_HOST = ['df', 'du', 'ps', 'dmesg', 'eval'];
  const functions = [...shellFunctions('dev', toSettings(trading, 'dev', {})).matchAll(/^([a-z]\w*)\(\)/gm)].map(
    ([, name = '']) => name,
  );

  test.each(commandBlocks)('calls only functions of make oncall and programs of every machine: $place', ({ text }) => {
    const programs = new Set([...functions, ...PROGRAMS, ...ON_A_HOST]);
    // Quoted texts, comments and values of variables are no programs.
    const code = text
      .replace(/^#.*$/gm, '')
      .replace(/'[^']*'|"[^"]*"/g, 'Q')
      .replace(/^\w+=\S+$/gm, '');
    const called = code
      .split(/[\n|;]/)
      .map((part) => part.trim().replace(/^sudo /, ''))
      .flatMap((part) => part.split(' ').slice(0, 1))
      .filter((name) => name !== '');
    expect(called.filter((name) => !programs.has(name))).toEqual([]);
  });

  test.each(commandBlocks)('runs in every shell: $place', ({ text }) => {
    for (const shell of ['bash', 'sh'])
      expect(() => execFileSync(shell, ['-n'], { input: text, stdio: 'pipe' })).not.toThrow();
    // A quotation mark in a comment begins a text in a shell without comments.
    expect(text.split('\n').filter((line) => line.startsWith('#') && /['"`]/.test(line))).toEqual([]);
  });

  test.each(commandBlocks)('leaves the platform’s labels to $SELECTOR: $place', ({ text }) => {
    expect(text).not.toContain('backend-api');
    // The engineer's shell does not expand $SELECTOR between single quotes.
    const unquoted = text.split('\n').filter((line) => line.replace(/'[^']*'/g, '').includes('$SELECTOR'));
    expect(unquoted).toEqual([]);
  });
});

test.each(['prometheus', 'grafana', 'alertmanager', 'postgres-exporter', 'redis-exporter', 'backend'])(
  'the runbooks’ service %s is one of the commands',
  (service) => {
    const settings = toSettings(trading, 'dev', { ...EXPORTERS, alerting: { engine: 'alertmanager' } });
    expect(shellFunctions('dev', settings)).toMatch(new RegExp(`^ +${service}\\) echo `, 'm'));
    const used = commandBlocks.flatMap(({ text }) => [...text.matchAll(/^(?:logs|status|inside|restart) ([\w-]+)/gm)]);
    expect(used.map(([, name]) => name)).toContain(service);
  },
);

describe('a query', () => {
  const recorded = new Set(
    rulesIn(buildRules(ruleContext(toSettings(trading, 'dev', EXPORTERS)))).flatMap(({ record = [] }) => record),
  );
  const SERIES_OF_PROMETHEUS = [
    'ALERTS',
    'up',
    'scrape_samples_scraped',
    'scrape_samples_post_metric_relabeling',
    ...OF_TARGETS,
  ];
  /** Series of the servers about themselves, besides those that rules read. */
  const isOfAServer = (metric: string): boolean => /^(prometheus|alertmanager)_/.test(metric);

  test.each(runbookQueries)('names existing metrics and labels: $query ($place)', ({ query }) => {
    const { errors, selections, groupings } = readPromql(fill(query));
    expect(errors).toEqual([]);
    expect(selections).not.toEqual([]);
    for (const { metric, matchers } of selections) {
      const isKnown =
        metric === '' ||
        contractMetric(contract, metric) !== undefined ||
        metric in exporterMetrics(trading) ||
        recorded.has(metric) ||
        SERIES_OF_PROMETHEUS.includes(metric) ||
        isOfAServer(metric);
      expect([metric, isKnown]).toEqual([metric, true]);
      const promised = contractMetric(contract, metric);
      if (promised === undefined) continue;
      const labels = contractLabels(contract, metric) ?? [];
      expect(labels).toEqual(expect.arrayContaining(matchers.map(({ label }) => label)));
      const values: Readonly<Record<string, readonly string[]>> = promised.labels;
      for (const { label, op, value } of matchers)
        if (op === '=' && (values[label] ?? []).length > 0) expect(values[label]).toContain(value);
      // An expression with only metrics of the contract groups by labels of one of them.
      if (selections.every((other) => contractMetric(contract, other.metric) !== undefined))
        for (const grouping of groupings)
          expect(selections.flatMap((other) => contractLabels(contract, other.metric) ?? [])).toEqual(
            expect.arrayContaining(grouping.labels),
          );
    }
  });

  test('selects the platform’s series by its selector only', () => {
    const foreignQueries = runbookQueries.filter(({ query }) =>
      readPromql(fill(query)).selections.some(
        ({ metric, matchers }) =>
          contractMetric(contract, metric) !== undefined && !matchers.some(({ value }) => value === 'backend-api'),
      ),
    );
    expect(foreignQueries).toEqual([]);
  });
});

/** Values for labels that the contract leaves open, such that the filters of the runbooks match some. */
const OPEN: Readonly<Record<string, readonly string[]>> = {
  route: ['/api/v1/poll', '/api/v1/signals', '/api/v1/billing/webhook', '/api/v1/billing/checkout'],
  endpoint: ['/api/v1/signals', '/api/v1/billing/checkout'],
  method: ['POST'],
  status: ['200', '404', '500'],
  source: ['tradingview', 'telegram'],
};

/** Every combination of the labels' values, as the inside of braces. */
function labelSets(labels: Readonly<Record<string, readonly string[]>>): string[] {
  return Object.entries(labels).reduce<string[]>(
    (sets, [label, values]) =>
      sets.flatMap((set) =>
        (values.length > 0 ? values : (OPEN[label] ?? [])).map((value) => `${set},${label}="${value}"`),
      ),
    [`${SELECTOR},environment="prod",instance="a:8000"`],
  );
}

/** Each series of the contract, and those that Prometheus writes about the target. */
function platformSeries(): { readonly name: string; readonly isGauge: boolean }[] {
  const place = `${SELECTOR},environment="prod",instance="a:8000"`;
  return [
    ...[...['up', 'scrape_samples_scraped', 'scrape_samples_post_metric_relabeling'], ...OF_TARGETS].map((name) => ({
      name: `${name}{${place}}`,
      isGauge: true,
    })),
    ...Object.entries(contract).flatMap(([metric, definition]) => {
      const sets = labelSets(definition.labels);
      if (definition.type !== 'histogram')
        return sets.map((set) => ({ name: `${metric}{${set}}`, isGauge: definition.type === 'gauge' }));
      const bounds = [
        ...definition.buckets.map((bound) => (Number.isInteger(bound) ? `${bound}.0` : `${bound}`)),
        '+Inf',
      ];
      return sets.flatMap((set) =>
        [
          ...bounds.map((bound) => `${metric}_bucket{${set},le="${bound}"}`),
          `${metric}_count{${set}}`,
          `${metric}_sum{${set}}`,
        ].map((name) => ({ name, isGauge: false })),
      );
    }),
  ];
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
/** Times of samples, in seconds from now: those that the offsets of the runbooks reach, and some minutes ahead. */
function sampleTimes(): number[] {
  const span = (from: number, to: number, step: number) =>
    Array.from({ length: Math.floor((to - from) / step) }, (_, i) => from + i * step);
  return [
    ...span(-7 * 24 * HOUR - 2 * HOUR, -7 * 24 * HOUR + 10 * MINUTE, MINUTE),
    ...span(-26 * HOUR, -24 * HOUR + 10 * MINUTE, MINUTE),
    ...span(-3 * HOUR, -40 * MINUTE, MINUTE),
    ...span(-40 * MINUTE, 10 * MINUTE, 15),
  ];
}

describe('on a Prometheus that has the platform’s metrics', () => {
  const folder = mkdtempSync(join(tmpdir(), 'runbooks-'));
  const data = join(folder, 'data');
  const script = join(folder, 'functions.sh');
  beforeAll(async () => {
    mkdirSync(data);
    const now = Math.floor(Date.now() / 1000);
    const times = sampleTimes();
    const lines = platformSeries().flatMap(({ name, isGauge }) =>
      times.map((time) => `${name} ${isGauge ? 1 : time + 30 * 24 * HOUR} ${now + time}`),
    );
    writeFileSync(join(folder, 'history.txt'), [...lines, '# EOF\n'].join('\n'));
    const create = ['tsdb', 'create-blocks-from', 'openmetrics', '--quiet'];
    await promisify(execFile)(await tool('promtool'), [...create, join(folder, 'history.txt'), data]);
    writeFileSync(script, shellFunctions('cloud', external));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** The output of `promql` for each query, in one shell. */
  async function answers(queries: readonly string[]): Promise<string[]> {
    const file = join(folder, 'queries.sh');
    const calls = queries.map((query) => `promql '${query}' 2>&1 || echo FAILED; printf '\\0'`);
    return servingHistory(data, [], async (url) => {
      writeFileSync(file, [`PROM=${url}`, `. ${script}`, ...calls].join('\n'));
      const { stdout } = await promisify(execFile)('sh', [file], { maxBuffer: 64 * 1024 * 1024 });
      return stdout.split('\0').slice(0, -1);
    });
  }

  test('every query succeeds, and those on the platform have a result', async () => {
    const queries = runbookQueries.map(({ query }) => query);
    const results = await answers(queries);
    expect(results).toHaveLength(queries.length);
    const failed = queries.filter((_, i) => /^FAILED$/m.test(results[i] ?? 'FAILED'));
    expect(failed).toEqual([]);
    const hasSeries = (query: string) =>
      readPromql(fill(query)).selections.every(
        ({ metric }) => metric === 'up' || contractMetric(contract, metric) !== undefined,
      );
    const empty = queries.filter((query, i) => hasSeries(query) && results[i]?.trim() === '');
    expect(empty).toEqual([]);
  });
});
