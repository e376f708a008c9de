/** PromQL of dates and of the time on a clock, which Prometheus knows in UTC only. */
import { datePart, secondsFromNow, type Vector } from '../promql';
import type { Clock, Turn } from './time-zones';

const year = <L extends string>(moment: Vector<L>): Vector<L> => datePart('year', moment);
const month = <L extends string>(moment: Vector<L>): Vector<L> => datePart('month', moment);
const dayOfMonth = <L extends string>(moment: Vector<L>): Vector<L> => datePart('day_of_month', moment);
/** The weekday of a moment, from 0 for Sunday. */
export const dayOfWeek = <L extends string>(moment: Vector<L>): Vector<L> => datePart('day_of_week', moment);

/** A date as one number that reads like it: 20261225. */
export const date = <L extends string>(moment: Vector<L>): Vector<L> =>
  year(moment).times(10000).plus(month(moment).times(100)).plus(dayOfMonth(moment));

/**
 * How often a clock has been turned on such a day since the year 0. The date of the last such weekday, written as a number
 * (March 29 is 329), is compared with the earliest one on which the clock can be turned, on a clock at midnight then.
 * A count of all years has no step at New Year, which begins at another moment for each of the two turns of a year.
 */
function countTurns({ month: of, from, weekday, at }: Turn, ago: number): Vector<never> {
  const there = secondsFromNow(-at - ago);
  const since =
    weekday === 0
      ? dayOfWeek(there)
      : dayOfWeek(there)
          .plus(7 - weekday)
          .modulo(7);
  const turnedThisYear = month(there)
    .times(100)
    .plus(dayOfMonth(there))
    .minus(since)
    .is('>=', of * 100 + from);
  return year(there).plus(turnedThisYear);
}

/** What a clock showed so many seconds ago, in seconds since 1970 as if it were UTC. */
export function localTime({ standard, shift }: Clock, ago = 0): Vector<never> {
  const standardTime = secondsFromNow(standard - ago);
  if (shift === undefined) return standardTime;
  const { begins, ends, by } = shift;
  // 1 while the clock is put forward, else 0. In the south a year begins put forward: 0 then, else -1.
  const difference = countTurns(begins, ago).minus(countTurns(ends, ago));
  return standardTime.plus((begins.month < ends.month ? difference : difference.plus(1)).times(by));
}
