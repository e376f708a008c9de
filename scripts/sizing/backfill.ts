/** Creates blocks of a Prometheus: simulated scrapes, and the series that its recording rules would record. */
import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { servingHistory } from '../../lib/servers/history';
import { run } from '../../lib/servers/run-program';
import { tool } from '../../lib/servers/tools';

/** One query of the hand-written dashboards reads more samples than the default limit of 50 million. */
const LARGE = ['--query.max-samples=2000000000', '--query.timeout=10m'];

/** Runs `work` with a Prometheus on a data folder that allows the largest queries. */
export const serving = <T>(data: string, work: (server: string) => Promise<T>): Promise<T> =>
  servingHistory(data, LARGE, work);

/** Converts a file of OpenMetrics text to blocks in the folder `data`. */
export async function importScrapes(text: string, data: string): Promise<void> {
  await run(await tool('promtool'), ['tsdb', 'create-blocks-from', 'openmetrics', '--quiet', text, data]);
}

export function moveBlocks(from: string, data: string): void {
  for (const block of readdirSync(from)) renameSync(join(from, block), join(data, block));
}

/**
 * Writes to `out` what the recording rules of `files` compute from the scrapes in `data`, from `from` to `end` (Unix
 * time) each `every` seconds. It runs twice, because rules on recorded series need the result of the first run. If a
 * server has merged blocks of the first run, they stay; they contain the same samples.
 */
export async function recordRules(
  data: string,
  out: string,
  files: readonly string[],
  { from, end, every }: Readonly<Record<'from' | 'end' | 'every', number>>,
): Promise<void> {
  const promtool = await tool('promtool');
  const once = (into: string) =>
    serving(data, (server) =>
      run(promtool, [
        ...['tsdb', 'create-blocks-from', 'rules', `--url=${server}`, `--start=${from}`, `--end=${end}`],
        ...[`--eval-interval=${every}s`, `--output-dir=${into}`, ...files],
      ]),
    );
  const first = `${out}-first`;
  mkdirSync(first);
  await once(first);
  const blocks = readdirSync(first);
  moveBlocks(first, data);
  await once(out);
  for (const block of [...blocks.map((name) => join(data, name)), first])
    rmSync(block, { recursive: true, force: true });
}
