/** Planned maintenance in a stack file: the errors, word for word, and how its times are read. */
import { trading } from '../../../platform';
import { toSettings } from '../../../lib/settings/settings';
import { maintenanceEntries, secondsOf } from '../../../lib/settings/maintenance';
import { settingsErrors } from '../../support/settings-errors';

const PLAN = {
  start: '2026-12-01T22:00+01:00',
  end: '2026-12-02T02:00+01:00',
  components: ['database'],
  why: 'Postgres 18',
  who: 'Ada',
};
const settingsOf = (plan: Readonly<Record<string, unknown>>, more: object = {}) => ({
  maintenance: { upgrade: { ...PLAN, ...plan } },
  ...more,
});

test.each<[string, unknown, string]>([
  [
    'an end before its start',
    settingsOf({ end: '2026-12-01T20:59Z' }),
    'maintenance.upgrade.end: had "2026-12-01T20:59Z", which is not after the start "2026-12-01T22:00+01:00"',
  ],
  [
    'more than two weeks',
    settingsOf({ end: '2026-12-15T22:01+01:00' }),
    'maintenance.upgrade.end: had "2026-12-15T22:01+01:00", more than 14 days after the start "2026-12-01T22:00+01:00"; a longer one takes several entries',
  ],
  [
    'a time without a zone',
    settingsOf({ start: '2026-12-01T22:00' }),
    'maintenance.upgrade.start: had "2026-12-01T22:00", which says no time zone; write "2026-12-01T22:00Z" for UTC, or set maintenance.upgrade.timezone',
  ],
  [
    'a day that does not exist',
    settingsOf({ start: '2026-11-31T22:00Z' }),
    'maintenance.upgrade.start: had "2026-11-31T22:00Z", needs a time in quotes, such as "2026-12-01T22:00+01:00", or "2026-12-01T22:00" beside timezone',
  ],
  [
    'a date as people write it',
    settingsOf({ start: '1 Dec 2026 22:00' }),
    'maintenance.upgrade.start: had "1 Dec 2026 22:00", needs a time in quotes, such as "2026-12-01T22:00+01:00", or "2026-12-01T22:00" beside timezone',
  ],
  [
    'a misspelt component',
    settingsOf({ components: ['databse'] }),
    `maintenance.upgrade.components[0]: had "databse", needs one of ${Object.keys(trading.teams).sort().join(', ')}; did you mean database?`,
  ],
  [
    'a target that the stack does not scrape',
    settingsOf({ targets: ['backnd:8000'] }, { backend: { address: 'backend:8000' } }),
    'maintenance.upgrade.targets[0]: had "backnd:8000", which this stack does not scrape; it scrapes backend:8000; did you mean backend:8000?',
  ],
  [
    'an entry without components or targets',
    settingsOf({ components: undefined, all: false }),
    'maintenance.upgrade: covers nothing; it needs components, routes, targets or all: true',
  ],
  ['an entry without an owner', settingsOf({ who: undefined }), 'maintenance.upgrade.who: missing; needs a text'],
  [
    'a list with too many entries',
    { maintenance: Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`upgrade-${i}`, PLAN])) },
    'maintenance: had a group of settings, needs at most 20 entries; remove past ones',
  ],
])('%s is refused', (_case, raw, message) => {
  expect(settingsErrors(raw)).toEqual([message]);
});

test('two weeks are accepted, and so are targets in a cluster, which are unknown', () => {
  expect(settingsErrors(settingsOf({ end: '2026-12-15T22:00+01:00' }))).toEqual([]);
  const { maintenance } = toSettings(trading, 'dev', {
    target: 'kubernetes',
    kubernetes: { context: 'prod' },
    backend: { service: { labels: { app: 'backend' }, port: 'http', namespace: 'trading' } },
    ...settingsOf({ components: undefined, targets: ['10.0.0.1:8000'] }),
  });
  expect(maintenanceEntries(maintenance)).toMatchObject([{ components: [], targets: ['10.0.0.1:8000'] }]);
});

test.each([
  ['its own UTC offset, whatever timezone says', '2026-12-01T22:00+01:00', 'America/New_York', '2026-12-01T21:00Z'],
  ['the clock of the zone in winter', '2026-12-01T22:00', 'Europe/Berlin', '2026-12-01T21:00Z'],
  ['the clock of the zone in summer', '2026-07-01T22:00:30', 'Europe/Berlin', '2026-07-01T20:00:30Z'],
  ['an hour after the start of DST', '2026-03-29T03:30', 'Europe/Berlin', '2026-03-29T01:30Z'],
  ['an hour before the end of DST', '2026-10-25T01:30', 'Europe/Berlin', '2026-10-24T23:30Z'],
  ['an hour after the end of DST', '2026-10-25T03:30', 'Europe/Berlin', '2026-10-25T02:30Z'],
  ['the first of two times at the end of DST', '2026-10-25T02:30', 'Europe/Berlin', '2026-10-25T00:30Z'],
  ['as much later if the start of DST skips it', '2026-03-29T02:30', 'Europe/Berlin', '2026-03-29T01:30Z'],
  ['the clock of a zone in the southern hemisphere', '2026-01-15T08:00', 'Australia/Sydney', '2026-01-14T21:00Z'],
])('the time zone and DST determine a time: %s', (_case, value, zone, moment) => {
  expect(secondsOf(value, zone)).toBe(Date.parse(moment) / 1000);
});
