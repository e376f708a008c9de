/** Runs the demo backend through hours of simulated time and records what scrapes would read. */
import { Backend } from '../../demo/backend';
import type { ScenarioName } from '../../demo/scenarios';

/** Seconds between two recorded scrapes. */
export const SCRAPE_INTERVAL = 15;

/** The busiest and quietest moments of the simulated week. */
export const PEAK = new Date('2026-03-04T14:30:00Z');
export const NIGHT = new Date('2026-03-08T02:00:00Z');

export interface Series {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** The value at each scrape; undefined before the series exists. */
  readonly values: (number | undefined)[];
}

const formatSeries = (labels: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(Object.entries(labels).map(([label, value]) => [label, String(value)]));

interface Recording {
  readonly seed?: number;
  /**
   * Minutes of an ordinary day before the scenario begins, included in the total. 0: the backend starts with the
   * scenario.
   */
  readonly healthy?: number;
}

/** The scrapes of `minutes` under a scenario, from a start at `from`. */
export async function recordDemo(
  scenario: ScenarioName,
  from: Date,
  minutes: number,
  { seed = 1, healthy = 0 }: Recording = {},
): Promise<Series[]> {
  const backend = new Backend(healthy > 0 ? 'healthy' : scenario, seed, from);
  const series = new Map<string, Series>();
  const scrapes = (minutes * 60) / SCRAPE_INTERVAL;
  for (let scrape = 0; scrape <= scrapes; scrape++) {
    const now = (second: number) => new Date(from.getTime() + (scrape * SCRAPE_INTERVAL + second) * 1000);
    if (healthy > 0 && scrape * SCRAPE_INTERVAL === healthy * 60) backend.enter(scenario, now(0));
    for (const metric of await backend.samples()) {
      for (const sample of metric.values) {
        const name = 'metricName' in sample ? String(sample.metricName) : metric.name;
        const key = [name, ...Object.values(sample.labels)].join(' ');
        const one = series.get(key) ?? { name, labels: formatSeries(sample.labels), values: [] };
        one.values[scrape] = sample.value;
        series.set(key, one);
      }
    }
    for (let second = 1; second <= SCRAPE_INTERVAL; second++) backend.advance(1, now(second));
  }
  return [...series.values()];
}

/** Events per second of one series over the whole recording. */
export function meanRate({ values }: Series): number {
  const first = values.findIndex((value) => value !== undefined);
  return ((values.at(-1) ?? 0) - (values[first] ?? 0)) / ((values.length - 1 - first) * SCRAPE_INTERVAL);
}
