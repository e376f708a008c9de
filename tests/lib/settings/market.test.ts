/** Market hours in a stack file: valid sessions, and the errors about wrong ones. */
import { trading } from '../../../platform';
import fc from 'fast-check';
import { ruleContext, toSettings } from '../../../lib/settings/settings';
import { timeZones } from '../../../lib/market/time-zones';
import { settingsErrors } from '../../support/settings-errors';

const LONDON = { opens: '08:00', closes: '16:30', location: 'Europe/London' };
const sessionsOf = (sessions: unknown) =>
  ruleContext(toSettings(trading, 'dev', { market: { sessions } })).market.sessions;

test('a stack without sessions has a market that is always open', () => {
  expect(ruleContext(toSettings(trading, 'dev', {})).market.sessions).toEqual([]);
});

test('a session is open from Monday to Friday by default', () => {
  expect(sessionsOf({ london: LONDON })).toEqual([
    {
      name: 'london',
      weekdays: [1, 2, 3, 4, 5],
      opens: 8 * 3600,
      length: 8.5 * 3600,
      location: 'Europe/London',
      closed: [],
    },
  ]);
});

test.each([
  ['a night', '22:15', '05:00', 6.75],
  ['a whole day from one afternoon to the next', '17:00', '17:00', 24],
  ['a day from midnight to midnight', '00:00', '24:00', 24],
])('%s is one session', (_case, opens, closes, hours) => {
  expect(sessionsOf({ night: { ...LONDON, opens, closes } })).toMatchObject([{ length: hours * 3600 }]);
});

test('a range of days may pass the end of the week, and days may be named twice', () => {
  const weekdays = ['saturday:monday', 'sunday', 'wednesday'];
  expect(sessionsOf({ london: { ...LONDON, weekdays } })).toMatchObject([{ weekdays: [6, 0, 1, 3] }]);
});

test('all mistakes are reported at once, by key and with a valid value', () => {
  const sessions = {
    london: { open: '08:00', closes: '16:60', location: 'Europe/Londn', closed: ['2026-02-30'] },
    'new-york': { ...LONDON, weekdays: ['mon'], location: 'New York' },
    gaza: { ...LONDON, location: 'Asia/Gaza' },
  };
  expect(settingsErrors({ market: { sessions } })).toEqual([
    'market.sessions.london.opens: missing; needs a time such as "07:30", at most "24:00"',
    'market.sessions.london.closes: had "16:60", needs a time such as "07:30", at most "24:00"',
    'market.sessions.london.location: had "Europe/Londn", needs a time zone such as "Europe/London"; did you mean Europe/London?',
    'market.sessions.london.closed[0]: had "2026-02-30", needs a date in quotes, such as "2026-12-25"',
    'market.sessions.london.open: no such setting; it may have weekdays, opens, closes, location, closed; did you mean opens?',
    'market.sessions.new-york.weekdays[0]: had "mon", needs a day such as "saturday", or a range "monday:friday"',
    'market.sessions.new-york.location: had "New York", needs a time zone such as "Europe/London"; did you mean America/New_York?',
    'market.sessions.gaza.location: had "Asia/Gaza", needs a time zone whose clock is turned by the same rule every year; "Etc/GMT-2" is always two hours ahead of UTC',
  ]);
});

test('an alert that cannot fire before the close is refused, whether the session is too short or the `for` too long', () => {
  const short = { market: { sessions: { auction: { ...LONDON, closes: '08:15' } } } };
  expect(settingsErrors({ ...short, thresholds: { LowSignalIngestionRate: { enabled: false } } })).toEqual([
    'market.sessions: SignalIngestionStopped can never fire: it waits 5m and 10m from the opening, and the market closes before',
  ]);
  const slow = { market: { sessions: { london: LONDON } }, thresholds: { SignalIngestionStopped: { for: '9h' } } };
  expect(settingsErrors(slow)).toEqual([
    'thresholds.SignalIngestionStopped.for: SignalIngestionStopped can never fire: it waits 5m and 9h from the opening, and the market closes before',
  ]);
});

const twoDigits = (least: number, most: number) =>
  fc.integer({ min: least, max: most }).map((number) => String(number).padStart(2, '0'));
const time = fc.tuple(twoDigits(0, 23), twoDigits(0, 59)).map((parts) => parts.join(':'));
const REFUSED = ['Asia/Gaza', 'Asia/Hebron'];

test('any session of half a day in any time zone is accepted with its name', () => {
  const session = fc.record({
    opens: time,
    location: fc.constantFrom(...timeZones.filter((zone) => !REFUSED.includes(zone))),
    weekdays: fc.subarray(['monday', 'tuesday:thursday', 'saturday', 'friday:sunday'], { minLength: 1 }),
  });
  fc.assert(
    fc.property(fc.dictionary(fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/), session, { maxKeys: 5 }), (drawn) => {
      const sessions = Object.fromEntries(
        Object.entries(drawn).map(([name, { opens, ...otherHours }]) => {
          const closes = `${String((Number(opens.slice(0, 2)) + 12) % 24).padStart(2, '0')}${opens.slice(2)}`;
          return [name, { opens, closes, ...otherHours }];
        }),
      );
      expect(sessionsOf(sessions).map(({ name, length }) => [name, length])).toEqual(
        Object.keys(sessions)
          .sort()
          .map((name) => [name, 12 * 3600]),
      );
    }),
    { numRuns: 100 },
  );
});

test('a wrong value of a session is always reported by its key', () => {
  const wrong = fc.oneof(
    fc.tuple(fc.constantFrom('opens', 'closes'), fc.constantFrom('8:00', '25:00', 'noon', 8, null, [], '07:60')),
    fc.tuple(fc.constant('location'), fc.constantFrom('Mars/Olympus', 'europe/london', '', 0, {})),
    fc.tuple(fc.constant('weekdays'), fc.constantFrom('monday', [], 1)),
    fc.tuple(fc.constant('closed'), fc.constantFrom('2026-12-25', 20261225)),
  );
  fc.assert(
    fc.property(wrong, ([key, value]) => {
      const lines = settingsErrors({ market: { sessions: { london: { ...LONDON, [key]: value } } } });
      expect(lines.map((line) => line.split(': ')[0])).toEqual([`market.sessions.london.${key}`]);
    }),
    { numRuns: 100 },
  );
});

test.each([
  ['GMT+2', '; did you mean Etc/GMT-2?'],
  ['UTC-05:00', '; did you mean Etc/GMT+5?'],
  ['GMT+05:30', ''],
  ['PST', ''],
  ['Mars/Olympus', ''],
])('the hint for the zone %s is%s', (location, hint) => {
  expect(settingsErrors({ market: { sessions: { desk: { ...LONDON, location } } } })).toEqual([
    `market.sessions.desk.location: had "${location}", needs a time zone such as "Europe/London"${hint}`,
  ]);
});
