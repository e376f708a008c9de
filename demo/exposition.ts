/** The contract's metrics as prom-client metrics: names, help, labels and buckets come only from the contract. */
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import {
  contract,
  metricNames,
  type CounterName,
  type GaugeName,
  type HistogramName,
  type LabelOf,
  type MetricName,
} from '../metrics/contract';
import type { Metric } from '../lib/contract/metric';

/** When a process started, in Unix seconds; client libraries use this name. */
export const PROCESS_START = 'process_start_time_seconds';

/** A value for each label that the metric has. */
export type LabelValues<N extends MetricName> = Readonly<Record<LabelOf<N>, string>>;

/** Receives the simulated events. */
export interface Sink {
  /** Counts `by` events; 0 makes the series appear. */
  count<N extends CounterName>(name: N, labels: LabelValues<N>, by: number): void;
  /** With `seconds` undefined, the series appears without an observation. */
  observe<N extends HistogramName>(name: N, labels: LabelValues<N>, seconds?: number): void;
  set(name: GaugeName, value: number): void;
}

/** Its own registry, so that several backends can run in one process. */
export class Exposition implements Sink {
  readonly registry = new Registry();
  private readonly counters = new Map<MetricName, Counter>();
  private readonly gauges = new Map<MetricName, Gauge>();
  private readonly histograms = new Map<MetricName, Histogram>();

  /**
   * `start` is when the process started. Client libraries expose it in addition to the contract, and dashboards use it
   * to mark restarts.
   */
  constructor(start?: Date) {
    const help = 'Start time of the process since unix epoch in seconds.';
    if (start !== undefined)
      new Gauge({ name: PROCESS_START, help, registers: [this.registry] }).set(start.getTime() / 1000);
    for (const name of metricNames) this.register(name, contract[name]);
  }

  private register(name: MetricName, metric: Metric): void {
    const common = { name, help: metric.help, labelNames: Object.keys(metric.labels), registers: [this.registry] };
    switch (metric.type) {
      case 'counter':
        this.counters.set(name, new Counter(common));
        break;
      case 'gauge':
        this.gauges.set(name, new Gauge(common));
        break;
      case 'histogram':
        this.histograms.set(name, new Histogram({ ...common, buckets: [...metric.buckets] }));
        break;
    }
  }

  count<N extends CounterName>(name: N, labels: LabelValues<N>, by: number): void {
    this.counters.get(name)?.inc(labels, by);
  }

  observe<N extends HistogramName>(name: N, labels: LabelValues<N>, seconds?: number): void {
    const histogram = this.histograms.get(name);
    if (seconds === undefined) histogram?.zero(labels);
    else histogram?.observe(labels, seconds);
  }

  set(name: GaugeName, value: number): void {
    this.gauges.get(name)?.set(value);
  }
}
