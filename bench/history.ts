/** An hour or more of scrapes without waiting for it: simulated, and written into Prometheus' own blocks. */
import { closeSync, openSync, readdirSync, readFileSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { SizedReplica, type Size } from './replica';

/** Seconds between two scrapes. */
export const SCRAPE = 15;

/**
 * Writes the scrapes of `seconds` until `end` (Unix time) as OpenMetrics text, replica by replica, each series with its
 * scrapes in order. The labels of the target are on it.
 */
export async function writeHistory(file: string, size: Size, seconds: number, end: number): Promise<void> {
  const out = openSync(file, 'w');
  for (let replica = 0; replica < size.replicas; replica++) {
    const backend = new SizedReplica(size, replica + 1);
    const target = `job="backend-api",instance="replica-${replica}:8000",environment="dev"`;
    const series = new Map<string, string[]>();
    for (let at = end - seconds; at <= end; at += SCRAPE) {
      for (let second = SCRAPE - 1; second >= 0; second--) backend.advance(1, new Date((at - second) * 1000));
      for (const { name, values } of await backend.samples())
        for (const sample of values) {
          const own = Object.entries(sample.labels).map(([label, value]) => `${label}="${String(value)}"`);
          const key = `${'metricName' in sample ? String(sample.metricName) : name}{${[target, ...own].join(',')}}`;
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

interface Block {
  readonly stats: { readonly numSamples: number };
}
const bytesIn = (path: string): number =>
  statSync(path).isDirectory()
    ? readdirSync(path).reduce((sum, name) => sum + bytesIn(join(path, name)), 0)
    : statSync(path).size;

/** Bytes that a sample in the blocks of a data folder takes, index included. */
export function bytesOfSample(data: string): number {
  const blocks = readdirSync(data).filter((name) => /^[0-9A-Z]{26}$/.test(name));
  const read = (name: string) => JSON.parse(readFileSync(join(data, name, 'meta.json'), 'utf8')) as Block;
  const samples = blocks.reduce((sum, name) => sum + read(name).stats.numSamples, 0);
  return blocks.reduce((sum, name) => sum + bytesIn(join(data, name)), 0) / samples;
}
