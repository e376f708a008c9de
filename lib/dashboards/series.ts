/** Shapes of series that several panels draw. */
import { max, peak, stepMilliseconds, sum, sumOverTime, topk, type Vector, type Window } from '../promql';
import { WINDOW } from '../promql/window';
import { seconds } from '../units';
import type { DashboardScope } from './dashboard-scope';
import type { Query } from './panels';

/** More lines than these nobody tells apart. */
const MOST = 10;

/** Those of the series that reach most within the shown range, without those at zero all the time. */
export const largest = <L extends string>(series: Vector<L>): Vector<L> =>
  series.and(topk(MOST, peak(series)).compare('>', 0));

/** The largest series, and the rest added up, so that a stack's top stays the total. */
export function ranked(series: Vector, legend: string): Query[] {
  const first = topk(MOST, peak(series)).compare('>', 0);
  return [
    { expr: series.and(first), legend },
    { expr: sum(series.unless(first)).compare('>', 0), legend: OTHERS },
  ];
}
export const OTHERS = 'others';

/** All of it together: 0 while the backend is scraped and no event was ever counted, nothing while it is not. */
export const totalOf = ({ platform }: DashboardScope, series: Vector): Vector<never> =>
  sum(series).or(max(platform.up().compare('==', 1)).times(0));
export const TOTAL = 'total';

/**
 * Events in each step of a graph, of a rate. Their sum is the total of the shown range: unlike the counter itself it
 * survives restarts, and unlike `increase` over the range at every step it reads each sample but once.
 */
export const eventsOfStep = (rate: Vector): Vector<never> => sum(rate).times(stepMilliseconds()).dividedBy(1000);

/** Each of its values stands for the minute before. */
const MINUTE = '1m';

/**
 * Events within a window, of a recorded rate. The rate of each minute stands for that minute; as it is taken over five
 * minutes the newest events are not in it in full, so at least those of the last five minutes are counted.
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
