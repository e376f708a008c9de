/** The command in a backend's CI: its output and its exit code. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Backend } from '../../demo/backend';
import { SIZE_LIMIT } from '../../lib/contract/exposition';
import { UsageError } from '../../lib/servers/command-line';
import { checkMetrics } from '../../scripts/check-metrics';
import { TYPESCRIPT } from '../support/shell';

const ROOT = resolve(__dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'check-metrics-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const TEXT = 'text/plain; version=0.0.4; charset=utf-8';

const demoMetrics = async (): Promise<string> =>
  (await new Backend('healthy', 1, new Date('2026-03-04T14:00:00Z')).metrics()) ?? '';

const run = (...args: string[]): Promise<{ code: number; out: string; err: string }> =>
  new Promise((finish) => {
    const child = execFile(
      process.execPath,
      [...TYPESCRIPT, 'scripts/check-metrics.ts', ...args],
      { cwd: ROOT },
      (_error, out, err) => finish({ code: child.exitCode ?? -1, out, err }),
    );
  });

async function serving<T>(listener: RequestListener, use: (url: string) => Promise<T>): Promise<T> {
  const server = createServer(listener);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test('a backend that meets the contract gives exit code 0', async () => {
  const text = await demoMetrics();
  const result = await serving(
    (_request, response) => response.setHeader('content-type', TEXT).end(text),
    (url) => run('--url', `${url}/metrics`, '--stack', 'dev'),
  );
  expect(result).toEqual({ code: 0, out: 'The metrics meet the contract (warnings: 0).\n', err: '' });
});

test('a backend that does not meet it gives exit code 2 and the reasons as JSON', async () => {
  const file = join(folder, 'metrics.txt');
  writeFileSync(file, (await demoMetrics()).replace(/.*redis_connected.*\n/g, ''));
  const { code, out } = await run('--file', file, '--json');
  expect(code).toBe(2);
  expect(JSON.parse(out)).toMatchObject({
    ok: false,
    findings: [
      {
        level: 'error',
        kind: 'missing metric',
        metric: 'redis_connected',
        blinds: [
          { kind: 'alert', name: 'RedisDisconnected' },
          { kind: 'panel', name: 'overview / Redis' },
          { kind: 'panel', name: 'api-health / Redis Connection Status' },
        ],
      },
    ],
  });
});

test('an unreadable input gives exit code 2 and one line, without a stack trace', async () => {
  const { code, out, err } = await run('--file', join(folder, 'none.txt'));
  expect([code, out]).toEqual([2, '']);
  expect(err).toMatch(/^.*none.txt cannot be read: ENOENT.*\n$/);
});

test('an unreadable input gives one sentence with the reason, without a password', async () => {
  const huge = join(folder, 'huge.txt');
  writeFileSync(huge, '');
  truncateSync(huge, SIZE_LIMIT + 1);
  const sentence = (options: Parameters<typeof checkMetrics>[0]) =>
    checkMetrics(options).then(
      () => 'read',
      (error: Error) => (error instanceof UsageError ? error.message : String(error.stack)),
    );
  const answering = (url: string) => [
    sentence({ file: huge }),
    sentence({ url: url.replace('//', '//user:hidden@') + '/away' }),
    sentence({ url: `${url}/page` }),
    sentence({ url: 'http://127.0.0.1:1/metrics' }),
    sentence({ url: `${url}/none` }),
    sentence({ url: `${url}/html` }),
    sentence({ url: `${url}/empty` }),
    sentence({ url: 'http://123:glc_a/b=@127.0.0.1/metrics' }),
    sentence({}),
  ];
  const results = await serving(
    (request, response) => {
      response.statusCode = request.url === '/away' ? 503 : 200;
      if (request.url !== '/none') response.setHeader('content-type', request.url === '/html' ? 'text/html' : TEXT);
      response.end(request.url === '/empty' ? '' : '<html></html>');
    },
    (url) => Promise.all(answering(url)),
  );
  expect(results).toEqual([
    expect.stringMatching(/^.*huge.txt is larger than 50 MB.*$/),
    expect.stringMatching(/^http:\/\/127.0.0.1:\d+\/away answers with 503.*$/),
    expect.stringMatching(/^not an exposition that Prometheus can read: line 1: .*<html>.*$/),
    expect.stringMatching(/^http:\/\/127.0.0.1:1\/metrics cannot be read: .+$/),
    expect.stringMatching(
      /^The answer of .*\/none has no Content-Type header, .*; send "Content-Type: text\/plain; version=0.0.4"$/,
    ),
    expect.stringMatching(
      /^The answer of .*\/html has the Content-Type "text\/html", .*; send "Content-Type: text\/plain; version=0.0.4"$/,
    ),
    expect.stringMatching(/^there is no metric in it$/),
    expect.stringMatching(/^--url is not an http or https address; .*write \/ as %2F.*$/),
    expect.stringMatching(/^one of --url and --file is needed$/),
  ]);
});

test('the command fetches metrics as a scrape does: login, redirect, compression, OpenMetrics', async () => {
  const openMetrics = `${(await demoMetrics()).replace(/^# (HELP|TYPE) (\w+)_total /gm, '# $1 $2 ').replace(/^\n/gm, '')}# EOF\n`;
  const login = `Basic ${Buffer.from('me:pa%ss').toString('base64')}`;
  const result = await serving(
    (request, response) => {
      if (request.url === '/old') return response.writeHead(302, { location: '/metrics?x=1' }).end();
      if (request.url !== '/metrics?x=1' || request.headers.authorization !== login)
        return response.writeHead(401).end();
      return response
        .writeHead(200, { 'content-type': 'application/openmetrics-text; version=1.0.0', 'content-encoding': 'gzip' })
        .end(gzipSync(openMetrics));
    },
    (url) => run('--url', `${url.replace('//', '//me:pa%ss@')}/old`),
  );
  expect(result).toEqual({ code: 0, out: 'The metrics meet the contract (warnings: 0).\n', err: '' });
});

test('the command reads a port that browsers refuse', async () => {
  // 10080 is one of them (https://fetch.spec.whatwg.org/#port-blocking); Prometheus scrapes it.
  const { err } = await run('--url', 'http://127.0.0.1:10080/metrics');
  expect(err).not.toContain('bad port');
});
