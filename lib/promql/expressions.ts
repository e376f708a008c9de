/** Pieces of PromQL that several alerts, panels and recording rules are made of. Each answers one trap of the contract. */
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
import { seconds, shorter, type Duration } from '../units';

/** Events a second, kept apart by `by`: what is spread over other labels and replicas adds up before it is compared. */
export const totalBy = <L extends string, K extends L = never>(
  counter: Counter<L>,
  by: readonly K[],
  window: Window,
): Vector<K> => sum(rate(counter, window), ...by);

/** Events a second of the whole system. */
export const total = (counter: Counter<string>, window: Window): Vector<never> => totalBy<string>(counter, [], window);

/** How far back a series is known that was not there for a while: longer than any gap that leaves an alert in doubt. */
const MEMORY: Duration = '1h';

/**
 * Events in the window, kept apart by `by`, for alerts on nothing happening; no series where there are none. One that began
 * within the window counts with its value, which `increase` would miss, and so does one that a restart began anew. What
 * merely returns after failed scrapes or a gap is known from before.
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

/** {@link eventCountBy} of the whole system; 0 where there is no series, as before the first event. */
export const eventCount = (counter: Counter<string>, window: Duration): Vector<never> =>
  eventCountBy<string>(counter, [], window).orZero();

/**
 * Events a second, kept apart by `by`, for alerts on too much. A series that its first event makes counts from that event
 * on, where its target `up` was watched before: not all of an old counter that a new server meets.
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

/** A culprit usually delivers that within the last day had so many events in ten minutes: to have none in fifteen is no chance. */
const USUAL = { events: 20, window: '10m', within: '1d' } as const;
/**
 * A culprit rests if it had a quarter of an hour without events within an hour of this time a week ago, or a day ago where
 * there is no data of a week ago. The hour on either side covers a change to or from summer time.
 */
const RESTING = { quiet: '15m', step: '5m', around: '1h' } as const;

/** 0 for each culprit that usually delivers and has delivered nothing in the last 5 minutes. */
export const silentBy = <L extends string, K extends L>(counter: Counter<L>, by: readonly K[]): Vector<K> =>
  maxOverTime(sum(increase(counter, USUAL.window), ...by), USUAL.within, USUAL.window)
    .compare('>=', USUAL.events)
    .times(0)
    .unless(eventCountBy(counter, by, '5m'));

/** 0 for each culprit that usually rests at this time, such as before its market opens. */
export function restingBy<L extends string, K extends L>(counter: Counter<L>, by: readonly K[]): Vector<K> {
  const delivered = sum(increase<string>(counter, RESTING.quiet), ...by);
  const fewest = (day: Duration) => lowestOverTime(delivered, '2h', RESTING.step, shorter(day, RESTING.around));
  return fewest('7d').or(fewest('1d')).compare('==', 0);
}

/** Observations a second above `bound` seconds, one of the histogram's bounds, kept apart by `by`. */
export const slowRateBy = <L extends string, K extends L = never>(
  histogram: Histogram<L>,
  bound: number,
  by: readonly K[],
  window: Window,
): Vector<K> => totalBy(histogram.count, by, window).minus(totalBy(histogram.upTo(bound), by, window));

/** Observations a second above `bound` seconds, one of the histogram's bounds, of the whole system. */
export const slowRate = (histogram: Histogram<string>, bound: number, window: Window): Vector<never> =>
  slowRateBy(histogram, bound, [], window);
