/** Alerts on latency: the share of slow observations, or a percentile if the threshold lies between two buckets. */
import type { HistogramMetric } from '../contract/metric';
import { type TargetLabel } from '../contract/target-labels';
import { humanize, seconds } from '../units';
import {
  histogramQuantile,
  rate,
  scalar,
  sum,
  type Counter,
  type Histogram,
  type Platform,
  type Vector,
} from '../promql';
import type { AlertDefinition, BaselineTraffic, Evaluator, Measurement } from './alert';
import { comparedSeries, record, type Recorded } from './alert-records';
import { perLabelAndTotal, type Culprits } from './culprits';
import { SHARE_MINIMUM_RATE, shareOfEnough, type Parts } from './measurements';
import type { AlertSentences } from './sentences';
import { WINDOW } from '../promql/window';

/** The label with the bucket's bound that was measured with. */
const SLOWER_THAN = 'slower_than';

/** The share of slow observations that "the 95th percentile is above" allows. */
const SLOW_SHARE = 0.05;

/** A number of seconds in the name of a series, such as `1s` or `250ms`. */
const inName = (limit: number): string => (Number.isInteger(limit) ? `${limit}s` : `${limit * 1000}ms`);

/** A duration that may be too long. */
interface Latency<K extends string> {
  readonly histogram: HistogramMetric<K>;
  /** What is measured, such as "requests". */
  readonly things: string;
  readonly background: BaselineTraffic;
  readonly culprits?: Culprits<K>;
}

/** The series that alerts on one histogram compare, each with the recording rules that it needs. */
function latencySeries<K extends string>(
  { histogram: metric, things: events, background, culprits }: Latency<K>,
  platform: Platform,
  server: Evaluator,
  minimumRate: number,
) {
  const by: readonly K[] = culprits?.by ?? [];
  const level = by.length === 0 ? 'environment' : by.join('_');
  const histogram: Histogram<K | TargetLabel> = platform.histogram(metric);
  const each = (counter: Counter<K | TargetLabel | 'le'>): Vector<K> => {
    const total = <B extends K>(labels: readonly B[]) =>
      sum<K | TargetLabel | 'le', B>(rate(counter, WINDOW), ...labels);
    return culprits === undefined || !server.evaluatesRules ? total(by) : perLabelAndTotal(culprits, total);
  };
  const named = (what: `${string}:${string}`, meaning: string) =>
    ({ record: `${level}:${metric.name}_${what}`, meaning }) as const;
  const all = record(server, named(`count:rate${WINDOW}`, `All ${events} a second`), each(histogram.count));

  /** Observations slower than one of the histogram's bounds. */
  function slower(limit: number): Recorded<K> {
    if (!Number.isFinite(limit)) return all;
    const slow = record(
      server,
      named(`over${inName(limit)}:rate${WINDOW}`, `Of the ${events} a second, those slower than ${limit} s`),
      all.series.minusOn(by, each(histogram.upTo(limit))),
    );
    return { series: slow.series, records: [...all.records, ...slow.records] };
  }

  const enough = (measured: Vector<K>, bad: Vector<K>) =>
    shareOfEnough(measured, { bad, all: all.series, least: background.least, minimumRate });

  /**
   * The share (0..1) of observations slower than one of the histogram's bounds; `when` makes the condition part of the
   * recorded series.
   */
  function share(limit: number, when?: (enough: Vector<K>) => Vector<K>, labels = {}): Recorded<K> {
    const slow = slower(limit);
    const ratio = slow.series.dividedBy(all.series);
    const recorded = record(
      server,
      named(`over${inName(limit)}:ratio_rate${WINDOW}`, `Share (0..1) of the ${events} slower than ${limit} s`),
      when === undefined ? ratio : when(enough(ratio, slow.series)),
      labels,
    );
    return {
      series: when === undefined ? enough(recorded.series, slow.series) : recorded.series,
      records: [...slow.records, ...recorded.records],
    };
  }

  /**
   * The same for a server without recording rules, short enough for a person to read. It does not count the slow
   * observations by themselves. If no replica has the bucket, `coarse` replaces it.
   */
  function shareAtOnce(limit: number, coarse?: number): Vector<K> {
    const fast = each(histogram.upTo(limit));
    const share = scalar<K>(1).minus(
      (coarse === undefined ? fast : fast.or(each(histogram.upTo(coarse)))).dividedBy(all.series),
    );
    return share.and(all.series.compare('>=', Math.max(minimumRate, background.least / seconds(WINDOW))));
  }

  /** The 95th percentile, in seconds; `floor` is the bound below which no observation is slow. */
  function percentile(floor: number): Recorded<K> {
    const slow = slower(floor);
    const buckets = <B extends K>(labels: readonly B[]) =>
      sum<K | TargetLabel | 'le', B | 'le'>(rate(histogram.bucket, WINDOW), ...labels, 'le');
    const of =
      culprits === undefined || !server.evaluatesRules
        ? buckets(by)
        : perLabelAndTotal(culprits, (labels) => buckets(labels) as Vector<string> as Vector<(typeof labels)[number]>);
    const quantile = record(
      server,
      named(`p95:rate${WINDOW}`, `What 95 % of the ${events} are faster than, in seconds`),
      histogramQuantile(0.95, of),
    );
    return {
      series: enough(quantile.series, slow.series),
      records: [...slow.records, ...quantile.records],
    };
  }
  return { by, histogram, share, shareAtOnce, percentile };
}

/** The sentences of alerts on latency: about a percentile, or about the share of observations slower than a bucket. */
const latencySentences =
  (events: string): AlertSentences =>
  ({ culprit, value, limit, threshold, slowerThan, duration }) => {
    const them = culprit === '' ? events : `${events} to ${culprit}`;
    const share = `${value} of the ${them} take longer than ${slowerThan}`;
    const resolved = `The ${them} no longer take longer than ${threshold} too often; they did for` as const;
    if (slowerThan === undefined)
      return {
        firing: `The 95th percentile of the ${them} is ${value}, more than ${threshold} for ${duration}.`,
        resolved,
      };
    if (slowerThan === threshold) return { firing: `${share} (at most ${limit} may) for ${duration}.`, resolved };
    return { firing: `${share} for ${duration}, more than ${limit}.`, resolved };
  };

/**
 * 95th percentile above the threshold, of one culprit or of all of them. If the threshold is a bucket's bound, the
 * alert compares the share of slower observations instead. That is exact, and it also works at the largest bound, which
 * `histogram_quantile` can never exceed.
 * https://prometheus.io/docs/practices/histograms/#errors-of-quantile-estimation
 */
export function latencyAbove<K extends string>(latency: Latency<K>): Parts & Pick<AlertDefinition, 'says'> {
  const { things: events, background, culprits } = latency;
  // The backend does not expose all of the requested buckets yet.
  const { name, buckets: bounds, requestedBuckets: awaited } = latency.histogram;
  const largest = Math.max(...bounds);
  return {
    minimumRate: SHARE_MINIMUM_RATE,
    background,
    says: latencySentences(events),
    exactNumbers: bounds,
    ceiling: {
      value: largest,
      because: `the largest bucket of ${name} is ${largest} s, and nothing is known beyond it`,
    },
    measure: (platform, { threshold, minimumRate }, server): Measurement => {
      const { by, histogram, share, shareAtOnce, percentile } = latencySeries(latency, platform, server, minimumRate);
      const common = { by, ...(culprits && { together: culprits.together }), test: '>' } as const;
      if (!bounds.includes(threshold)) {
        const floor = Math.max(...bounds.filter((bound) => bound <= threshold));
        return { ...common, ...comparedSeries(percentile(floor)), bound: threshold, unit: 'seconds' };
      }
      const exact = { ...common, bound: SLOW_SHARE, unit: 'ratio' } as const;
      const coarse = Math.max(...bounds.filter((bound) => !awaited.includes(bound)));
      const isAwaited = awaited.includes(threshold);
      if (!server.evaluatesRules)
        return {
          ...exact,
          value: shareAtOnce(threshold, isAwaited ? coarse : undefined),
          slowerThan: humanize(threshold, 'seconds'),
        };
      if (!isAwaited)
        return { ...exact, ...comparedSeries(share(threshold)), slowerThan: humanize(threshold, 'seconds') };
      // While one replica lacks the bucket, the others do not represent the total.
      const lacking = histogram.count.unlessIgnoring('le', histogram.upTo(threshold));
      const fine = share(threshold, (series) => series.unlessAny(lacking), { [SLOWER_THAN]: `${threshold} s` });
      const rough = share(coarse, (series) => series.andAny(lacking), {
        [SLOWER_THAN]: `${coarse} s (the largest bucket)`,
      });
      return {
        ...exact,
        records: [...fine.records, ...rough.records],
        value: fine.series.or(rough.series),
        slowerThan: `{{ $labels.${SLOWER_THAN} }}`,
        limit: `${humanize(SLOW_SHARE, 'ratio')} (the 95th percentile above ${threshold} s)`,
      };
    },
  };
}
