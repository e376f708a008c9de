/**
 * `npm run sizing -- [--routes N] [--replicas N] [--requests N] [--minutes N] [--hours N] [--live]`: measures the load
 * of a stack of that size on a real Prometheus. It runs live for `minutes` (series, samples, memory), then over `hours`
 * of simulated history (disk, samples that a refresh of the dashboards reads). The tables in docs/operations.md,
 * "Size", come from its output.
 */
import { trading } from '../platform';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { dump } from 'js-yaml';
import type { PrometheusGroup } from '../lib/compile/prometheus-rules';
import { toSettings } from '../lib/settings/settings';
import { compile } from '../lib/compile';
import { command, UsageError } from '../lib/servers/command-line';
import { startLocalStack } from './support/local-stack';
import { importScrapes, moveBlocks, recordRules, serving } from './sizing/backfill';
import { bytesOfSample, SCRAPE, writeHistory } from './sizing/history';
import { queriesBefore, queriesNow, samplesRead, type DashboardQuery } from './sizing/refresh';
import { routesOf, SizedReplica, type Size } from './sizing/replica';
import { recordingByGroup } from '../rules/recording';
import { run } from '../lib/servers/run-program';
import { tool } from '../lib/servers/tools';
import { inTemporaryFolder } from '../lib/servers/write-files';

const HOUR = 3600;
const DAY = 24 * HOUR;

const show = (what: string, value: number | string) =>
  console.log(`${what.padEnd(58)} ${typeof value === 'string' ? value : value.toLocaleString('en')}`);

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;

/** A real Prometheus that scrapes live replicas. */
async function measureLiveRate(size: Size, minutes: number) {
  const replicas = Array.from({ length: size.replicas }, (_, i) => new SizedReplica(size, i));
  const addresses = await Promise.all(replicas.map((replica) => replica.listen()));
  const backend = { scrapeInterval: `${SCRAPE}s`, clusters: { main: addresses } };
  const localStack = await startLocalStack({ stack: 'dev', raw: { backend } });
  try {
    const value = async (expr: string) => Number((await localStack.query(expr))[0]?.value[1] ?? NaN);
    await pause(minutes * 60_000);
    const appended = await value('sum(rate(prometheus_tsdb_head_samples_appended_total{job="prometheus"}[2m]))');
    show('series of one replica', await value('max(scrape_samples_scraped{job="backend-api"})'));
    const series = await value('prometheus_tsdb_head_series{job="prometheus"}');
    const recorded = await value('count({__name__=~".+:.+"})');
    show('series in the head', series);
    show('  of them recorded', recorded);
    show('samples a second', Math.round(appended));
    show(
      'resident memory, MiB',
      Math.round((await value('process_resident_memory_bytes{job="prometheus"}')) / 2 ** 20),
    );
    show('Go heap in use, MiB', Math.round((await value('go_memstats_heap_inuse_bytes{job="prometheus"}')) / 2 ** 20));
    show('processor, share of one', await value('round(rate(process_cpu_seconds_total{job="prometheus"}[2m]), 0.001)'));
    const durations = 'avg_over_time(prometheus_rule_group_last_duration_seconds{job="prometheus"}[2m])';
    const shares = `${durations} / prometheus_rule_group_interval_seconds{job="prometheus"}`;
    show('slowest rule group, share of its interval', percent(await value(`max(${shares})`)));
    show('  all of them together', percent(await value(`sum(${shares})`)));
    /** Samples a second, and the share (0..1) of them that recording rules produce. */
    return { appended, recordedShare: recorded / series };
  } finally {
    await localStack.stop();
    replicas.forEach((replica) => replica.stop());
  }
}

type Rate = Awaited<ReturnType<typeof measureLiveRate>>;

/** The recording rules for dashboards, without the alerts in their groups. */
const recordingGroups = (groups: readonly PrometheusGroup[]): PrometheusGroup[] =>
  groups
    .filter(({ name }) => name in recordingByGroup)
    .map((group) => ({ ...group, rules: group.rules.filter(({ record }) => record !== undefined) }));

/** Simulated hours in real blocks: their size on disk, and the samples that dashboards read. */
async function history(folder: string, size: Size, hours: number, { appended, recordedShare }: Rate): Promise<void> {
  const data = join(folder, 'data');
  mkdirSync(data);
  const end = Math.floor(Date.now() / 1000 / SCRAPE) * SCRAPE;
  const from = end - hours * HOUR;
  const content = compile(toSettings(trading, 'dev', {}));
  const text = join(folder, 'history.txt');
  await writeHistory(text, size, hours * HOUR, end);
  await importScrapes(text, data);
  const scraped = bytesOfSample(data);
  show('bytes of a scraped sample on disk, index included', scraped.toFixed(2));

  const extra = join(folder, 'recorded');
  const rules = join(folder, 'recording-rules.yaml');
  writeFileSync(rules, dump({ groups: recordingGroups(content.prometheusGroups) }));
  await recordRules(data, extra, [rules], { from, end, every: SCRAPE });
  const recorded = bytesOfSample(extra);
  const each = scraped * (1 - recordedShare) + recorded * recordedShare;
  show('bytes of a recorded sample on disk, index included', recorded.toFixed(2));
  show('disk a day at the rate above, MB', Math.round((each * appended * DAY) / 1e6));
  moveBlocks(extra, data);
  await serving(data, async (server) => {
    const read = async (queries: readonly DashboardQuery[]) => {
      const found: number[] = [];
      for (const one of queries) found.push(await samplesRead(server, one, from, end));
      return found.reduce((sum, count) => sum + count, 0);
    };
    const handWritten = await read(queriesBefore());
    const ours = await read(queriesNow(content.dashboardContext, hours * HOUR));
    const unrecorded = await read(queriesNow({ ...content.dashboardContext, evaluatesRules: false }, hours * HOUR));
    show(`samples read by a refresh over ${hours} h, hand-written files`, handWritten);
    show('  the same panels of this project', ours);
    show('  the same without recording rules', unrecorded);
    show('  hand-written to this project', `${Math.round(handWritten / ours)} : 1`);
  });
}

function readNumber(name: string, text: string | undefined, fallback: number): number {
  const value = Number(text ?? fallback);
  if (!(value > 0)) throw new UsageError(`--${name} needs a number above 0`);
  return value;
}

const options = {
  routes: 'string',
  replicas: 'string',
  requests: 'string',
  minutes: 'string',
  hours: 'string',
  live: 'boolean',
} as const;
const usage = 'npm run sizing -- [--routes N] [--replicas N] [--requests N] [--minutes N] [--hours N] [--live]';
if (require.main === module)
  void command({ usage, options }, async ({ routes, replicas, requests, minutes, hours, live }) => {
    const size: Size = {
      routes: readNumber('routes', routes, 100),
      replicas: readNumber('replicas', replicas, 4),
      requests: readNumber('requests', requests, 1000),
    };
    show('machine', `${cpus().length} × ${cpus()[0]?.model ?? 'processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB`);
    show('Prometheus', /version ([\d.]+)/.exec((await run(await tool('prometheus'), ['--version'])).stdout)?.[1] ?? '');
    show('routes, replicas, requests a second', `${routesOf(size)}, ${size.replicas}, ${size.requests}`);
    const rate = await measureLiveRate(size, readNumber('minutes', minutes, 3));
    const simulated = readNumber('hours', hours, 1);
    if (!live) await inTemporaryFolder((folder) => history(folder, size, simulated, rate));
  });
