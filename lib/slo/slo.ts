/** Service level objectives: what users may expect, over which time, and how it is measured. */
import { eventCount, slowRate, total } from '../promql/expressions';
import { clampMin, meanOverTime, vector, type Counter, type Histogram, type Platform, type Vector } from '../promql';
import { seconds, type Duration } from '../units';
import { signalsDue, hasHours, type MarketHours } from '../market/hours';
import { WINDOW } from '../promql/window';
import type { PanelRef } from '../alerting/panel-refs';

/** A service level indicator: how much went wrong, out of how much, a second, over a window that ends now. */
export interface Sli {
  readonly errors: (platform: Platform, window: Duration, hours: MarketHours) => Vector<never>;
  readonly total: (platform: Platform, window: Duration, hours: MarketHours) => Vector<never>;
  /** Whether it counts moments instead of events: there is always one, so it needs no least volume. */
  readonly ofTime?: true;
}

/** An objective: `P` and `C` are the panels and components that the platform has. */
export interface Slo<P extends PanelRef = PanelRef, C extends string = string> {
  readonly name: string;
  /** The beginning of its alerts' names. */
  readonly alert: string;
  /** What is promised, as in "the error budget of ...". */
  readonly title: string;
  /** Share (0..1) that must be good; a stack may set its own. */
  readonly objective: number;
  /** The time over which that is promised. */
  readonly window: Duration;
  readonly sli: Sli;
  readonly component: C;
  /** What the page says on a phone's screen, and what the slow burn does. */
  readonly summaries: { readonly page: string; readonly ticket: string };
  /** What it means for users, one sentence. */
  readonly impact: string;
  /** Panels that show what is left of the budget, and how fast it burns. */
  readonly panels: Readonly<Record<'budget' | 'burn', P>>;
}

/** Failed events of all events, as two counters count them. No failure yet is no series, and counts as none. */
export const failedEvents = (errors: (p: Platform) => Counter<string>, all: (p: Platform) => Counter<string>): Sli => ({
  errors: (platform, window) => total(errors(platform), window).or(total(all(platform), window).times(0)),
  total: (platform, window) => total(all(platform), window),
});

/** Observations above `bound` seconds, one of the histogram's bounds: between two of them nothing is known. */
export const slowEvents = (histogram: (p: Platform) => Histogram<string>, bound: number): Sli => ({
  errors: (platform, window) => slowRate(histogram(platform), bound, window),
  total: (platform, window) => total(histogram(platform).count, window),
});

/** Hours of trade that a window has at least, as far as it is that long: the first minutes after an opening are no trend. */
const LEAST_OPEN: Duration = '6h';

/** The share of a window that it counts as open at least. */
export const leastOpen = (window: Duration): number =>
  Math.min(1, Number((seconds(LEAST_OPEN) / seconds(window)).toPrecision(6)));

/**
 * Moments before which nothing had happened for five minutes, in market hours where a stack has some; no series is nothing.
 * Where nobody was looking five minutes before, as when the server was first started, the moment has the benefit of the
 * doubt.
 */
export const staleMoments = (counter: (p: Platform) => Counter<string>): Sli => {
  const over = (moments: Vector<never>, window: Duration) =>
    window === WINDOW ? moments : meanOverTime(moments, window, '1m');
  const nothing = (platform: Platform, hours: MarketHours) => {
    const silent = eventCount(counter(platform), WINDOW).is('==', 0).andAny(platform.up().offset(WINDOW)).orZero();
    return hasHours(hours) ? silent.times(signalsDue(hours)) : silent;
  };
  return {
    errors: (platform, window, hours) => over(nothing(platform, hours), window),
    total: (_platform, window, hours) =>
      !hasHours(hours)
        ? vector(1)
        : window === WINDOW
          ? signalsDue(hours)
          : clampMin(over(signalsDue(hours), window), leastOpen(window)),
    ofTime: true,
  };
};

/** What a stack says of one SLO; what it leaves out stays as promised. */
export interface SloOverride {
  readonly objective?: number | undefined;
  readonly enabled?: boolean | undefined;
}
export type SloOverrides = Readonly<Record<string, SloOverride | undefined>>;

/** The objective in force. */
export const objectiveOf = ({ name, objective }: Slo, overrides: SloOverrides): number =>
  overrides[name]?.objective ?? objective;

/** The SLOs of a stack, without those it switches off. */
export const enabledSlos = (slos: Readonly<Record<string, Slo>>, overrides: SloOverrides): Slo[] =>
  Object.values(slos).filter(({ name }) => overrides[name]?.enabled !== false);
