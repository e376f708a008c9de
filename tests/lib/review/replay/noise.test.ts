/** Which alerts are noise, from firing times and from the history of a real Prometheus. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { noiseOf } from '../../../../lib/review/replay/noise';
import { servingHistory } from '../../../../lib/servers/history';
import { tool } from '../../../../lib/servers/tools';
import { noiseLedger } from '../../../../scripts/replay/noise';

describe('from firing times', () => {
  const MINUTE = 60;
  const evaluations = { from: 0, to: 3600 * 24, step: 15 };
  const span = (from: number, minutes: number) => ({ from: from * MINUTE, to: (from + minutes) * MINUTE - 15 });
  const alert = (name: string, spans: readonly ReturnType<typeof span>[], keepFiringFor = 0) => ({
    name,
    spans,
    evaluations,
    keepFiringFor,
  });

  test('a notification counts as noise within ten minutes of another alert’s, and if its condition ends within five', () => {
    const entries = noiseOf([
      alert('Alone', [span(600, 60)]),
      alert('Never', []),
      alert('Near', [span(100, 60), span(300, 60)]),
      alert('Other', [span(110, 60), span(320, 60)]),
      alert('Soon', [span(900, 5), span(1000, 6)]),
    ]);
    expect(entries).toEqual([
      { name: 'Near', notified: 2, seconds: 7200, nearAnother: 1, soonOver: 0, noise: 1 },
      { name: 'Other', notified: 2, seconds: 7200, nearAnother: 1, soonOver: 0, noise: 1 },
      { name: 'Soon', notified: 2, seconds: 660, nearAnother: 0, soonOver: 1, noise: 1 },
      { name: 'Alone', notified: 1, seconds: 3600, nearAnother: 0, soonOver: 0, noise: 0 },
    ]);
  });

  test('the time of keep_firing_for does not count, and no notification counts twice', () => {
    const [first] = noiseOf([alert('Soon', [span(900, 10)], 5 * MINUTE), alert('Other', [span(905, 60)])]);
    expect(first).toMatchObject({ name: 'Other', nearAnother: 1, soonOver: 0, noise: 1 });
    expect(noiseOf([alert('Soon', [span(900, 10)], 5 * MINUTE)])).toMatchObject([{ soonOver: 1, noise: 1 }]);
    expect(noiseOf([alert('Long', [span(900, 11)], 5 * MINUTE)])).toMatchObject([{ soonOver: 0, noise: 0 }]);
  });
});

describe('from a real history', () => {
  const STEP = 15;
  const HOURS = 6;
  const folder = mkdtempSync(join(tmpdir(), 'noise-'));
  const data = join(folder, 'data');
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** A pool that is full for seven minutes of each hour; Redis is down at the same time, once. */
  function exposition(start: number): string {
    const labels = '{job="backend-api",environment="dev",instance="a"}';
    const at = (value: (minute: number) => number, name: string) =>
      Array.from(
        { length: (HOURS * 3600) / STEP },
        (_, i) => `${name}${labels} ${value((i * STEP) / 60)} ${start + i * STEP}`,
      );
    return [
      ...at(() => 1, 'up'),
      ...at((minute) => (minute % 60 >= 20 && minute % 60 < 27 ? 110 : 40), 'db_connection_pool_size'),
      ...at((minute) => (minute >= 83 && minute < 93 ? 0 : 1), 'redis_connected'),
      '# EOF\n',
    ].join('\n');
  }
  beforeAll(async () => {
    mkdirSync(data);
    const end = Math.floor(Date.now() / 1000 / STEP) * STEP;
    writeFileSync(join(folder, 'history.txt'), exposition(end - HOURS * 3600));
    const create = ['tsdb', 'create-blocks-from', 'openmetrics', '--quiet'];
    await promisify(execFile)(await tool('promtool'), [...create, join(folder, 'history.txt'), data]);
  });
  const thresholds = Object.fromEntries(
    [
      'SignalIngestionStopped',
      'LowSignalIngestionRate',
      'NoEARequests',
      'NoCheckoutsStarted',
      'ContractMetricMissing',
    ].map((name) => [name, { enabled: false }]),
  );

  test('the report has each alert, and thresholds with which the noisiest notifies rarely enough', async () => {
    const { alerts, worst } = await servingHistory(data, ['--query.lookback-delta=15s'], (url) =>
      noiseLedger('dev', { thresholds, slos: { 'signal-freshness': { enabled: false } } }, { url, range: '8h' }, 2),
    );
    const rows = new Map(alerts.rows.map(([name = '', ...row]) => [name, row]));
    expect([...rows.keys()][0]).toBe('DatabaseConnectionPoolExhausted');
    expect(rows.get('DatabaseConnectionPoolExhausted')).toEqual(['6', '42 min', '1', '6']);
    expect(rows.get('RedisDisconnected')).toMatchObject(['1', expect.any(String), '1', '0']);
    expect(worst.rows).toEqual([
      [
        'DatabaseConnectionPoolExhausted',
        '6',
        'DatabaseConnectionPoolExhausted.for=10m (0) or DatabaseConnectionPoolExhausted.above=110 (0)',
      ],
    ]);
  });
});
