/** Mute timings that the settings accept, compared with Alertmanager's own check of its configuration. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { dump, load } from 'js-yaml';
import { compile } from '../../../lib/compile';
import { files } from '../../../lib/compile/files';
import { WEEKDAYS } from '../../../lib/settings/calendar';
import { timeZones } from '../../../lib/market/time-zones';
import { tool } from '../../../lib/servers/tools';
import { settingsErrors } from '../../support/settings-errors';
import { EVERY_RECEIVER, settingsWithAlerting } from '../../support/receivers';

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'mute-timings-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A stack whose warnings are muted at these times. */
const muted = (intervals: readonly object[]) => ({
  ...EVERY_RECEIVER,
  engine: 'alertmanager',
  muteTimings: { test: intervals },
});
/** The output of `amtool` for a configuration. Throws if amtool refuses it. */
async function checkConfig(text: string): Promise<string> {
  const file = join(folder, 'alertmanager.yml');
  writeFileSync(file, text);
  return run(await tool('amtool'), ['check-config', file]).then(
    ({ stdout }) => stdout,
    ({ stdout }: { stdout: string }) => Promise.reject(new Error(stdout)),
  );
}
/** The `alertmanager.yml` of such a stack, without its templates. */
function render(intervals: readonly object[]): string {
  const text = files(compile(settingsWithAlerting(muted(intervals))))['alertmanager/alertmanager.yml'] ?? '';
  return text.replace(/^templates:\n( .*\n)+/m, '');
}
const isTaken = (interval: object): boolean =>
  settingsErrors({ alerting: muted([interval]) }, ['alerting']).length === 0;

const pairs = (names: readonly string[]): string[] => names.flatMap((from) => names.map((to) => `${from}:${to}`));
const numbers = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => String(from + index));
/** Values at which a rule about days of the month may change. */
const EDGES = ['-32', '-31', '-29', '-28', '-27', '-2', '-1', '0', '1', '2', '27', '28', '29', '31', '32'];
const DAYS = [...EDGES, ...pairs(EDGES)];
const TIMES = ['00:00', '00:01', '09:30', '23:59', '24:00'];

test('Alertmanager accepts every weekday, month, day of the month, time and zone that the settings accept', async () => {
  const intervals = [
    ...[...WEEKDAYS, ...pairs(WEEKDAYS)].map((range) => ({ weekdays: [range] })),
    ...[...numbers(1, 12), ...pairs(numbers(1, 12))].map((range) => ({ months: [range] })),
    ...DAYS.map((range) => ({ daysOfMonth: [range] })),
    ...TIMES.flatMap((start) => TIMES.map((end) => ({ times: [{ start, end }] }))),
    ...timeZones.map((location) => ({ location })),
  ];
  const validIntervals = intervals.filter(isTaken);
  expect(validIntervals.length).toBeGreaterThan(800);
  expect(await checkConfig(render(validIntervals))).toContain('SUCCESS');
});

test('Alertmanager refuses the days of the month that the settings refuse', async () => {
  const refused = DAYS.filter((range) => !isTaken({ daysOfMonth: [range] }));
  const config = load(render([{ daysOfMonth: ['1'] }])) as object;
  // One of each kind, as each needs a process.
  const kinds = ['0', '32', '0:1', '1:0', '2:1', '-1:1', '-1:-2', '29:-1', '31:-31'];
  expect(refused).toEqual(expect.arrayContaining(kinds));
  for (const range of kinds) {
    const timings = [{ name: 'test', time_intervals: [{ days_of_month: [range] }] }];
    await expect(checkConfig(dump({ ...config, time_intervals: timings }))).rejects.toThrow(/day/);
  }
});

test('a range past the end of the week or the year becomes two', () => {
  const { alerting } = settingsWithAlerting(
    muted([{ weekdays: ['saturday:sunday', 'monday'], months: ['11:2', '6:8'] }, { weekdays: ['friday:monday'] }]),
  );
  expect(alerting.muteTimings.test).toMatchObject([
    { weekdays: ['saturday', 'sunday', 'monday'], months: ['11:12', '1:2', '6:8'] },
    { weekdays: ['friday:saturday', 'sunday:monday'] },
  ]);
});

test('a range that no month has is refused by its key', () => {
  expect(settingsErrors({ alerting: muted([{ daysOfMonth: ['25:5', '32'] }]) }, ['alerting'])).toEqual([
    'alerting.muteTimings.test[0].daysOfMonth[0]: had a secret, needs a range that does not end before it starts, such as "1:5", "25:-1" or "-3:-1"; "25:5" takes two entries',
    'alerting.muteTimings.test[0].daysOfMonth[1]: had a secret, needs a day from "1" to "31", a range "1:5", or "-1" for the last day',
  ]);
});
