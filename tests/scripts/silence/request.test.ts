/** The input of `make silence`: all mistakes are refused at once, each in one sentence. */
import { chooseSilence, describeSilence, readSilenceRequest } from '../../../scripts/silence/request';
import type { Silence } from '../../../lib/servers/silences';

const ALERTS = { names: ['HighAPILatency', 'HighErrorRate', 'Watchdog'], heartbeat: 'Watchdog' };
const readRequest = (alert: string, length: string, why: string) =>
  readSilenceRequest({ alert, for: length, why }, ALERTS, { environment: 'prod', by: 'kim' });

test('a request is about one alert of the environment', () => {
  expect(readRequest('HighAPILatency', '2h', ' TICKET-1 ')).toEqual({
    labels: { alertname: 'HighAPILatency', environment: 'prod' },
    length: 2 * 3600 * 1000,
    why: 'TICKET-1',
    by: 'kim',
  });
});

const LENGTH = 'a length of time such as 2h or 30m, at most 24h';
test.each([
  ['HighApiLatncy', '2h', 'x', 'ALERT=HighApiLatncy: no such alert; did you mean HighAPILatency?'],
  ['Nonsense', '2h', 'x', 'ALERT=Nonsense: no such alert; npm run alerts lists them'],
  ['', '2h', 'x', 'ALERT is missing: the name of an alert'],
  [
    'Watchdog',
    '2h',
    'x',
    "ALERT=Watchdog: the heartbeat; without it the dead man's switch calls, and nothing watches the alerting",
  ],
  ['HighErrorRate', '25h', 'x', `FOR=25h: needs ${LENGTH}`],
  ['HighErrorRate', '2d', 'x', `FOR=2d: needs ${LENGTH}`],
  ['HighErrorRate', '0s', 'x', `FOR=0s: needs ${LENGTH}`],
  ['HighErrorRate', 'tomorrow', 'x', `FOR=tomorrow: needs ${LENGTH}`],
  ['HighErrorRate', '', 'x', `FOR is missing: needs ${LENGTH}`.replace('needs ', '')],
  ['HighErrorRate', '24h', ' ', 'WHY is missing: the reason, such as a ticket; whoever looks for the alert reads it'],
])('ALERT=%p FOR=%p WHY=%p is refused', (alert, length, why, sentence) => {
  expect(() => readRequest(alert, length, why)).toThrow(new Error(sentence));
});

test('all mistakes are reported at once', () => {
  expect(() => readRequest('Nonsense', '', '')).toThrow(/^ALERT=Nonsense.*\nFOR is missing.*\nWHY is missing.*$/);
});

const SILENCE: Silence = {
  id: 'a-1',
  matchers: [
    { name: 'alertname', value: 'HighErrorRate', isRegex: false, isEqual: true },
    { name: 'environment', value: 'prod', isRegex: false },
  ],
  endsAt: new Date('2026-11-29T18:30:00Z'),
  why: 'TICKET-1',
  by: 'kim',
};

test('a silence is listed with its end, its reason and the command that ends it', () => {
  expect(describeSilence(SILENCE, new Date('2026-11-29T17:00:00Z'), 'prod')).toBe(
    'HighErrorRate: silent until 2026-11-29 18:30 UTC, 90 minutes from now, by kim: TICKET-1\n  make silence STACK=prod END=a-1',
  );
});

test('ending an unknown silence is refused', () => {
  expect(chooseSilence('a-1', [SILENCE])).toBe(SILENCE);
  expect(() => chooseSilence('a-2', [SILENCE])).toThrow(
    'END=a-2: no such silence; make silences lists the one that holds',
  );
  expect(() => chooseSilence('a-2', [])).toThrow('END=a-2: there is no silence to end');
});
