/**
 * Market hours in the rendered rules: the expressions on a real Prometheus, compared with the clocks of Intl; the
 * alerts that wait for market hours, and those that must not, under promtool.
 */
import { trading } from '../../platform';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { readStackFile } from '../../lib/settings/stack-file';
import { ruleContext, toSettings } from '../../lib/settings/settings';
import { marketOpen } from '../../lib/market/hours';
import { sloNames } from '../../rules/slos';
import { startEmptyPrometheus, type EmptyPrometheus } from '../support/prometheus';
import { runPromtool } from '../support/promtool';
import { RenderedRules, SCENARIOS, scenarioFiles } from '../support/scenarios';

interface RawSession {
  readonly weekdays?: readonly string[];
  readonly opens: string;
  readonly closes: string;
  readonly location: string;
  readonly closed?: readonly string[];
}
type RawSessions = Readonly<Record<string, RawSession>>;
const { market: PLATFORM } = readStackFile('prod') as { market: { sessions: RawSessions } };

/**
 * Time zones with DST changes in both directions, by half an hour, on other days than Sundays, at midnight, or never.
 */
const SESSIONS: RawSessions = {
  ...PLATFORM.sessions,
  sydney: { opens: '10:00', closes: '16:00', location: 'Australia/Sydney' },
  auckland: { opens: '10:00', closes: '16:45', location: 'Pacific/Auckland', closed: ['2027-04-26', '2030-12-25'] },
  'lord-howe': { weekdays: ['sunday'], opens: '00:00', closes: '24:00', location: 'Australia/Lord_Howe' },
  santiago: { weekdays: ['saturday:sunday'], opens: '22:00', closes: '06:00', location: 'America/Santiago' },
  forex: { weekdays: ['sunday:thursday'], opens: '17:00', closes: '17:00', location: 'America/New_York' },
  night: { weekdays: ['saturday', 'monday:wednesday'], opens: '20:15', closes: '03:30', location: 'Europe/London' },
  cairo: {
    weekdays: ['thursday:sunday'],
    opens: '23:30',
    closes: '01:30',
    location: 'Africa/Cairo',
    closed: ['2028-04-27'],
  },
  jerusalem: { weekdays: ['friday:monday'], opens: '01:00', closes: '02:30', location: 'Asia/Jerusalem' },
  dublin: { opens: '08:00', closes: '16:28', location: 'Europe/Dublin' },
  'st-johns': { weekdays: ['sunday:saturday'], opens: '00:30', closes: '03:00', location: 'America/St_Johns' },
};

const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const onDay = (ranges: readonly string[], day: string): boolean =>
  ranges.some((range) => {
    const [first = '', last = first] = range.split(':');
    const after = (name: string) => (DAYS.indexOf(name) - DAYS.indexOf(first) + 7) % 7;
    return after(day) <= after(last);
  });

/** The local time of a time zone, by Intl. */
function wall(location: string) {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: location,
    hourCycle: 'h23',
    weekday: 'long',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'longOffset',
  });
  return (second: number) => {
    const parts = Object.fromEntries(format.formatToParts(second * 1000).map(({ type, value }) => [type, value]));
    const { weekday = '', year, month, day, hour, minute, timeZoneName: offset } = parts;
    return { day: weekday.toLowerCase(), date: `${year}-${month}-${day}`, time: `${hour}:${minute}`, offset };
  };
}
const walls = Object.fromEntries(Object.values(SESSIONS).map(({ location }) => [location, wall(location)]));
const shows = (location: string, second: number) => (walls[location] as ReturnType<typeof wall>)(second);

const dayBefore = (date: string): string => new Date(Date.parse(date) - 86_400_000).toISOString().slice(0, 10);

/**
 * A second implementation of "on these days from the opening to the close, in local time", to compare with the rules.
 */
function isOpen(
  { weekdays = ['monday:friday'], opens, closes, location, closed = [] }: RawSession,
  second: number,
): boolean {
  const { day, date, time } = shows(location, second);
  const begins = (on: string, when: string) => onDay(weekdays, on) && !closed.includes(when);
  const yesterday = DAYS[(DAYS.indexOf(day) + 6) % 7] ?? '';
  if (opens < closes) return begins(day, date) && opens <= time && time < closes;
  return (begins(day, date) && opens <= time) || (begins(yesterday, dayBefore(date)) && time < closes);
}

const FIRST = Date.UTC(2026, 10, 1) / 1000;
const LAST = Date.UTC(2037, 11, 31) / 1000;

/** The first second at which `changed` holds, between one at which it does not and one at which it does. */
function findChange(before: number, after: number, changed: (second: number) => boolean): number {
  if (after - before === 1) return after;
  const middle = Math.floor((before + after) / 2);
  return changed(middle) ? findChange(before, middle, changed) : findChange(middle, after, changed);
}

/** The seconds of the first DST changes of a time zone. */
function dstChanges(location: string, count: number): number[] {
  const offset = (second: number) => shows(location, second).offset;
  const changes: number[] = [];
  let before = offset(FIRST);
  for (let day = FIRST; day + 86_400 <= LAST && changes.length < count; day += 86_400) {
    const earlier = before;
    before = offset(day + 86_400);
    if (before !== earlier) changes.push(findChange(day, day + 86_400, (second) => offset(second) !== earlier));
  }
  return changes;
}

/** Seconds at which Prometheus is asked in one query, from `start` to `end`. */
interface Moments {
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

/** Seconds around the DST changes with the opening and close times of those days, and random ones. */
function moments(): Moments[] {
  const turned = Object.keys(walls).flatMap((location) => dstChanges(location, 5));
  const around = [...new Set(turned)].flatMap((turn) => [
    { start: turn - 3600, end: turn + 3600, step: 3600 },
    { start: turn - 1, end: turn - 1, step: 1 },
  ]);
  const anywhere = fc.sample(fc.integer({ min: FIRST, max: LAST }), { seed: 1, numRuns: 300 });
  const edges = Object.values(SESSIONS).flatMap((session) =>
    anywhere.slice(0, 8).flatMap((from) => {
      const later = Array.from({ length: 14 * 24 }, (_, hour) => from + hour * 3600);
      const other = later.find((second) => isOpen(session, second) !== isOpen(session, from));
      if (other === undefined) return [];
      const change = findChange(other - 3600, other, (second) => isOpen(session, second) === isOpen(session, other));
      return [{ start: change - 1, end: change, step: 1 }];
    }),
  );
  return [...around, ...anywhere.map((second) => ({ start: second, end: second, step: 1 })), ...edges];
}

interface Answer {
  readonly result: readonly { metric: Record<string, string>; values: [number, string][] }[];
}

describe('on a real Prometheus, at any time of many years', () => {
  let server: EmptyPrometheus;
  beforeAll(async () => {
    server = await startEmptyPrometheus();
  });
  afterAll(() => server.stop());

  /** The result of each expression at these seconds, by its name and the second. */
  async function ask(
    expressions: Readonly<Record<string, string>>,
    { start, end, step }: Moments,
  ): Promise<Record<string, Map<number, string>>> {
    const named = Object.entries(expressions).map(
      ([name, expr]) => `label_replace(${expr}, "name", "${name}", "", "")`,
    );
    const times = { start: String(start), end: String(end), step: String(step) };
    const { result } = await server.query<Answer>('query_range', { query: named.join(' or '), ...times });
    return Object.fromEntries(result.map(({ metric, values }) => [metric.name ?? '', new Map(values)]));
  }
  const expressionOf = (sessions: RawSessions): string =>
    String(marketOpen({ ...ruleContext(toSettings(trading, 'dev', { market: { sessions } })), evaluatesRules: false }));

  it('each session is open when its clock says so, and the market while any session is', async () => {
    const each = Object.entries(SESSIONS).map(([name, session]) => [name, expressionOf({ [name]: session })]);
    const expressions = { ...Object.fromEntries(each), platform: expressionOf(PLATFORM.sessions) } as Record<
      string,
      string
    >;
    const expected = (second: number) => ({
      ...Object.fromEntries(Object.entries(SESSIONS).map(([name, session]) => [name, isOpen(session, second)])),
      platform: Object.values(PLATFORM.sessions).some((session) => isOpen(session, second)),
    });
    const wrong: string[] = [];
    for (const range of moments()) {
      const answer = await ask(expressions, range);
      for (let second = range.start; second <= range.end; second += range.step)
        for (const [name, open] of Object.entries(expected(second)))
          if (answer[name]?.get(second) !== String(Number(open)))
            wrong.push(`${name} at ${new Date(second * 1000).toISOString()}`);
    }
    expect(wrong).toEqual([]);
  });
});

describe('with the platform’s own sessions, under promtool', () => {
  // The other objectives do not depend on market hours.
  const slos = Object.fromEntries(
    sloNames.filter((name) => name !== 'signal-freshness').map((name) => [name, { enabled: false }]),
  );
  // The scenarios of the budget evaluate once a minute.
  const rendered = new RenderedRules('dev', { market: PLATFORM, slos, backend: { scrapeInterval: '60s' } });
  afterAll(() => rendered.remove());

  it('promtool finds no mistake in the rules', async () => {
    await runPromtool('check', 'rules', '--lint=all', '--lint-fatal', ...rendered.files);
  });
  it.concurrent.each(
    scenarioFiles(join(SCENARIOS, 'market-hours')).map((path) => [basename(path, '.yaml'), path] as const),
  )('%s', async (_name, path) => {
    await rendered.runScenario(path);
  });

  it('the market counts as open without the rules that record its hours', async () => {
    await rendered.runScenario(join(SCENARIOS, 'market-hours/unknown/unknown.yaml'), { without: 'market.yaml' });
  });
});
