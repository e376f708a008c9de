/** Creates vectors: of the platform's own series, of other series, and of recorded ones. */
import type { CounterMetric, GaugeMetric, HistogramMetric } from '../contract/metric';
import type { TargetLabel } from '../contract/target-labels';
import { Counter, Gauge, type Histogram, type Matcher, type Matchers } from './vector';

/**
 * Matches `le` as both kinds of clients write it: Python "1.0", Go and Node "1". Prometheus 3 normalizes to the first,
 * Prometheus 2 does not.
 */
export function bucketOf(le: number): Matcher {
  return Number.isInteger(le) ? { matches: `${le}(\\.0)?` } : String(le);
}

/**
 * The platform's own series. Every query has to use this class: many services use the metric names of the contract, so
 * a query without its matchers would sum up other services' traffic on a shared Prometheus.
 */
export class Platform {
  constructor(readonly matchers: Matchers<TargetLabel>) {}

  /** The same platform, narrowed further (a dashboard's variables). */
  where(more: Matchers<TargetLabel>): Platform {
    return new Platform({ ...this.matchers, ...more });
  }
  counter<L extends string>({ name }: CounterMetric<L>, where: Matchers<L> = {}): Counter<L | TargetLabel> {
    return new Counter(name, { ...this.matchers, ...where });
  }
  gauge<L extends string>({ name }: GaugeMetric<L>, where: Matchers<L> = {}): Gauge<L | TargetLabel> {
    return new Gauge(name, { ...this.matchers, ...where });
  }
  histogram<L extends string>(
    { name, buckets }: HistogramMetric<L>,
    where: Matchers<L> = {},
  ): Histogram<L | TargetLabel> {
    const select = <K extends string>(suffix: string, le?: Matcher) =>
      new Counter<K>(`${name}_${suffix}`, { ...this.matchers, ...where, le });
    return {
      bucket: select('bucket'),
      count: select('count'),
      sum: select('sum'),
      upTo: (le) => {
        if (!buckets.includes(le)) throw new RangeError(`${name} has no bucket of ${le} s, only ${buckets.join(', ')}`);
        return select('bucket', bucketOf(le));
      },
    };
  }
  /** 1 for each target that answered its last scrape, else 0. */
  up(): Gauge<TargetLabel> {
    return new Gauge('up', this.matchers);
  }
}

/** A series that is not the platform's own: of Prometheus, Alertmanager or an exporter. */
export function foreign<const L extends string>(name: string, matchers: Matchers<L>): Gauge<L | TargetLabel> {
  return new Gauge(name, matchers);
}
export function foreignCounter<const L extends string>(name: string, matchers: Matchers<L>): Counter<L | TargetLabel> {
  return new Counter(name, matchers);
}
/** A series that a recording rule of this stack records, with the labels that the rule keeps. */
export const recordedSeries = <L extends string>(name: string, matchers: Matchers): Gauge<L> =>
  new Gauge(name, matchers);
