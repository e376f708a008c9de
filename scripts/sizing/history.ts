/** Simulates scrapes, and writes them as OpenMetrics text. */
import { closeSync, openSync, readdirSync, readFileSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { SizedReplica, type Size } from './replica';

/** Seconds between two scrapes. */
export const SCRAPE = 15;

/** A target whose scrapes can be simulated. */
export interface Source {
  /** The labels that scraping puts on its series. */
  readonly target: Readonly<Record<string, string>>;
  /** Simulates one second, ending at `now`. */
  readonly second: (now: Date) => void;
  readonly samples: () => Promise<readonly MetricSamples[]>;
}
interface MetricSamples {
  readonly name: string;
  readonly values: readonly { readonly labels: Partial<Record<string, string | number>>; readonly value: number }[];
}

/** Formats bounds as Prometheus stores scraped ones: two formats would be two buckets. */
const bound = (le: unknown): string => (Number.isInteger(Number(le)) ? `${String(le)}.0` : String(le));

const selector = (labels: Readonly<Record<string, unknown>>): string =>
  Object.entries(labels)
    .map(([label, value]) => `${label}="${label === 'le' ? bound(value) : String(value)}"`)
    .join(',');

/** Writes the scrapes of each source, one every `every` seconds, as OpenMetrics text: series by series. */
export async function writeScrapes(
  file: string,
  sources: readonly Source[],
  from: number,
  end: number,
  every: number,
): Promise<void> {
  const out = openSync(file, 'w');
  for (const { target, second, samples } of sources) {
    const series = new Map<string, string[]>();
    for (let at = from; at <= end; at += every) {
      for (let before = every - 1; before >= 0; before--) second(new Date((at - before) * 1000));
      for (const { name, values } of await samples())
        for (const sample of values) {
          const full = 'metricName' in sample ? String(sample.metricName) : name;
          const key = `${full}{${selector({ ...target, ...sample.labels })}}`;
          const line = `${key} ${sample.value} ${at}`;
          const lines = series.get(key);
          if (lines === undefined) series.set(key, [line]);
          else lines.push(line);
        }
    }
    for (const lines of series.values()) writeSync(out, `${lines.join('\n')}\n`);
  }
  writeSync(out, '# EOF\n');
  closeSync(out);
}

/** The same for replicas of a size, over the `seconds` until `end`. */
export function writeHistory(file: string, size: Size, seconds: number, end: number): Promise<void> {
  const sources = Array.from({ length: size.replicas }, (_, i): Source => {
    const backend = new SizedReplica(size, i + 1);
    return {
      target: { job: 'backend-api', instance: `replica-${i}:8000`, environment: 'dev' },
      second: (now) => backend.advance(1, now),
      samples: () => backend.samples(),
    };
  });
  return writeScrapes(file, sources, end - seconds, end, SCRAPE);
}

interface Block {
  readonly stats: { readonly numSamples: number };
}
const bytesIn = (path: string): number =>
  statSync(path).isDirectory()
    ? readdirSync(path).reduce((sum, name) => sum + bytesIn(join(path, name)), 0)
    : statSync(path).size;

/** Bytes of a sample in the blocks of a data folder, index included. */
export function bytesOfSample(data: string): number {
  const blocks = readdirSync(data).filter((name) => /^[0-9A-Z]{26}$/.test(name));
  const read = (name: string) => JSON.parse(readFileSync(join(data, name, 'meta.json'), 'utf8')) as Block;
  const samples = blocks.reduce((sum, name) => sum + read(name).stats.numSamples, 0);
  return blocks.reduce((sum, name) => sum + bytesIn(join(data, name)), 0) / samples;
}
