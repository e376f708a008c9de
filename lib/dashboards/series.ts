/** Expressions that several panels share. */
import { max, peak, stepMilliseconds, sum, sumOverTime, topk, type Vector, type Window } from '../promql';
import { WINDOW } from '../promql/window';
import { seconds } from '../units';
import type { DashboardScope } from './dashboard-scope';

/** More lines than this cannot be distinguished. */
const MOST = 10;

/** The series with the largest values within the time range, without those that are always zero. */
export const largestSeries = <L extends string>(series: Vector<L>): Vector<L> =>
  series.and(topk(MOST, peak(series)).compare('>', 0));

/** The total: 0 while the backend is scraped and has counted no event, no data while it is not scraped. */
export const totalOf = ({ platform }: DashboardScope, series: Vector): Vector<never> =>
  sum(series).or(max(platform.up().compare('==', 1)).times(0));
export const TOTAL = 'total';

/**
 * Events in each step of a graph, computed from a rate. Their sum is the total of the time range: unlike the counter
 * itself it survives restarts, and unlike `increase` over the range at every step it reads each sample only once.
 */
export const eventsOfStep = (rate: Vector): Vector<never> => sum(rate).times(stepMilliseconds()).dividedBy(1000);

/** Each of its values stands for the minute before it. */
const MINUTE = '1m';

/**
 * Events within a window, computed from a recorded rate: each minute's rate stands for that minute. A rate covers five
 * minutes, so it contains the newest events only in part; the result is therefore at least the number of events in the
 * last five minutes.
 */
export function eventsWithin<L extends string, K extends L = never>(
  rates: Vector<L>,
  window: Window,
  ...by: K[]
): Vector<K> {
  const all = sum<L, K>(sumOverTime(rates, window, MINUTE), ...by).times(seconds(MINUTE));
  const newest = sum<L, K>(rates, ...by).times(seconds(WINDOW));
  return all.compare('>', newest).or(newest);
}
