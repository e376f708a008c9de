/** Service level objectives: what users may expect, over which time, and how it is measured. */
import { contract } from '../metrics/contract';
import type { PANELS } from './panel-ids';
import { happened, slower, total } from '../lib/promql/expressions';
import {
  clampMin,
  meanOverTime,
  vector,
  type Counter,
  type Histogram,
  type Platform,
  type Vector,
} from '../lib/promql';
import { seconds, type Duration } from '../lib/units';
import type { Component } from './labels';
import { due, hasHours, type MarketHours } from '../lib/market/hours';
import { WINDOW } from '../lib/promql/window';

/** A service level indicator: how much went wrong, out of how much, a second, over a window that ends now. */
export interface Sli {
  readonly errors: (platform: Platform, window: Duration, hours: MarketHours) => Vector<never>;
  readonly total: (platform: Platform, window: Duration, hours: MarketHours) => Vector<never>;
  /** Whether it counts moments instead of events: there is always one, so it needs no least volume. */
  readonly ofTime?: true;
}

export interface Slo {
  /** The beginning of its alerts' names. */
  readonly alert: string;
  /** What is promised, as in "the error budget of ...". */
  readonly title: string;
  /** Share (0..1) that must be good; a stack may set its own. */
  readonly objective: number;
  /** The time over which that is promised. */
  readonly window: Duration;
  readonly sli: Sli;
  readonly component: Component;
  /** What the page says on a phone's screen, and what the slow burn does. */
  readonly summaries: { readonly page: string; readonly ticket: string };
  /** What it means for users, one sentence. */
  readonly impact: string;
  /** Panels on the overview: what is left of the budget, and how fast it burns. */
  readonly panels: Readonly<Record<'budget' | 'burn', keyof (typeof PANELS)['overview']>>;
}

/** Failed events of all events, as two counters count them. No failure yet is no series, and counts as none. */
const failed = (errors: (p: Platform) => Counter<string>, all: (p: Platform) => Counter<string>): Sli => ({
  errors: (platform, window) => total(errors(platform), window).or(total(all(platform), window).times(0)),
  total: (platform, window) => total(all(platform), window),
});

/** Observations above `bound` seconds, one of the histogram's bounds: between two of them nothing is known. */
const slow = (histogram: (p: Platform) => Histogram<string>, bound: number): Sli => ({
  errors: (platform, window) => slower(histogram(platform), bound, window),
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
const stale = (counter: (p: Platform) => Counter<string>): Sli => {
  const over = (moments: Vector<never>, window: Duration) =>
    window === WINDOW ? moments : meanOverTime(moments, window, '1m');
  const nothing = (platform: Platform, hours: MarketHours) => {
    const silent = happened(counter(platform), WINDOW).is('==', 0).andAny(platform.up().offset(WINDOW)).orZero();
    return hasHours(hours) ? silent.times(due(hours)) : silent;
  };
  return {
    errors: (platform, window, hours) => over(nothing(platform, hours), window),
    total: (_platform, window, hours) =>
      !hasHours(hours)
        ? vector(1)
        : window === WINDOW
          ? due(hours)
          : clampMin(over(due(hours), window), leastOpen(window)),
    ofTime: true,
  };
};

const declare = <const S extends Readonly<Record<string, Slo>>>(slos: S): S => slos;

const declared = declare({
  'api-availability': {
    alert: 'APIAvailability',
    title: 'API availability',
    objective: 0.999,
    window: '30d',
    sli: failed(
      (p) => p.counter(contract.http_requests_total, { status: { matches: '5..' } }),
      (p) => p.counter(contract.http_requests_total),
    ),
    component: 'api',
    summaries: {
      page: 'The API fails so often that its error budget lasts only days',
      ticket: 'The API fails a little more often than its error budget bears',
    },
    impact: 'Users see more requests fail (5xx) than they were promised.',
    panels: { budget: 'apiAvailabilityBudget', burn: 'apiAvailabilityBurn' },
  },
  'api-latency': {
    alert: 'APILatency',
    title: 'API latency (faster than 0.5 s)',
    objective: 0.99,
    window: '30d',
    sli: slow((p) => p.histogram(contract.request_duration_seconds), 0.5),
    component: 'api',
    summaries: {
      page: 'The API is slow so often that its latency budget lasts only days',
      ticket: 'The API is slow a little more often than its latency budget bears',
    },
    impact: 'Users wait longer than half a second more often than they were promised.',
    panels: { budget: 'apiLatencyBudget', burn: 'apiLatencyBurn' },
  },
  'signal-freshness': {
    alert: 'SignalFreshness',
    title: 'signal freshness (one in the last 5 minutes)',
    objective: 0.99,
    window: '30d',
    sli: stale((p) => p.counter(contract.signals_ingested_total)),
    component: 'signals',
    summaries: {
      page: 'Signals stay out so long that the freshness budget lasts only days',
      ticket: 'Signals stay out a little longer than the freshness budget bears',
    },
    impact: 'Traders look at signals that are older than they were promised.',
    panels: { budget: 'signalFreshnessBudget', burn: 'signalFreshnessBurn' },
  },
  'ea-polling': {
    alert: 'EAPolling',
    title: 'EA polling',
    objective: 0.995,
    window: '30d',
    sli: failed(
      (p) => p.counter(contract.ea_errors_total, { endpoint: '/poll' }),
      (p) => p.counter(contract.ea_requests_total, { endpoint: '/poll' }),
    ),
    component: 'ea',
    summaries: {
      page: 'Polls of expert advisors fail so often that the error budget lasts only days',
      ticket: 'Polls of expert advisors fail a little more often than the error budget bears',
    },
    impact: 'Trading terminals miss or delay approved signals more often than was promised.',
    panels: { budget: 'eaPollingBudget', burn: 'eaPollingBurn' },
  },
});

export type SloName = keyof typeof declared;
/** The beginning of an SLO's alerts' names. */
export type SloAlert = (typeof declared)[SloName]['alert'];
export const slos: Readonly<Record<SloName, Slo & { readonly alert: SloAlert }>> = declared;
export const sloNames = Object.keys(declared) as SloName[];

/** What a stack says of one SLO; what it leaves out stays as declared. */
export interface SloOverride {
  readonly objective?: number | undefined;
  readonly enabled?: boolean | undefined;
}
export type SloOverrides = { readonly [N in SloName]?: SloOverride | undefined };

/** The objective in force. */
export const objectiveOf = (name: SloName, overrides: SloOverrides): number =>
  overrides[name]?.objective ?? slos[name].objective;

/** The SLOs of a stack, without those it switches off. */
export const enabledSlos = (overrides: SloOverrides): SloName[] =>
  sloNames.filter((name) => overrides[name]?.enabled !== false);
