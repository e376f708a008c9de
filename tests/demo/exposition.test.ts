import { Backend } from '../../demo/backend';
import { PROCESS_START } from '../../demo/exposition';
import { contract, metricNames } from '../../metrics/contract';
import type { Metric } from '../../lib/contract/metric';
import { loadOf, scenarioNames } from '../../demo/scenarios';
import { NIGHT, PEAK, meanRate, recordDemo } from '../support/demo-recording';

const exposed = async (seed = 1): Promise<string> => (await new Backend('healthy', seed, PEAK).metrics()) ?? '';
const lines = (text: string, start: string): string[] => text.split('\n').filter((line) => line.startsWith(start));
const all: readonly Metric[] = metricNames.map((name) => contract[name]);

describe("the demo's exposition", () => {
  test('has the metrics of the contract with their types and help, and its start time', async () => {
    const text = (await exposed()).replace(/^.*process_start_time_seconds.*\n/gm, '');
    expect(lines(text, '# TYPE')).toEqual(metricNames.map((name, i) => `# TYPE ${name} ${all[i]?.type}`));
    expect(lines(text, '# HELP')).toEqual(metricNames.map((name, i) => `# HELP ${name} ${all[i]?.help}`));
  });

  test('has the start time of the process, so that dashboards mark restarts', async () => {
    expect(lines(await exposed(), PROCESS_START)).toEqual([`${PROCESS_START} ${PEAK.getTime() / 1000}`]);
  });

  test.each(metricNames)('gives %s the labels and the buckets of the contract, at the first scrape', async (name) => {
    const metric: Metric = contract[name];
    const samples = lines(await exposed(), name).map((line) => {
      const [, series = '', labels = ''] = /^(\w+)(?:{(.*)})? /.exec(line) ?? [];
      const pairs = [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(
        ([, label = '', value = '']) => [label, value] as const,
      );
      return { series, labels: new Map(pairs) };
    });
    const labelNames = Object.keys(metric.labels).toSorted();
    expect(samples.length).toBeGreaterThan(0);
    for (const { labels } of samples)
      expect([...labels.keys()].filter((label) => label !== 'le').toSorted()).toEqual(labelNames);
    for (const [label, labelValues] of Object.entries<readonly string[]>(metric.labels))
      for (const { labels } of samples) if (labelValues.length > 0) expect(labelValues).toContain(labels.get(label));

    const suffixes = metric.type === 'histogram' ? ['_bucket', '_count', '_sum'] : [''];
    expect([...new Set(samples.map(({ series }) => series))].toSorted()).toEqual(suffixes.map((end) => name + end));
    const bounds = new Set(samples.flatMap(({ labels }) => labels.get('le') ?? []));
    expect([...bounds]).toEqual(metric.type === 'histogram' ? [...metric.buckets.map(String), '+Inf'] : []);
  });

  test('is the same for the same seed, and another for another seed', async () => {
    const later = async (seed: number) => {
      const backend = new Backend('healthy', seed, PEAK);
      for (let second = 1; second <= 60; second++) backend.advance(1, new Date(PEAK.getTime() + second * 1000));
      return backend.metrics();
    };
    expect(await later(7)).toBe(await later(7));
    expect(await later(7)).not.toBe(await later(8));
  });

  test('repeats ten minutes of a fault from its seed', async () => {
    expect(await recordDemo('api-error-storm', PEAK, 10, { seed: 3 })).toEqual(
      await recordDemo('api-error-storm', PEAK, 10, { seed: 3 }),
    );
  });

  test('counts every failed request once as a request and once as an error', async () => {
    const recorded = await recordDemo('api-error-storm', PEAK, 10);
    const total = (name: string, status: RegExp) =>
      recorded
        .filter((series) => series.name === name && status.test(series.labels['status'] ?? ''))
        .reduce((sum, series) => sum + meanRate(series), 0);
    expect(total('errors_total', /^5/)).toBeGreaterThan(0);
    expect(total('http_requests_total', /^5/)).toBeCloseTo(total('errors_total', /^5/), 9);
  });

  test('has more traffic while the markets are open than at night', async () => {
    const requests = async (from: Date) =>
      (await recordDemo('healthy', from, 10))
        .filter(({ name }) => name === 'http_requests_total')
        .reduce((sum, series) => sum + meanRate(series), 0);
    expect(await requests(PEAK)).toBeGreaterThan(1.5 * (await requests(NIGHT)));
  });

  test('has slowly rising revenue', async () => {
    const revenue = (await recordDemo('healthy', PEAK, 30)).find(({ name }) => name === 'mrr_total')?.values ?? [];
    const [first = 0, last = 0] = [revenue[0], revenue.at(-1)];
    expect(last).toBeGreaterThan(first);
    expect(last).toBeLessThan(first * 1.01);
  });

  test('lacks the series of a stream that does not run at the start, like a restarted platform', async () => {
    const text = (await new Backend('signals-stopped', 1, PEAK).metrics()) ?? '';
    expect(text).toContain('# TYPE signals_ingested_total counter');
    expect(lines(text, 'signals_ingested_total')).toEqual([]);
  });

  test('does not answer in exactly the scenario of a hanging backend', async () => {
    const withheld = scenarioNames.filter((name) => !loadOf(name).scrapable);
    expect(withheld).toEqual(['backend-hangs']);
    expect(await new Backend('backend-hangs', 1, PEAK).metrics()).toBeUndefined();
  });
});
