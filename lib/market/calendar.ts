/** PromQL for dates and local time; Prometheus itself only knows UTC. */
import { datePart, secondsFromNow, type Vector } from '../promql';
import type { Clock, Turn } from './time-zones';

const year = <L extends string>(moment: Vector<L>): Vector<L> => datePart('year', moment);
const month = <L extends string>(moment: Vector<L>): Vector<L> => datePart('month', moment);
const dayOfMonth = <L extends string>(moment: Vector<L>): Vector<L> => datePart('day_of_month', moment);
/** The weekday of a moment, from 0 for Sunday. */
export const dayOfWeek = <L extends string>(moment: Vector<L>): Vector<L> => datePart('day_of_week', moment);

/** A date as one number: 20261225. */
export const date = <L extends string>(moment: Vector<L>): Vector<L> =>
  year(moment).times(10000).plus(month(moment).times(100)).plus(dayOfMonth(moment));

/**
 * The number of times since the year 0 that a clock has been changed on such a day. The date of the last such weekday,
 * written as a number (March 29 is 329), is compared with the earliest date on which the clock can change, at midnight
 * of the clock before the change. A count over all years has no step at New Year, which starts at another moment for
 * each of the two changes of a year.
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

/** The local time some seconds ago, in seconds since 1970 as if it were UTC. */
export function localTime({ standard, shift }: Clock, ago = 0): Vector<never> {
  const standardTime = secondsFromNow(standard - ago);
  if (shift === undefined) return standardTime;
  const { begins, ends, by } = shift;
  // 1 during DST, else 0. In the southern hemisphere a year starts in DST: there 0 during DST, else -1.
  const difference = countTurns(begins, ago).minus(countTurns(ends, ago));
  return standardTime.plus((begins.month < ends.month ? difference : difference.plus(1)).times(by));
}
