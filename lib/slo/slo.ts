/** Service level objectives: what users may expect, over which window, and how it is measured. */
import { eventCount, slowRate, total } from '../promql/expressions';
import { clampMin, meanOverTime, vector, type Counter, type Histogram, type Platform, type Vector } from '../promql';
import { seconds, type Duration } from '../units';
import { signalsDue, hasHours, type MarketHours } from '../market/hours';
import { WINDOW } from '../promql/window';
import type { PanelRef } from '../alerting/panel-refs';

/** A service level indicator: failed events and all events a second, over a window that ends now. */
export interface Sli {
  readonly errors: (platform: Platform, window: Duration, hours: MarketHours) => Vector<never>;
  readonly total: (platform: Platform, window: Duration, hours: MarketHours) => Vector<never>;
  /** Whether it counts moments instead of events: there is always one, so it needs no minimum volume. */
  readonly ofTime?: true;
}

/** An objective: `P` and `C` are the panels and components that the platform has. */
export interface Slo<P extends PanelRef = PanelRef, C extends string = string> {
  readonly name: string;
  /** The prefix of its alerts' names. */
  readonly alert: string;
  /** What is promised, as in "the error budget of ...". */
  readonly title: string;
  /** Share (0..1) of events that must be good; a stack may set its own. */
  readonly objective: number;
  /** The window of the objective. */
  readonly window: Duration;
  readonly sli: Sli;
  readonly component: C;
  /** The page's summary, short enough for a phone's screen, and the ticket's. */
  readonly summaries: { readonly page: string; readonly ticket: string };
  /** The impact on users, in one sentence. */
  readonly impact: string;
  /** Panels that show the remaining budget and the burn rate. */
  readonly panels: Readonly<Record<'budget' | 'burn', P>>;
}

/** Failed events out of all events, from two counters. A counter without series has no failures yet. */
export const failedEvents = (errors: (p: Platform) => Counter<string>, all: (p: Platform) => Counter<string>): Sli => ({
  errors: (platform, window) => total(errors(platform), window).or(total(all(platform), window).times(0)),
  total: (platform, window) => total(all(platform), window),
});

/** Observations above `bound` seconds, which has to be one of the histogram's bounds. */
export const slowEvents = (histogram: (p: Platform) => Histogram<string>, bound: number): Sli => ({
  errors: (platform, window) => slowRate(histogram(platform), bound, window),
  total: (platform, window) => total(histogram(platform).count, window),
});

/** Minimum hours of trade in a window, if it is that long: the first minutes after an opening are no trend. */
const LEAST_OPEN: Duration = '6h';

/** The minimum share of a window that counts as open. */
export const leastOpen = (window: Duration): number =>
  Math.min(1, Number((seconds(LEAST_OPEN) / seconds(window)).toPrecision(6)));

/**
 * Moments before which nothing had happened for five minutes, in market hours if a stack has some; a missing series
 * counts as nothing. A moment counts as good if the platform was not scraped five minutes before, as after the first
 * start of the server.
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

/** A stack's override of one SLO; what it leaves out stays as in the catalogue. */
export interface SloOverride {
  readonly objective?: number | undefined;
  readonly enabled?: boolean | undefined;
}
export type SloOverrides = Readonly<Record<string, SloOverride | undefined>>;

/** The objective that applies. */
export const objectiveOf = ({ name, objective }: Slo, overrides: SloOverrides): number =>
  overrides[name]?.objective ?? objective;

/** The enabled SLOs of a stack. */
export const enabledSlos = (slos: Readonly<Record<string, Slo>>, overrides: SloOverrides): Slo[] =>
  Object.values(slos).filter(({ name }) => overrides[name]?.enabled !== false);
