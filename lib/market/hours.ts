/**
 * Market hours: when somebody trades, and signals are expected. One recorded series says whether a market is open
 * (`market:open:bool`), and every alert on missing signals reads it. If there is no such series, markets count as open:
 * a failing rule must not silence an alert.
 */
import { date, dayOfWeek, localTime } from './calendar';
import { foreign, max, minOverTime, vector, type Vector } from '../promql';
import { clockOf } from './time-zones';
import { seconds } from '../units';
import type { LabelledRule } from '../promql/recording-rule';
import { WINDOW } from '../promql/window';

const DAY = 86400;

/** A recurring session, in the local time of its zone. */
export interface Session {
  readonly name: string;
  /** Weekdays on which it opens; 0 for Sunday. */
  readonly weekdays: readonly number[];
  /** Seconds after midnight. */
  readonly opens: number;
  /** Seconds from the opening to the close in local time; at most a day. */
  readonly length: number;
  /** A time zone with known DST rules. */
  readonly location: string;
  /** Dates on which it does not open, as numbers: 20261225. */
  readonly closed: readonly number[];
}

/** The sessions of a stack; the market is open during each of them. Without any, it is always open. */
export interface Market {
  readonly environment: string;
  readonly sessions: readonly Session[];
}

/** What a measurement in market hours depends on. */
export interface MarketHours {
  /** Whether the server evaluates the recording rules; if not, their expressions are used directly. */
  readonly evaluatesRules: boolean;
  /** Whether it has series of other environments too; if not, recorded series need no matcher to be this stack's. */
  readonly sharedPrometheus: boolean;
  readonly market: Market;
}
/** Selects the series that rules of this stack recorded. */
export const recordedBy = ({ sharedPrometheus, market: { environment } }: MarketHours): { environment?: string } =>
  sharedPrometheus ? { environment } : {};

export const hasHours = ({ market }: Pick<MarketHours, 'market'>): boolean => market.sessions.length > 0;

const LOCAL_TIME = 'location:local_time:seconds';
const SESSION_CLOSED = 'session:closed:bool';
const SESSION_OPEN = 'session:open:bool';
const MARKET_OPEN = 'market:open:bool';

/** Groups consecutive days into ranges: 0, 1, 2, 5 becomes 0 to 2 and 5. */
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

/**
 * The local time shifted by the opening time, so that a session over midnight belongs to the day on which it opened.
 */
const sinceOpening = <L extends string>(clock: Vector<L>, { opens }: Session): Vector<L> =>
  opens === 0 ? clock : clock.minus(opens);

/** 1 during the session on its weekdays (closed dates included), else 0, given the local time. */
function openAt<L extends string>(clock: Vector<L>, session: Session): Vector<L> {
  const since = sinceOpening(clock, session);
  const inTime = since.modulo(DAY).is('<', session.length);
  return session.weekdays.length === 7 ? inTime : inTime.times(onDays(since, session.weekdays));
}

function clockIn(location: string, ago = 0): Vector<never> {
  const clock = clockOf(location);
  if (clock === undefined) throw new RangeError(`no clock is known of ${location}`);
  return localTime(clock, ago);
}

/** The recording rules, in the order of evaluation: local times, sessions, market. Empty without sessions. */
export function marketRecording({ environment, sessions }: Market): LabelledRule[] {
  const rule = (
    record: string,
    meaning: string,
    expr: Vector,
    labels: Readonly<Record<string, string>> = {},
  ): LabelledRule => ({ record, meaning, labels: { environment, ...labels }, expr });
  if (sessions.length === 0) return [];
  const locations = new Set(sessions.map(({ location }) => location));
  return [
    ...[...locations].map((location) =>
      rule(LOCAL_TIME, 'What the clock of a place shows, in seconds as if it were UTC', clockIn(location), {
        location,
      }),
    ),
    ...sessions.flatMap((session) => {
      const { name, location, closed } = session;
      const clock = foreign(LOCAL_TIME, { environment, location });
      const open: Vector<string> = openAt(clock, session);
      const closures = foreign<string>(SESSION_CLOSED, { environment, session: name });
      const isOpenDate = max(closures, 'environment', 'location').is('==', 0);
      return [
        ...closed.map((day) =>
          rule(
            SESSION_CLOSED,
            '1 on a date on which a session does not open, else 0',
            date(sinceOpening(clock, session)).is('==', day),
            { session: name, date: String(day) },
          ),
        ),
        rule(
          SESSION_OPEN,
          '1 during a session of the market, else 0',
          closed.length === 0 ? open : open.times(isOpenDate),
          { session: name },
        ),
      ];
    }),
    rule(MARKET_OPEN, '1 while a session is open, else 0', max(foreign(SESSION_OPEN, { environment }))),
  ];
}

/** 1 if a session was open some seconds ago, else 0; for a server that records nothing. */
const openDirectly = ({ sessions }: Market, ago = 0): Vector<never> =>
  sessions
    .map((session) => {
      const clock = clockIn(session.location, ago);
      const open = openAt(clock, session);
      return session.closed.reduce((any, day) => any.times(date(sinceOpening(clock, session)).is('!=', day)), open);
    })
    .reduce((any, session) => any.plus(session))
    .is('>', 0);

/** 1 while the market is open, else 0. */
export const marketOpen = (hours: MarketHours): Vector =>
  hours.evaluatesRules ? foreign(MARKET_OPEN, recordedBy(hours)) : openDirectly(hours.market);

/** 1 when the market has been open for a whole {@link WINDOW}, so that the window contains no closed time; else 0. */
export const openThroughout = (hours: MarketHours): Vector =>
  hours.evaluatesRules
    ? minOverTime(foreign(MARKET_OPEN, recordedBy(hours)), WINDOW)
    : openDirectly(hours.market).times(openDirectly(hours.market, seconds(WINDOW)));

/** 1 if signals are expected within the {@link WINDOW} that ends now, else 0. */
export const signalsDue = (hours: MarketHours): Vector<never> => max(openThroughout(hours)).or(vector(1));
