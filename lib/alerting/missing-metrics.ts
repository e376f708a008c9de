/** Names the metrics of the contract that a backend no longer exposes. */
import type { ContractPromise, Metric } from '../contract/metric';
import {
  absent,
  averageOverTime,
  count,
  countOfAll,
  foreign,
  foreignCounter,
  Gauge,
  rate,
  recordedSeries,
  scalar,
  sum,
  type Counter,
  type Platform,
  type Vector,
} from '../promql';
import { recordedBy } from '../market/hours';
import { seconds, type Duration } from '../units';
import type { Evaluator } from './alert';
import { record, type Recorded } from './alert-records';
import { ownLabels, type LabelledRule } from '../promql/recording-rule';
import { WINDOW } from '../promql/window';

/** The series that shows whether the metric is there. */
const seriesOf = ({ name, type }: Metric): string => (type === 'histogram' ? `${name}_count` : name);
const hasLabels = ({ labels }: Metric): boolean => Object.keys(labels).length > 0;
const shippedMetrics = ({ contract }: ContractPromise) => Object.values(contract).filter(({ shipped }) => shipped);

/**
 * Series that a healthy backend exposes from its first scrape on. A metric with labels is not among them: it has no
 * series before its first event, and none after a restart until the next one.
 */
const seriesFromStart = (promise: ContractPromise): string[] =>
  shippedMetrics(promise)
    .filter((metric) => !hasLabels(metric))
    .map(seriesOf);

/** Each of the two series that always appear together, with the other one. */
function seriesBornTogether({ bornTogether }: ContractPromise): [string, string][] {
  const [first, second] = bornTogether?.map(seriesOf) ?? [];
  return first === undefined || second === undefined
    ? []
    : [
        [first, second],
        [second, first],
      ];
}

/**
 * Metrics with labels. One counts as gone if it has no events for as long as its mean rate of a day would take for ten.
 */
function countedSeries(promise: ContractPromise): string[] {
  const together = seriesBornTogether(promise).map(([one]) => one);
  return shippedMetrics(promise)
    .filter((metric) => hasLabels(metric) && metric.type !== 'gauge')
    .map(seriesOf)
    .filter((name) => !together.includes(name));
}
const EVENTS = 10;
const SILENCES = [WINDOW, '1h', '6h'] as const satisfies readonly Duration[];

const METRIC_RATE = 'metric:contract_events:rate5m';
/**
 * The mean rate over a day, which is known for a metric that has disappeared as well. It exists only while the platform
 * has traffic, so that no metric counts as gone after a restart at night.
 */
const USUAL_RATE = 'metric:contract_events:rate1d';
const ABSENT = 'metric:contract:absent';
const MEANING =
  '1 for each metric of the contract that a backend which answers does not expose, or that has no events though it usually has';
/** Names of all series that are recorded here. */
export const CONTRACT_SERIES: readonly string[] = [METRIC_RATE, USUAL_RATE, ABSENT];

const series = (platform: Platform, name: string): Counter<string> => foreignCounter<string>(name, platform.matchers);
const recordedIn = (name: string, environment: string): Gauge<string> => recordedSeries(name, { environment });

/** The metric is gone: it is absent, while the other one exists. */
const goneWhile = (platform: Platform, name: string, other: Vector): Vector<never> =>
  absent(series(platform, name)).andAny(other);

/** 1 for each metric with labels that has no events for as long as ten events usually take. */
function silentMetrics(environment: string): Vector<'metric'> {
  const events = recordedIn(METRIC_RATE, environment);
  const silent = SILENCES.map((silence) =>
    recordedIn(USUAL_RATE, environment)
      .times(seconds(silence))
      .compare('>=', EVENTS)
      .unless(countOfAll(events, silence)),
  ).reduce((any, one) => any.or(one));
  return count(silent, 'metric');
}

/**
 * 1 for each metric that is gone while the backend answers, with the label `metric`. Each has a recording rule of its
 * own, but those with labels share one. Without recording rules, the number of {@link seriesFromStart} that are gone.
 */
export function missingMetrics(promise: ContractPromise, platform: Platform, server: Evaluator): Recorded<'metric'> {
  const fromStart = seriesFromStart(promise);
  const { evaluatesRules, market } = server;
  if (!evaluatesRules) {
    const there = foreign('', { __name__: { matches: fromStart.join('|') }, ...platform.matchers });
    return {
      series: scalar(fromStart.length).minus(count(count<string, '__name__'>(there, '__name__'))),
      records: [],
    };
  }
  const recordOf = (expr: Vector, labels = {}) =>
    record(server, { record: ABSENT, meaning: MEANING }, expr, labels).records;
  const answers = platform.up().compare('==', 1);
  return {
    series: recordedSeries(ABSENT, recordedBy(server)),
    records: [
      ...fromStart.flatMap((metric) => recordOf(goneWhile(platform, metric, answers), { metric })),
      ...seriesBornTogether(promise).flatMap(([metric, other]) =>
        recordOf(goneWhile(platform, metric, series(platform, other)), { metric }),
      ),
      ...recordOf(silentMetrics(market.environment)),
    ],
  };
}

/** Records the events a second of each metric with labels, now and as the mean of a day, for {@link missingMetrics}. */
export function contractRecording(promise: ContractPromise, platform: Platform, environment: string): LabelledRule[] {
  const stackLabels = { environment, ...ownLabels(platform) };
  const [first, ...remaining] = seriesBornTogether(promise).map(([name]) => series(platform, name));
  const busy = first === undefined ? platform.up() : remaining.reduce<Vector>((any, one) => any.or(one), first);
  return [
    ...countedSeries(promise).map((metric) => ({
      record: METRIC_RATE,
      meaning: 'Events a second of a metric that is counted by labels',
      labels: { ...stackLabels, metric },
      expr: sum(rate(series(platform, metric), WINDOW)),
    })),
    {
      record: USUAL_RATE,
      meaning: 'The same on the mean of the last day, while the backend is scraped',
      labels: stackLabels,
      expr: sum(averageOverTime(recordedIn(METRIC_RATE, environment), '1d'), 'metric').andAny(busy),
    },
  ];
}
