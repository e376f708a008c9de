/** The kinds of measurement that the catalogue's alerts are made of. */
import { contract, type CounterName, type HistogramName, type LabelOf } from '../metrics/contract';
import { humanize, seconds, type Duration } from '../metrics/units';
import { happened, silentUnusually, slowerBy, total, totalBy } from '../metrics/expressions';
import { lastOverTime, quantile, type Gauge, type Matchers, type Vector } from '../metrics/promql';
import type { AlertDefinition, Background, Evaluator, Measurement } from './alert';
import { culpritTemplate, eachOrTogether, until, type Culprits } from './culprits';
import { WINDOW } from './window';

/** Three events in a {@link WINDOW}: fewer are no trend. Events a second. */
export const MINIMUM_RATE = 0.01;

/** `series` while at least so many events happened in the {@link WINDOW}; between two whole numbers, as a rate is no whole one. */
const atLeast = <L extends string>(rate: Vector<L>, events: number): Vector<L> =>
  rate.compare('>', (events - 0.5) / seconds(WINDOW));

type Parts = Pick<AlertDefinition, 'measure'> & Pick<AlertDefinition, 'ceiling' | 'minimumRate' | 'background'>;

/**
 * A gauge as last scraped, if that was not too long ago. Past one failed scrape it still has a value; past two it has none,
 * so that a process which ended badly is not held against the one that follows it.
 */
export const lately = <L extends string>(gauge: Gauge<L>, { scrapeInterval }: Evaluator): Vector<L> =>
  lastOverTime(gauge, `${Math.floor(2.5 * seconds(scrapeInterval))}s`);

/** Events a second, of one culprit or of all together, above the threshold. `subject` is followed by the culprit. */
export function tooMany<N extends CounterName>(
  name: N,
  subject: string,
  { where, culprits }: { readonly where?: Matchers<LabelOf<N>>; readonly culprits?: Culprits<LabelOf<N>> } = {},
): Parts {
  return {
    measure: (platform, { threshold, for: held }): Measurement => {
      const counter = platform.counter(name, where);
      return {
        value:
          culprits === undefined
            ? total(counter, WINDOW)
            : eachOrTogether(
                culprits,
                (by, ago) => totalBy(counter, by, WINDOW, ago),
                (value) => value.compare('>', threshold),
                held,
              ),
        by: culprits?.by ?? [],
        test: '>',
        bound: threshold,
        unit: 'per second',
        subject: culprits === undefined ? subject : `${subject} ${culpritTemplate(culprits.by)}`,
      };
    },
  };
}

/** Events a second of the whole system, below the threshold; no series counts as no events. */
export function tooFew<N extends CounterName>(name: N, subject: string): Parts {
  return {
    measure: (platform, { threshold }): Measurement => ({
      value: happened(platform.counter(name), WINDOW).dividedBy(seconds(WINDOW)),
      by: [],
      test: '<',
      bound: threshold,
      unit: 'per second',
      subject,
    }),
  };
}

/**
 * No event at all in the window; no series counts as no events. `subject` is followed by the culprit: all of them together
 * where nothing happens at all, else each one that is silent while it usually delivers.
 */
export function nothing<N extends CounterName>(name: N, subject: string, culprits?: Culprits<LabelOf<N>>): Parts {
  return {
    measure: (platform, { for: held }): Measurement => {
      const counter = platform.counter(name);
      const all = (ago?: Duration) => happened(counter, WINDOW, ago);
      const told = { test: '==', bound: 0, unit: 'count' } as const;
      if (culprits === undefined) return { ...told, value: all(), by: [], subject };
      const { by, together } = culprits;
      const silent = until(silentUnusually(counter, by), (ago) => all(ago).compare('==', 0), held);
      return {
        ...told,
        value: all().labelled(by[0], together).or(silent),
        by,
        subject: `${subject} ${culpritTemplate(by)}`,
      };
    },
  };
}

/** Share of `part` in `whole`, above the threshold, once there is a least volume of `whole`. */
export function tooLargeAShare<N extends CounterName>(
  name: N,
  subject: string,
  {
    part,
    whole,
    background,
  }: {
    readonly part: Matchers<LabelOf<N>>;
    readonly whole: Matchers<LabelOf<N>>;
    readonly background: Background;
  },
): Parts {
  return {
    minimumRate: MINIMUM_RATE,
    background,
    measure: (platform, { threshold, minimumRate }): Measurement => {
      const all = total(platform.counter(name, whole), WINDOW);
      const bad = total(platform.counter(name, part), WINDOW);
      return {
        value: bad.dividedBy(all).and(atLeast(bad, background.least)).and(all.compare('>=', minimumRate)),
        by: [],
        test: '>',
        bound: threshold,
        unit: 'ratio',
        subject,
      };
    },
  };
}

/** Bounds that today's backend does not have yet. */
const awaited = (name: HistogramName): readonly number[] => contract[name].requestedBuckets;
/** The label that says by which bucket was measured. */
const SLOWER_THAN = 'slower_than';

/** The share of slow observations that "the 95th percentile is above" allows. */
const SLOW_SHARE = 0.05;

/**
 * 95th percentile above the threshold, of one culprit or of all together. Where the threshold is a bucket's bound this
 * asks for the share of slower observations, which is exact and holds at the largest bound, where `histogram_quantile` could never exceed it.
 * https://prometheus.io/docs/practices/histograms/#errors-of-quantile-estimation
 */
export function tooSlow<N extends HistogramName>(
  name: N,
  things: string,
  background: Background,
  culprits?: Culprits<LabelOf<N>>,
): Parts {
  const buckets: readonly number[] = contract[name].buckets;
  const largest = Math.max(...buckets);
  return {
    minimumRate: MINIMUM_RATE,
    background,
    ceiling: {
      value: largest,
      because: `the largest bucket of ${name} is ${largest} s, and nothing is known beyond it`,
    },
    measure: (platform, { threshold, minimumRate, for: held }): Measurement => {
      const histogram = platform.histogram(name);
      const floor = Math.max(...buckets.filter((bucket) => bucket <= threshold));
      const exact = buckets.includes(threshold);
      const slow = <K extends LabelOf<N>>(limit: number, by: readonly K[], ago?: Duration): Vector<K> => {
        const volume = totalBy(histogram.count, by, WINDOW, ago);
        const slower = Number.isFinite(limit) ? slowerBy(histogram, limit, by, WINDOW, ago) : volume;
        const value = exact ? slower.dividedBy(volume) : quantile(0.95, histogram, WINDOW, by, ago);
        return value.and(atLeast(slower, background.least)).and(volume.compare('>=', minimumRate));
      };
      const bound = exact ? SLOW_SHARE : threshold;
      const told = { test: '>', bound, unit: exact ? 'ratio' : 'seconds' } as const;
      const subject = (of: string, than: string) =>
        exact ? `The share of ${of} slower than ${than}` : `The 95th percentile of ${of}`;
      if (culprits !== undefined)
        return {
          ...told,
          value: eachOrTogether(
            culprits,
            (by, ago) => slow(floor, by, ago),
            (value) => value.compare('>', bound),
            held,
          ),
          by: culprits.by,
          subject: subject(`${things} to ${culpritTemplate(culprits.by)}`, `${threshold} s`),
        };
      if (!awaited(name).includes(threshold))
        return { ...told, value: slow(floor, []), by: [], subject: subject(things, `${threshold} s`) };
      // As long as a replica is without the bucket: the rest of them is no measure of all.
      const lacking = histogram.count.unlessIgnoring('le', histogram.upTo(threshold));
      const coarse = Math.max(...buckets.filter((bucket) => !awaited(name).includes(bucket)));
      return {
        ...told,
        value: slow(threshold, [])
          .unlessAny(lacking)
          .labelled(SLOWER_THAN, `${threshold} s`)
          .or(slow(coarse, []).andAny(lacking).labelled(SLOWER_THAN, `${coarse} s (the largest bucket)`)),
        by: [],
        subject: subject(things, `{{ $labels.${SLOWER_THAN} }}`),
        limit: `${humanize(bound, 'ratio')} (the 95th percentile above ${threshold} s)`,
      };
    },
  };
}
