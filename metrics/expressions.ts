/** Pieces of PromQL that several alerts, panels and recording rules are made of. Each answers one trap of the contract. */
import {
  increase,
  lastOverTime,
  maxOverTime,
  rate,
  sum,
  type Counter,
  type Gauge,
  type Histogram,
  type Vector,
  type Window,
} from './promql';
import { longer, shorter, type Duration } from './units';

/** Events a second, kept apart by `by`: what is spread over other labels and replicas adds up before it is compared. */
export const totalBy = <K extends string>(
  counter: Counter<string>,
  by: readonly K[],
  window: Window,
  ago?: Duration,
): Vector<K> => sum(rate<string>(counter, window, ago), ...by);

/** Events a second of the whole system. */
export const total = (counter: Counter<string>, window: Window): Vector<never> => totalBy(counter, [], window);

/** How far back a series is known that was not there for a while: longer than any gap that leaves an alert in doubt. */
const MEMORY: Duration = '1h';

/**
 * Events in the window, kept apart by `by`, for alerts on nothing happening; no series where there are none. One that began
 * within the window counts with its value, which `increase` would miss, and so does one that a restart began anew. What
 * merely returns after failed scrapes or a gap is known from before.
 * For alerts on too much `watched` is the `up` of what is counted: a series that begins counts only where somebody was
 * looking before, and not all of an old counter that a new server meets.
 */
export function happenedBy<K extends string>(
  counter: Counter<string>,
  by: readonly K[],
  window: Duration,
  { ago = '0s', watched }: { readonly ago?: Duration; readonly watched?: Gauge<string> } = {},
): Vector<K> {
  const newest = lastOverTime<string>(counter, window, ago);
  const before = lastOverTime<string>(counter, MEMORY, longer(ago, window));
  const looked = watched && lastOverTime(watched, MEMORY, longer(ago, window));
  const begun = newest.unless(before);
  const counted = increase<string>(counter, window, ago)
    .compare('>', 0)
    .or(newest.compare('<', before))
    .or(looked === undefined ? begun : begun.andOn(['job', 'instance'], looked));
  return sum(counted, ...by);
}

/** {@link happenedBy} of the whole system; 0 where there is no series, as before the first event. */
export const happened = (counter: Counter<string>, window: Duration, ago?: Duration): Vector<never> =>
  happenedBy(counter, [], window, ago === undefined ? {} : { ago }).orZero();

/** A culprit usually delivers that within the last day had so many events in ten minutes: to have none in fifteen is no chance. */
const USUAL = { events: 20, window: '10m', within: '1d' } as const;
/** A week ago, or a day ago where nobody was looking then, the same had so long without any: it rests at this time. */
const REST = '20m';

/**
 * 0 for each culprit that usually delivers and has delivered nothing in the last 5 minutes, though at this time it is no
 * usual rest, such as after the hours in which its market is open.
 */
export function silentUnusually<K extends string>(counter: Counter<string>, by: readonly K[]): Vector<K> {
  const usually = maxOverTime(sum(increase<string>(counter, USUAL.window), ...by), USUAL.within, USUAL.window);
  // Begins five minutes before this time of that day, so that the rest has not to begin on the minute.
  const then = (day: Duration) => totalBy(counter, by, REST, shorter(day, '15m'));
  const [week, yesterday] = [then('7d'), then('1d')];
  return usually
    .compare('>=', USUAL.events)
    .times(0)
    .unless(happenedBy(counter, by, '5m'))
    .unless(week.or(yesterday).compare('==', 0));
}

/** Observations a second above `bound` seconds, one of the histogram's bounds, kept apart by `by`. */
export const slowerBy = <K extends string>(
  histogram: Histogram<string>,
  bound: number,
  by: readonly K[],
  window: Window,
  ago?: Duration,
): Vector<K> => totalBy(histogram.count, by, window, ago).minus(totalBy(histogram.upTo(bound), by, window, ago));

/** Observations a second above `bound` seconds, one of the histogram's bounds, of the whole system. */
export const slower = (histogram: Histogram<string>, bound: number, window: Window): Vector<never> =>
  slowerBy(histogram, bound, [], window);

/** Share (0..1) that `part` has of `whole`. */
export const share = (part: Counter<string>, whole: Counter<string>, window: Window): Vector<never> =>
  total(part, window).dividedBy(total(whole, window));
