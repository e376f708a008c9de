/** The kinds of measurement that the catalogue's alerts are made of. */
import { contract, type CounterName, type HistogramName, type LabelOf } from '../metrics/contract';
import { seconds } from '../metrics/units';
import { happened, share, shareAbove, slower, total } from '../metrics/expressions';
import { quantile, sum, rate, type Counter, type Matchers } from '../metrics/promql';
import type { AlertDefinition, Measurement } from './alert';
import { WINDOW } from './window';

/** Three events in a {@link WINDOW}: fewer are no trend. Events a second. */
export const MINIMUM_RATE = 0.01;

/** Between one event and two in a {@link WINDOW}: one slow request of ten is no trend either. Events a second. */
const LONE_EVENT = 1.5 / seconds(WINDOW);

type Parts = Pick<AlertDefinition, 'measure'> & Pick<AlertDefinition, 'ceiling' | 'minimumRate'>;

/** Events a second of the whole system, above the threshold. */
export function tooMany<N extends CounterName>(name: N, subject: string, where: Matchers<LabelOf<N>> = {}): Parts {
  return {
    measure: (platform, threshold): Measurement => ({
      value: total(platform.counter(name, where), WINDOW),
      test: '>',
      bound: threshold,
      unit: 'per second',
      subject,
    }),
  };
}

/** Events a second of the whole system, below the threshold; no series counts as no events. */
export function tooFew<N extends CounterName>(name: N, subject: string): Parts {
  return {
    measure: (platform, threshold): Measurement => ({
      value: happened(platform.counter(name), WINDOW).dividedBy(seconds(WINDOW)),
      test: '<',
      bound: threshold,
      unit: 'per second',
      subject,
    }),
  };
}

/** No event at all in the window; no series counts as no events. */
export function nothing<N extends CounterName>(name: N, subject: string): Parts {
  return {
    measure: (platform): Measurement => ({
      value: happened(platform.counter(name), WINDOW),
      test: '==',
      bound: 0,
      unit: 'count',
      subject,
    }),
  };
}

/** Share of `part` in `whole`, above the threshold, once there is a least volume of `whole`. */
export function tooLargeAShare<N extends CounterName>(
  name: N,
  subject: string,
  part: Matchers<LabelOf<N>>,
  whole: Matchers<LabelOf<N>>,
): Parts {
  return {
    minimumRate: MINIMUM_RATE,
    ceiling: { value: 1, inclusive: false, because: 'a share is never above 1 (100%)' },
    measure: (platform, threshold): Measurement => {
      const all = platform.counter(name, whole);
      return {
        value: share(platform.counter(name, part), all, WINDOW),
        test: '>',
        bound: threshold,
        unit: 'ratio',
        subject,
        volume: total(all, WINDOW),
      };
    },
  };
}

/** The share of slow observations that "the 95th percentile is above" allows. */
const SLOW_SHARE = 0.05;

/**
 * 95th percentile above the threshold. Where the threshold is a bucket's bound this asks for the share of slower
 * observations, which is exact and holds at the largest bound, where `histogram_quantile` could never exceed it.
 * https://prometheus.io/docs/practices/histograms/#errors-of-quantile-estimation
 */
export function tooSlow<N extends HistogramName>(name: N, things: string): Parts {
  const buckets: readonly number[] = contract[name].buckets;
  const largest = Math.max(...buckets);
  return {
    minimumRate: MINIMUM_RATE,
    ceiling: {
      value: largest,
      inclusive: true,
      because: `the largest bucket of ${name} is ${largest} s, and nothing is known beyond it`,
    },
    measure: (platform, threshold): Measurement => {
      const histogram = platform.histogram(name);
      const counts: Counter<string> = histogram.count;
      const volume = sum(rate(counts, WINDOW));
      const floor = Math.max(...buckets.filter((bucket) => bucket <= threshold));
      const slow = Number.isFinite(floor) ? slower(histogram, floor, WINDOW) : volume;
      const several = slow.compare('>', LONE_EVENT);
      return buckets.includes(threshold)
        ? {
            value: shareAbove(histogram, threshold, WINDOW).and(several),
            test: '>',
            bound: SLOW_SHARE,
            unit: 'ratio',
            subject: `The share of ${things} slower than ${threshold} s`,
            volume,
          }
        : {
            value: quantile(0.95, histogram, WINDOW).and(several),
            test: '>',
            bound: threshold,
            unit: 'seconds',
            subject: `The 95th percentile of ${things}`,
            volume,
          };
    },
  };
}
