/** Shapes of series that several panels draw. */
import { max, peak, stepMilliseconds, sum, topk, type Vector } from '../promql';
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
