/**
 * PromQL expressions that several alerts, panels and recording rules use. Each avoids one pitfall of the contract's
 * metrics.
 */
import {
  increase,
  lastOverTime,
  lowestOverTime,
  maxOverTime,
  rate,
  sum,
  type Counter,
  type Gauge,
  type Histogram,
  type Vector,
  type Window,
} from '.';
import { seconds, subtractDuration, type Duration } from '../units';

/** Events a second by the labels `by`: sums over other labels and replicas, before anything is compared. */
export const totalBy = <L extends string, K extends L = never>(
  counter: Counter<L>,
  by: readonly K[],
  window: Window,
): Vector<K> => sum(rate(counter, window), ...by);

/** Events a second of the whole system. */
export const total = (counter: Counter<string>, window: Window): Vector<never> => totalBy<string>(counter, [], window);

/** How long a series is remembered after it disappears: longer than any gap that an alert has to bridge. */
const MEMORY: Duration = '1h';

/**
 * Events in the window by the labels `by`, for alerts on missing events; no series if there are none. A series that
 * started within the window counts with its full value, which `increase` would miss, and so does one that restarted. A
 * series that only comes back after failed scrapes or a gap was known before, and does not.
 */
export function eventCountBy<L extends string, K extends L = never>(
  counter: Counter<L>,
  by: readonly K[],
  window: Duration,
): Vector<K> {
  const newest = lastOverTime(counter, window);
  const continued = newest.compare('>=', lastOverTime(counter, MEMORY, window));
  return sum(increase(counter, window).compare('>', 0).or(newest.unless(continued)), ...by);
}

/** {@link eventCountBy} of the whole system; 0 if there is no series, as before the first event. */
export const eventCount = (counter: Counter<string>, window: Duration): Vector<never> =>
  eventCountBy<string>(counter, [], window).orZero();

/**
 * Events a second by the labels `by`, for alerts on too many events. A series that appears with its first event counts
 * from that event on, if `up` of its target was scraped before. So a new server does not count the total of an old
 * counter.
 */
export function eventRateBy<L extends string, K extends L = never>(
  counter: Counter<L>,
  by: readonly K[],
  window: Duration,
  up: Gauge<string>,
): Vector<K> {
  const newest: Vector<L | 'job' | 'instance'> = lastOverTime(counter, window);
  const begun = newest.unless(lastOverTime(counter, MEMORY, window)).andOn(['job', 'instance'], up.offset(window));
  return sum<L | 'job' | 'instance', K>(begun.or(increase(counter, window)), ...by).dividedBy(seconds(window));
}

/**
 * A culprit is usually active if it had this many events in ten minutes within the last day: then fifteen minutes
 * without any are not a coincidence.
 */
const USUAL = { events: 20, window: '10m', within: '1d' } as const;
/**
 * A culprit rests if it had fifteen minutes without events within an hour of this time a week ago (or a day ago, if
 * there is no data of a week ago). The hour on either side covers DST changes.
 */
const RESTING = { quiet: '15m', step: '5m', around: '1h' } as const;

/** 0 for each culprit that is usually active and had no events in the last 5 minutes. */
export const silentBy = <L extends string, K extends L>(counter: Counter<L>, by: readonly K[]): Vector<K> =>
  maxOverTime(sum(increase(counter, USUAL.window), ...by), USUAL.within, USUAL.window)
    .compare('>=', USUAL.events)
    .times(0)
    .unless(eventCountBy(counter, by, '5m'));

/** 0 for each culprit that usually rests at this time, such as before its market opens. */
export function restingBy<L extends string, K extends L>(counter: Counter<L>, by: readonly K[]): Vector<K> {
  const delivered = sum(increase<string>(counter, RESTING.quiet), ...by);
  const fewest = (day: Duration) =>
    lowestOverTime(delivered, '2h', RESTING.step, subtractDuration(day, RESTING.around));
  return fewest('7d').or(fewest('1d')).compare('==', 0);
}

/** Observations a second above `bound` seconds (one of the histogram's bounds), by the labels `by`. */
export const slowRateBy = <L extends string, K extends L = never>(
  histogram: Histogram<L>,
  bound: number,
  by: readonly K[],
  window: Window,
): Vector<K> => totalBy(histogram.count, by, window).minus(totalBy(histogram.upTo(bound), by, window));

/** Observations a second above `bound` seconds, one of the histogram's bounds, of the whole system. */
export const slowRate = (histogram: Histogram<string>, bound: number, window: Window): Vector<never> =>
  slowRateBy(histogram, bound, [], window);
