/**
 * The whole line without containers: demo backend and Prometheus as child processes on a stack's rendered
 * configuration. What `make demo` shows and what the end-to-end tests run on.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Settings } from '../config/schema';
import { toSettings } from '../config/settings';
import { compile, type Content } from '../content';
import { bundleDemoBackend } from '../demo/bundle';
import { UsageError } from './command';
import { write } from './render';
import { tool } from './tools';

export interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}
export interface RuleState {
  readonly type: 'alerting' | 'recording';
  readonly name: string;
  readonly state?: 'inactive' | 'pending' | 'firing';
  readonly health: string;
  readonly lastError?: string;
}

/** A running line. */
export interface Line {
  readonly settings: Settings;
  readonly content: Content;
  readonly backendUrl: string;
  readonly prometheusUrl: string;
  readonly query: (expr: string) => Promise<Sample[]>;
  readonly rules: () => Promise<RuleState[]>;
  readonly setScenario: (name: string) => Promise<void>;
  readonly stop: () => Promise<void>;
}

export interface LineOptions {
  readonly stack: string;
  /** The keys of the stack file. */
  readonly raw: Readonly<Record<string, unknown>>;
  readonly scenario?: string;
}

/** A port that nobody listens on now. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

/** A process of the line that ended by itself, with its last words: nothing to wait for any more. */
export class Ended extends UsageError {}

/** Polls until `probe` gives a value. Throws after `seconds` with what was awaited and the last error. */
export async function until<T>(what: string, probe: () => Promise<T | undefined>, seconds = 60): Promise<T> {
  const end = Date.now() + seconds * 1000;
  let last: unknown;
  while (Date.now() < end) {
    try {
      const value = await probe();
      if (value !== undefined) return value;
    } catch (error) {
      if (error instanceof Ended) throw error;
      last = error;
    }
    await pause(200);
  }
  throw new Error(`${what}: not within ${seconds} s${last instanceof Error ? ` (${last.message})` : ''}`);
}

async function api<T>(base: string, path: string): Promise<T> {
  const response = await fetch(`${base}/api/v1/${path}`);
  const body = (await response.json()) as { status: string; error?: string; data: T };
  if (body.status !== 'success') throw new Error(body.error ?? response.statusText);
  return body.data;
}

/** Starts a process whose last words are kept for the error message, should it die. */
function start(name: string, file: string, args: readonly string[]): { child: ChildProcess; alive: () => void } {
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let words = '';
  const listen = (chunk: Buffer) => (words = (words + chunk.toString()).slice(-2000));
  child.stdout.on('data', listen);
  child.stderr.on('data', listen);
  child.on('error', (error) => (words += error.message));
  return {
    child,
    alive: () => {
      if (child.exitCode !== null || child.pid === undefined) throw new Ended(`${name} ended: ${words.trim()}`);
    },
  };
}

const ended = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.pid === undefined) return resolve();
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });

/** Starts the line and waits until Prometheus has scraped the backend. Nothing is left running if it fails. */
export async function startLine({ stack, raw, scenario = 'healthy' }: LineOptions): Promise<Line> {
  const prometheus = await tool('prometheus');
  const backendPort = await freePort();
  const prometheusPort = await freePort();
  // A stack for a cluster runs here as if it were one for this machine.
  const { kubernetes: _cluster, backend: given, ...rest } = raw;
  const { service: _service, ...platform } = (given ?? {}) as Readonly<Record<string, unknown>>;
  const settings = toSettings(stack, {
    ...rest,
    target: 'docker',
    demo: false,
    backend: { ...platform, address: `127.0.0.1:${backendPort}` },
    prometheus: { port: prometheusPort },
  });
  const content = compile(settings, `127.0.0.1:${prometheusPort}`);

  const folder = mkdtempSync(join(tmpdir(), 'observability-'));
  write(content, folder);
  writeFileSync(join(folder, 'backend.js'), bundleDemoBackend());
  const backendUrl = `http://127.0.0.1:${backendPort}`;
  const prometheusUrl = `http://127.0.0.1:${prometheusPort}`;
  const processes = [
    start('the demo backend', process.execPath, [
      join(folder, 'backend.js'),
      '--port',
      String(backendPort),
      '--scenario',
      scenario,
    ]),
    start('Prometheus', prometheus, [
      `--config.file=${join(folder, 'prometheus/prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${prometheusPort}`,
      '--log.level=warn',
    ]),
  ];
  const stop = async () => {
    await Promise.all(processes.map(({ child }) => ended(child)));
    rmSync(folder, { recursive: true, force: true });
  };
  const query = async (expr: string) =>
    (await api<{ result: Sample[] }>(prometheusUrl, `query?${String(new URLSearchParams({ query: expr }))}`)).result;
  try {
    await until('the first scrape of the demo backend', async () => {
      for (const { alive } of processes) alive();
      const up = await query(`up{job="${settings.backend.selector.job}"}`);
      return up.length > 0 ? true : undefined;
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    settings,
    content,
    backendUrl,
    prometheusUrl,
    query,
    rules: async () =>
      (await api<{ groups: { rules: RuleState[] }[] }>(prometheusUrl, 'rules')).groups.flatMap(({ rules }) => rules),
    setScenario: async (name) => {
      const response = await fetch(`${backendUrl}/scenario/${name}`, { method: 'PUT' });
      if (!response.ok) throw new Error(await response.text());
    },
    stop,
  };
}
