/** The contract's metrics as prom-client ones: names, help, labels and buckets come from the contract and nowhere else. */
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

/** When a process started, in Unix seconds; a name that client libraries share. */
export const PROCESS_START = 'process_start_time_seconds';

/** A value for each label that the metric has. */
export type LabelValues<N extends MetricName> = Readonly<Record<LabelOf<N>, string>>;

/** Where simulated events go. */
export interface Sink {
  /** Counts `by` events; 0 makes the series appear. */
  count<N extends CounterName>(name: N, labels: LabelValues<N>, by: number): void;
  /** `seconds` undefined makes the series appear without an observation. */
  observe<N extends HistogramName>(name: N, labels: LabelValues<N>, seconds?: number): void;
  set(name: GaugeName, value: number): void;
}

/** A registry of its own, so that several backends can live in one process. */
export class Exposition implements Sink {
  readonly registry = new Registry();
  private readonly counters = new Map<MetricName, Counter>();
  private readonly gauges = new Map<MetricName, Gauge>();
  private readonly histograms = new Map<MetricName, Histogram>();

  /** `start` is when the process began, which client libraries expose beside the contract: dashboards mark restarts by it. */
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
