/** Alerts over the history of a real Prometheus, with firing times known to one evaluation. */
import { trading } from '../../../../platform';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { toSettings } from '../../../../lib/settings/settings';
import { checkReplay, replayAlerts, rulesOfStack, tryNumbers } from '../../../../scripts/replay/tables';
import { historyOf } from '../../../../scripts/replay/change';
import { compile } from '../../../../lib/compile';
import { files } from '../../../../lib/compile/files';
import { progress } from '../../../../lib/servers/progress';
import { pieces } from '../../../../lib/servers/prometheus-history';
import { tool } from '../../../../lib/servers/tools';
import { servingHistory } from '../../../../lib/servers/history';

const STEP = 15;
const MINUTE = 60;
const MINUTES = 120;
const dev = toSettings(trading, 'dev', {});

/**
 * Connections of the pool in a minute of the history: above 90 for 20 minutes, above 80 for 10 more, above 90 too
 * shortly.
 */
const pool = (minute: number): number => {
  if (minute >= 30 && minute < 50) return 95;
  if (minute >= 70 && minute < 80) return 85;
  return minute >= 100 && minute < 104 ? 95 : 40;
};
/** Failed requests a second, of ten. */
const failing = (minute: number): number => (minute >= 60 && minute < 90 ? 5 : 0);
/** From the fifth minute above the limit to the fifth below it, as keep_firing_for is a window. */
const FIRED = { from: 35, to: 55 };

function exposition(start: number): string {
  const place = 'job="backend-api",environment="dev"';
  const all = Array.from({ length: (MINUTES * MINUTE) / STEP }, (_, i) => i * STEP);
  const series = (name: string, value: (second: number) => number | undefined) =>
    all.flatMap((second) => {
      const found = value(second);
      return found === undefined ? [] : [`${name} ${found} ${start + second}`];
    });
  const during = (from: number, to: number) => (second: number) =>
    second >= from * MINUTE && second < to * MINUTE ? 1 : undefined;
  let [good, bad] = [0, 0];
  const fired = (alert: string) =>
    `ALERTS{alertname="${alert}",alertstate="firing",environment="dev",severity="critical"}`;
  return [
    ...series(`up{${place},instance="a"}`, () => 1),
    ...series(`db_connection_pool_size{${place},instance="a"}`, (second) => pool(second / MINUTE)),
    ...series(`redis_connected{${place},instance="a"}`, () => 1),
    ...series(`http_requests_total{${place},instance="a",route="/x",status="200"}`, () => (good += 10 * STEP)),
    ...series(
      `http_requests_total{${place},instance="a",route="/x",status="500"}`,
      (second) => (bad += failing(second / MINUTE) * STEP),
    ),
    ...series(fired('DatabaseConnectionPoolExhausted'), during(FIRED.from, FIRED.to)),
    // The server has it as firing, but its history has no reason.
    ...series(fired('RedisDisconnected'), during(10, 20)),
    '# EOF\n',
  ].join('\n');
}

const folder = mkdtempSync(join(tmpdir(), 'replay-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs `work` while a Prometheus serves the history. */
async function served<T>(ask: (url: string) => Promise<T>): Promise<T> {
  const data = join(folder, 'data');
  return servingHistory(data, ['--query.lookback-delta=15s'], ask);
}
beforeAll(async () => {
  const data = join(folder, 'data');
  mkdirSync(data);
  const end = Math.floor(Date.now() / 1000 / STEP) * STEP;
  writeFileSync(join(folder, 'history.txt'), exposition(end - MINUTES * MINUTE));
  const create = ['tsdb', 'create-blocks-from', 'openmetrics', '--quiet'];
  await promisify(execFile)(await tool('promtool'), [...create, join(folder, 'history.txt'), data]);
});

test('a replay finds when alerts fire, tries thresholds, compares a change, and reports where the server fired otherwise', () =>
  served(async (url) => {
    const numbers = await tryNumbers('dev', {}, { url, range: '4h' }, 'DatabaseConnectionPoolExhausted.above=80,90,99');
    expect(numbers).toMatchObject({
      head: ['DatabaseConnectionPoolExhausted.above', `fires in ${numbers.range}`, 'for'],
      range: expect.stringMatching(/^2 h \(the history begins /) as string,
      gaps: [`Only ${numbers.range} of the 4h that were asked for could be seen.`],
      rows: [
        ['80', 'twice, 30 min', 'a twice'],
        ['90', 'once, 20 min', 'a once'],
        ['99', 'never', ''],
      ],
    });

    const rows = new Map(
      (await replayAlerts(dev, { url, range: '4h' })).rows.map(([name = '', times = '']) => [name, times]),
    );
    expect(rows.get('DatabaseConnectionPoolExhausted')).toBe('once, 20 min');
    expect(rows.get('RedisDisconnected')).toBe('never');
    // The history has none of the series that the objective's rules record.
    expect(rows.get('APIAvailabilityErrorBudgetBurn')).toMatch(/^once, /);

    const stack = (raw: object) => files(compile(toSettings(trading, 'dev', raw)));
    const looser = stack({ thresholds: { DatabaseConnectionPoolExhausted: { above: 80 } } });
    const change = { stack: 'dev', before: stack({}), after: looser, settings: dev };
    expect(await historyOf({ url, range: '4h' })([change])).toBe(
      `## dev: how often it would have fired, of less than was asked for\n\nOnly ${numbers.range} of the 4h that were asked for could be seen.\n\n- DatabaseConnectionPoolExhausted: twice, 30 min in ${numbers.range}; was once, 20 min; a twice\n`,
    );
    expect(await historyOf({ url, range: '4h' })([{ ...change, after: change.before }])).toBe('');

    const differing = new Map(
      (await checkReplay(rulesOfStack(dev), { url, range: '4h' })).rows.map(([name = '', ...row]) => [name, row]),
    );
    expect(differing.get('DatabaseConnectionPoolExhausted')).toBeUndefined();
    expect(differing.get('RedisDisconnected')).toEqual(['never', '10 min', '10 min']);
  }));

test('a wrong server or threshold gives an error in one sentence', async () => {
  const ask = (url: string, what = 'HighAPILatency.above=1', range = '1h') =>
    tryNumbers('dev', {}, { url, range }, what);
  await expect(ask('prometheus:9090')).rejects.toThrow('--replay is not an http or https address');
  await expect(ask('http://u:secret@127.0.0.1:9')).rejects.toThrow(/^http:\/\/127\.0\.0\.1:9: /);
  await expect(ask('http://127.0.0.1:9', 'HighAPILatency.above=1', 'week')).rejects.toThrow(
    '--range week is not a duration',
  );
  await expect(ask('http://127.0.0.1:9', 'HighAPILatency')).rejects.toThrow(
    'is not like HighAPILatency.above=0.8,1,1.2',
  );
  await expect(ask('http://127.0.0.1:9', 'HighAPILatenzy.above=1')).rejects.toThrow('HighAPILatency');
  await served(async (url) => {
    await expect(ask(`${url}/elsewhere`)).rejects.toThrow('answers with 404 Not Found');
  });
});

test('a long range is queried in pieces without a gap or an overlap', () => {
  expect(pieces({ from: 0, to: 100, step: 10 }, 4)).toEqual([
    { from: 0, to: 30, step: 10 },
    { from: 40, to: 70, step: 10 },
    { from: 80, to: 100, step: 10 },
  ]);
});

test.each([true, false])('the progress bar is only for a terminal (%s)', (isTTY) => {
  const written: string[] = [];
  const stream = { isTTY, write: (text: string) => written.push(text) > 0 } as unknown as NodeJS.WriteStream;
  const bar = progress(2, stream);
  bar.done('HighAPILatency');
  bar.end();
  expect(written.join('')).toContain(isTTY ? '1/2 HighAPILatency' : '');
  expect(written.length > 0).toBe(isTTY);
});
