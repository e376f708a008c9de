/** Which metrics of the contract a backend has ceased to expose, by name. */
import { contract, metricNames, type MetricName } from '../metrics/contract';
import {
  absent,
  averageOverTime,
  count,
  countOfAll,
  foreignCounter,
  Gauge,
  rate,
  recordedSeries,
  sum,
  type Counter,
  type Platform,
  type Vector,
} from '../metrics/promql';
import { seconds, type Duration } from '../metrics/units';
import type { Evaluator } from './alert';
import { ownLabels, type LabelledRule } from './recording-rule';
import { WINDOW } from './window';

/** The series that shows whether the metric is there. */
const seriesOf = (name: MetricName): string => (contract[name].type === 'histogram' ? `${name}_count` : name);
const labelled = (name: MetricName): boolean => Object.keys(contract[name].labels).length > 0;
const shipped = metricNames.filter((name) => contract[name].shipped);

/**
 * Series that a healthy backend exposes from its first scrape on. A metric with labels is not among them: it has no
 * series before its first event, and none after a restart until the next one.
 */
const FROM_START = shipped.filter((name) => !labelled(name)).map(seriesOf);

/** Metrics with labels whose first event is the same one, an answered request: one without the other was renamed. */
const TOGETHER = [
  ['http_requests_total', 'request_duration_seconds_count'],
  ['request_duration_seconds_count', 'http_requests_total'],
] as const;

/** All that are counted by labels: they are gone when nothing of them is seen where, as a day goes, there would have been ten events. */
const COUNTED = shipped
  .filter(labelled)
  .map(seriesOf)
  .filter((name) => !TOGETHER.some(([request]) => request === name));
const EVENTS = 10;
const SILENCES = [WINDOW, '1h', '6h'] as const satisfies readonly Duration[];
const DAY = '1d';

export const METRIC_RATE = 'metric:contract_events:rate5m';
const metricRate = ({ matchers }: Platform): Gauge<string> => recordedSeries(METRIC_RATE, matchers);

const series = (platform: Platform, name: string): Counter<string> => foreignCounter<string>(name, platform.matchers);

/** 0 for each metric that is gone, by the label `metric`. */
export function missing(platform: Platform, { recorded }: Evaluator): Vector<'metric'> {
  const gone = [
    ...FROM_START.map((name) => [name, absent(series(platform, name))] as const),
    ...TOGETHER.map(
      ([name, other]) => [name, count(series(platform, other)).unlessAny(series(platform, name))] as const,
    ),
  ].map(([metric, one]): Vector<'metric'> => one.times(0).labelled('metric', metric));
  // Where nobody asks for anything, as after a restart by night, nothing else is counted either.
  const requests = series(platform, TOGETHER[0][0]).or(series(platform, TOGETHER[1][0]));
  const ceased = SILENCES.map((silence): Vector<'metric'> => {
    const usual = averageOverTime(metricRate(platform), DAY).compare('>=', EVENTS / seconds(silence));
    return sum(usual.unless(countOfAll(metricRate(platform), silence)), 'metric')
      .andAny(requests)
      .times(0);
  });
  const all = recorded ? [...gone, ...ceased] : gone;
  return all.slice(1).reduce((any, one) => any.or(one), all[0] as Vector<'metric'>);
}

/** Events a second of each metric that is counted by labels, which the server remembers for {@link missing}. */
export const contractRecording = (platform: Platform, environment: string): LabelledRule[] =>
  COUNTED.map((metric) => ({
    record: METRIC_RATE,
    labels: { environment, ...ownLabels(platform), metric },
    expr: sum(rate(series(platform, metric), WINDOW)).toLines(),
  }));
