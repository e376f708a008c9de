/** Pieces of PromQL that several alerts, panels and recording rules are made of. Each answers one trap of the contract. */
import { increase, rate, sum, type Counter, type Histogram, type Vector, type Window } from './promql';

/** Events a second of the whole system: what is spread over labels and replicas adds up before it is compared. */
export const total = (counter: Counter<string>, window: Window): Vector<never> => sum(rate(counter, window));

/**
 * Events in the window, of the whole system, for alerts on nothing happening. 0 where there is no series, as before
 * the first event and after a restart. A series born within the window counts with its value, which `increase` would
 * miss. (Not for alerts on too much: a counter that merely returns after a scrape gap counts as born.)
 */
export function happened<L extends string>(counter: Counter<L>, window: Window): Vector<never> {
  const born = counter.unless(counter.offset(window));
  return sum(born.or(increase(counter, window))).orZero();
}

/** Observations a second above `bound` seconds, one of the histogram's bounds, of the whole system. */
export const slower = (histogram: Histogram<string>, bound: number, window: Window): Vector<never> =>
  sum(rate(histogram.count, window)).minus(sum(rate(histogram.upTo(bound), window)));

/**
 * Share (0..1) of observations above `bound` seconds, one of the histogram's bounds. "p95 > T" is exactly
 * "the share above T is more than 0.05", and unlike `histogram_quantile` holds at the largest bound too.
 */
export const shareAbove = (histogram: Histogram<string>, bound: number, window: Window): Vector<never> =>
  slower(histogram, bound, window).dividedBy(sum(rate(histogram.count, window)));

/** Share (0..1) that `part` has of `whole`. */
export const share = (part: Counter<string>, whole: Counter<string>, window: Window): Vector<never> =>
  total(part, window).dividedBy(total(whole, window));
