import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleDemoBackend } from '../../demo/bundle';
import { Backend } from '../../demo/backend';
import { FlagError, readFlags } from '../../demo/flags';
import { scenarioNames, scenarios } from '../../demo/scenarios';
import { metricNames } from '../../metrics/contract';

const FILE = 'backend.js';
const folder = mkdtempSync(join(tmpdir(), 'demo-'));
const bare = { cwd: folder, env: { PATH: '' } };

/** The address in the line that the backend prints once it listens. */
const address = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    let words = '';
    const listen = (chunk: Buffer) => {
      words += chunk.toString();
      const [, url] = /(http:\S+)\/metrics/.exec(words) ?? [];
      if (url !== undefined) resolve(url);
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    child.once('exit', () => reject(new Error(`the backend ended: ${words}`)));
  });

/** Runs the bundle alone in a folder, for as long as `use` takes. */
async function withBackend(args: readonly string[], use: (url: string) => void | Promise<void>): Promise<void> {
  const child = spawn(process.execPath, [FILE, '--port', '0', ...args], bare);
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
  try {
    await use(await address(child));
  } finally {
    child.kill('SIGTERM');
  }
  expect(await exit).toBe(0);
}

beforeAll(() => writeFileSync(join(folder, FILE), bundleDemoBackend()));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the bundle', () => {
  test('is one file, reproducible, and names no path of this machine', () => {
    const text = bundleDemoBackend();
    expect(text).toBe(bundleDemoBackend());
    expect(text).not.toContain(join(__dirname, '../..'));
    expect(readdirSync(folder)).toEqual([FILE]);
  });

  test('runs under plain Node in a folder without packages, answers, and ends on SIGTERM', () =>
    withBackend([], async (url) => {
      expect((await fetch(`${url}/healthz`)).status).toBe(200);
      const response = await fetch(`${url}/metrics`);
      expect(response.headers.get('content-type')).toContain('text/plain; version=0.0.4');
      const text = await response.text();
      for (const name of metricNames) expect(text).toContain(`# TYPE ${name} `);
    }));

  test('can run twice side by side with different seeds', () =>
    withBackend(['--seed', '1'], (one) =>
      withBackend(['--seed', '2'], async (two) => {
        const [first, second] = [await fetch(`${one}/metrics`), await fetch(`${two}/metrics`)];
        expect(await first.text()).not.toBe(await second.text());
      }),
    ));

  test('prints one line about a wrong flag, and exits with 2', () => {
    const { status, stderr } = spawnSync(process.execPath, [FILE, '--scenario', 'slow-apis'], {
      ...bare,
      encoding: 'utf8',
    });
    expect(status).toBe(2);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain('did you mean "slow-api"?');
  });

  test('prints that its port is in use, and exits with 1', () =>
    withBackend([], (url) => {
      const args = [FILE, '--port', new URL(url).port];
      const { status, stderr } = spawnSync(process.execPath, args, { ...bare, encoding: 'utf8' });
      expect(status).toBe(1);
      expect(stderr).toMatch(/^demo backend cannot listen on .*: the port is taken.*\n$/);
    }));
});

describe('the scenario of a running backend', () => {
  test.each(['PUT', 'POST'])('is switched by %s, with immediate effect on the metrics', (method) =>
    withBackend(['--scenario', 'pool-exhausted'], async (url) => {
      expect(await (await fetch(`${url}/metrics`)).text()).toContain('\nredis_connected 1\n');
      const response = await fetch(`${url}/scenario/redis-down`, { method });
      expect(await response.json()).toMatchObject({ name: 'redis-down', alert: 'RedisDisconnected' });
      expect(await (await fetch(`${url}/metrics`)).text()).toContain('\nredis_connected 0\n');
    }),
  );

  test('is listed with all names and what each does', () =>
    withBackend(['--scenario', 'ea-silent'], async (url) => {
      const listed: unknown = await (await fetch(`${url}/scenario`)).json();
      const all = scenarioNames.map((name) => ({
        name,
        description: scenarios[name].description,
        alert: scenarios[name].alert,
      }));
      expect(listed).toEqual({ current: 'ea-silent', scenarios: all });
    }));

  test('is unchanged by an unknown name, which is refused with the nearest one', () =>
    withBackend([], async (url) => {
      for (const [wrong, nearest] of [
        ['redis-dwn', 'redis-down'],
        ['%E0%A4%A', 'healthy'],
        ['constructor', ''],
      ]) {
        const response = await fetch(`${url}/scenario/${wrong}`, { method: 'PUT' });
        expect(response.status).toBe(404);
        expect(await response.text()).toContain(`did you mean "${nearest}`);
      }
      expect(await (await fetch(`${url}/scenario`)).json()).toMatchObject({ current: 'healthy' });
    }));

  test('can make the metrics fail while the process stays healthy', () =>
    withBackend(['--scenario', 'backend-hangs'], async (url) => {
      expect((await fetch(`${url}/metrics`)).status).toBe(503);
      expect((await fetch(`${url}/healthz`)).status).toBe(200);
    }));

  test('is not switched by a GET, and other pages do not exist', () =>
    withBackend([], async (url) => {
      expect((await fetch(`${url}/scenario/redis-down`)).status).toBe(405);
      expect((await fetch(`${url}/metrics`, { method: 'POST' })).status).toBe(405);
      expect((await fetch(`${url}/`)).status).toBe(404);
    }));
});

describe('the counters', () => {
  const samplesOf = async (backend: Backend, name: string) => {
    const metric = (await backend.samples()).find((one) => one.name === name);
    return (metric?.values ?? []) as { labels: Partial<Record<string, string>>; value: number }[];
  };
  const total = (samples: readonly { value: number }[]) => samples.reduce((sum, { value }) => sum + value, 0);
  const START = new Date('2026-03-04T14:00:00Z');

  test('start at 0, so that a restart does not read as traffic', async () => {
    const backend = new Backend('healthy', 1, START);
    expect(total(await samplesOf(backend, 'http_requests_total'))).toBe(0);
    expect(total(await samplesOf(backend, 'errors_total'))).toBe(0);
  });

  test('count each response with 4xx or 5xx as one API error, except those of the rate limiter', async () => {
    const backend = new Backend('healthy', 1, START);
    for (let second = 1; second <= 600; second++) backend.advance(1, new Date(START.getTime() + second * 1000));
    const answers = await samplesOf(backend, 'http_requests_total');
    const failed = answers.filter(({ labels: { status = '' } }) => status >= '400' && status !== '429');
    expect(total(failed)).toBeGreaterThan(100);
    expect(total(await samplesOf(backend, 'errors_total'))).toBe(total(failed));
  });
});

describe('the flags', () => {
  const defaults = { port: 8000, host: '127.0.0.1', scenario: 'healthy', seed: 1, now: expect.any(Date) as Date };

  test('have defaults that listen on this machine only', () => {
    expect(readFlags([], {})).toEqual(defaults);
  });

  test('take precedence over the environment, in which an empty variable counts as unset', () => {
    const env = { PORT: '9000', SCENARIO: 'redis-down', SEED: '', HOST: '0.0.0.0' };
    const now = '2026-03-04T14:30:00Z';
    expect(readFlags(['--port=9001', '--host', '::1', '--now', now], env)).toEqual({
      ...defaults,
      port: 9001,
      host: '::1',
      scenario: 'redis-down',
      now: new Date(now),
    });
  });

  test.each([
    [
      ['--prt', '1'],
      {},
      'unknown argument "--prt": did you mean --port? One of: --port, --host, --scenario, --seed, --now',
    ],
    [['redis-down'], {}, 'unknown argument "redis-down"'],
    [['--port'], {}, '--port needs a value'],
    [['--port', '--seed', '1'], {}, '--port needs a value'],
    [['--port', '65536'], {}, '--port is "65536": a whole number from 0 to 65535 is needed'],
    [[], { PORT: 'http' }, 'PORT is "http": a whole number'],
    [['--seed', '-1'], {}, '--seed is "-1": a whole number'],
    [['--now', 'noon'], {}, '--now is "noon": a time such as 2026-03-04T14:30:00Z'],
    [
      [],
      { SCENARIO: 'reddis-down' },
      'SCENARIO: unknown scenario "reddis-down": did you mean "redis-down"? One of: healthy,',
    ],
  ])('%j with %j are refused in one line', (args, env, message) => {
    const read = () => readFlags(args, env);
    expect(read).toThrow(FlagError);
    expect(read).toThrow(message);
  });
});
