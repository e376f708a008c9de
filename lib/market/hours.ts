/**
 * Market hours: when somebody trades, and so signals are due. Whether a market is open is recorded once
 * (`market:open:bool`), and everything that waits for signals reads it. Where it is not known, markets count as open: a
 * rule that fails must not silence an alert.
 */
import { date, dayOfWeek, localTime } from './calendar';
import { foreign, max, minOverTime, vector, type Vector } from '../promql';
import { clockOf } from './time-zones';
import { seconds } from '../units';
import type { LabelledRule } from '../promql/recording-rule';
import { WINDOW } from '../promql/window';

const DAY = 86400;

/** A recurring time of trade, as the clock shows it in its time zone. */
export interface Session {
  readonly name: string;
  /** On which it opens; 0 for Sunday. */
  readonly weekdays: readonly number[];
  /** Seconds after midnight. */
  readonly opens: number;
  /** Seconds from there to the close, on the clock; at most a day. */
  readonly length: number;
  /** A time zone whose clock is known. */
  readonly location: string;
  /** Dates on which it does not open, as numbers that read like them: 20261225. */
  readonly closed: readonly number[];
}

/** The sessions of a stack; the market is open while one of them is. Always, without any. */
export interface Market {
  readonly environment: string;
  readonly sessions: readonly Session[];
}

/** What a measurement needs to know to keep to them. */
export interface MarketHours {
  /** Whether the server evaluates the recording rules; where not, what they record is asked directly. */
  readonly evaluatesRules: boolean;
  readonly market: Market;
}
export const hasHours = ({ market }: Pick<MarketHours, 'market'>): boolean => market.sessions.length > 0;

const LOCAL_TIME = 'location:local_time:seconds';
const SESSION_OPEN = 'session:open:bool';
const MARKET_OPEN = 'market:open:bool';

/** Neighbouring days as ranges: 0, 1, 2, 5 is 0 to 2 and 5. */
function dayRanges(days: readonly number[]): [first: number, last: number][] {
  const sorted = [...days].sort((a, b) => a - b);
  return sorted
    .filter((day) => !sorted.includes(day - 1))
    .map((first) => [first, sorted.find((day) => day >= first && !sorted.includes(day + 1)) ?? first]);
}

function onDays<L extends string>(moment: Vector<L>, days: readonly number[]): Vector<L> {
  const weekday = dayOfWeek(moment);
  const inRuns = dayRanges(days).map(([from, to]) =>
    from === to ? weekday.is('==', from) : weekday.is('>=', from).times(weekday.is('<=', to)),
  );
  return inRuns.reduce((any, run) => any.plus(run));
}

/** 1 during the session, else 0, given what its clock shows. Counted from the opening, a night belongs to the day it began. */
function openAt<L extends string>(clock: Vector<L>, { weekdays, opens, length, closed }: Session): Vector<L> {
  const since = opens === 0 ? clock : clock.minus(opens);
  const inTime = since.modulo(DAY).is('<', length);
  const onDay = weekdays.length === 7 ? inTime : inTime.times(onDays(since, weekdays));
  return closed.reduce((open, day) => open.times(date(since).is('!=', day)), onDay);
}

function clockIn(location: string, ago = 0): Vector<never> {
  const clock = clockOf(location);
  if (clock === undefined) throw new RangeError(`no clock is known of ${location}`);
  return localTime(clock, ago);
}

/** What is recorded, to be evaluated in this order: the clocks, the sessions, the market. Nothing without sessions. */
export function marketRecording({ environment, sessions }: Market): LabelledRule[] {
  const rule = (
    { record, meaning }: Pick<LabelledRule, 'record' | 'meaning'>,
    labels: Readonly<Record<string, string>>,
    expr: Vector,
  ): LabelledRule => ({
    record,
    meaning,
    labels: { environment, ...labels },
    expr,
  });
  const locations = [...new Set(sessions.map(({ location }) => location))];
  return sessions.length === 0
    ? []
    : [
        ...locations.map((location) =>
          rule(
            { record: LOCAL_TIME, meaning: 'What the clock of a place shows, in seconds as if it were UTC' },
            { location },
            clockIn(location),
          ),
        ),
        ...sessions.map((session) => {
          const clock = foreign(LOCAL_TIME, { environment, location: session.location });
          return rule(
            { record: SESSION_OPEN, meaning: '1 during a session of the market, else 0' },
            { session: session.name },
            openAt(clock, session),
          );
        }),
        rule(
          { record: MARKET_OPEN, meaning: '1 while a session is open, else 0' },
          {},
          max(foreign(SESSION_OPEN, { environment })),
        ),
      ];
}

/** 1 where a session was open so many seconds ago, else 0, where nothing is recorded. */
const openDirectly = ({ sessions }: Market, ago = 0): Vector<never> =>
  sessions
    .map((session) => openAt(clockIn(session.location, ago), session))
    .reduce((any, session) => any.plus(session))
    .is('>', 0);

/** 1 while the market is open, else 0. */
export const marketOpen = ({ evaluatesRules, market }: MarketHours): Vector =>
  evaluatesRules ? foreign(MARKET_OPEN, { environment: market.environment }) : openDirectly(market);

/** 1 once the market has been open for a whole {@link WINDOW}, so that nothing in it is owed to closed time; else 0. */
export const openThroughout = ({ evaluatesRules, market }: MarketHours): Vector =>
  evaluatesRules
    ? minOverTime(foreign(MARKET_OPEN, { environment: market.environment }), WINDOW)
    : openDirectly(market).times(openDirectly(market, seconds(WINDOW)));

/** 1 while a signal is due within a {@link WINDOW} that ends now, else 0. */
export const signalsDue = (hours: MarketHours): Vector<never> => max(openThroughout(hours)).or(vector(1));
