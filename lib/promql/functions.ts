/** PromQL's functions and aggregations over typed vectors. */
import type { Duration } from '../units';
import { numberNode } from './literals';
import { mapChildren, type PromqlNode } from './tree';
import { narrowSelectors } from './narrow';
import { printPromql } from './print';
import {
  Expression,
  labelMatcher,
  Vector,
  type Counter,
  type Gauge,
  type Matcher,
  type Selector,
  type Window,
} from './vector';

const operand = (value: Vector | PromqlNode | number): PromqlNode => {
  if (typeof value === 'number') return numberNode(value);
  return value instanceof Vector ? value.node : value;
};

const call = <L extends string>(name: string, ...args: (Vector | PromqlNode | number)[]): Vector<L> =>
  new Expression({ kind: 'call', name, args: args.map(operand) });

/**
 * A function of the samples of a window that ends now, or some time ago. Unlike `x offset y` it still finds samples
 * after a failed scrape.
 */
const callOnSamples = <L extends string>(name: string, { node }: Selector<L>, range: Window, ago?: Duration) =>
  call<L>(name, { ...node, range, offset: ago });
const ofCounter =
  (name: string) =>
  <L extends string>(counter: Counter<L>, window: Window, ago?: Duration): Vector<L> =>
    callOnSamples(name, counter, window, ago);
const ofGauge =
  (name: string) =>
  <L extends string>(gauge: Gauge<L>, window: Window): Vector<L> =>
    callOnSamples(name, gauge, window);
/** A function of the values at every `step` of a window that ends now, or some time ago. */
const ofSteps =
  (name: string) =>
  <L extends string>({ node: of }: Vector<L>, range: Window, step: Duration, ago?: Duration): Vector<L> =>
    call(name, { kind: 'subquery', of, range, step, offset: ago });

/** Per-second increase; handles counter resets. */
export const rate = ofCounter('rate');
/** Increase over the window; handles counter resets. */
export const increase = ofCounter('increase');
/** The latest value in the window: a failed scrape ends a series, but this still returns its value. */
export const lastOverTime = <L extends string>(series: Selector<L>, window: Window, ago?: Duration): Vector<L> =>
  callOnSamples('last_over_time', series, window, ago);
/** Number of samples in the window. */
export const countOfAll = ofGauge('count_over_time');
/** Number of changes of the value in the window. */
export const changes = ofGauge('changes');
export const averageOverTime = ofGauge('avg_over_time');
export const minOverTime = ofGauge('min_over_time');
/** Sum of all samples in the window. */
export const sumOfAll = ofGauge('sum_over_time');
/** Number of steps of the window that have a value. */
export const countOverTime = ofSteps('count_over_time');
export const maxOverTime = ofSteps('max_over_time');
export const lowestOverTime = ofSteps('min_over_time');
export const meanOverTime = ofSteps('avg_over_time');
/** Sum of the values at every step of the window, however often the series itself is written. */
export const sumOverTime = ofSteps('sum_over_time');
export const absent = (series: Vector): Vector<never> => call('absent', series);
/** A number as a vector, for operations that begin with one. */
export const scalar = <L extends string = never>(value: number): Vector<L> => new Expression({ kind: 'number', value });
export const vector = (value: number): Vector<never> => call('vector', value);
/** Seconds since 1970: a scalar. */
export const time = (): Vector<never> => call('time');
/** The time of the evaluation plus `ahead` seconds, in seconds since 1970. */
export function secondsFromNow(ahead: number): Vector<never> {
  if (ahead === 0) return call('vector', time());
  return call('vector', ahead < 0 ? time().minus(-ahead) : time().plus(ahead));
}
/** A part of the date (UTC) of a moment in seconds since 1970; weekdays count from 0 for Sunday. */
export const datePart = <L extends string>(
  part: 'year' | 'month' | 'day_of_month' | 'day_of_week',
  moment: Vector<L>,
): Vector<L> => call(part, moment);
/** Milliseconds between two points of a graph, filled in by Grafana: a scalar, for dashboards only. */
export const stepMilliseconds = (): Vector<never> => new Expression({ kind: 'variable', name: '$__interval_ms' });
/** The nearest whole number. */
export const round = <L extends string>(v: Vector<L>): Vector<L> => call('round', v);
export const clampMax = <L extends string>(v: Vector<L>, max: number): Vector<L> => call('clamp_max', v, max);
export const clampMin = <L extends string>(v: Vector<L>, min: number): Vector<L> => call('clamp_min', v, min);

const aggregate =
  (operator: string) =>
  <L extends string, K extends L = never>({ node: of }: Vector<L>, ...by: K[]): Vector<K> =>
    new Expression({ kind: 'aggregation', operator, by, of });
export const sum = aggregate('sum');
/** The operand of a sum, for a second sum by fewer labels; any other expression unchanged. */
export const summands = <L extends string>({ node }: Vector<L>): Vector<L> =>
  new Expression(node.kind === 'aggregation' && node.operator === 'sum' ? node.of : node);
export const min = aggregate('min');
export const max = aggregate('max');
export const count = aggregate('count');
const ranked =
  (operator: string) =>
  <L extends string>(k: number, { node: of }: Vector<L>): Vector<L> =>
    new Expression({ kind: 'aggregation', operator, by: [], parameter: operand(k), of });
/** The series with the `k` largest values, with all their labels. */
export const topk = ranked('topk');
export const bottomk = ranked('bottomk');
/** The largest series for each value of the labels, with all its labels; any one of them if several are equal. */
export const largestBy = <L extends string, K extends L>({ node: of }: Vector<L>, ...by: K[]): Vector<L> =>
  new Expression({ kind: 'aggregation', operator: 'topk', by, parameter: operand(1), of });

/**
 * The largest value of each series within the shown range, sampled at the points of a graph. It is equal at all points
 * and computed only once; for dashboards only.
 */
export const peak = <L extends string>(series: Vector<L>): Vector<L> =>
  call('max_over_time', {
    kind: 'subquery',
    of: series.node,
    range: '$__range',
    step: '$__interval',
    at: 'end()',
  });

/** `histogram_quantile` over per-second bucket rates. Never exceeds the largest finite bound; NaN without observations. */
export const histogramQuantile = <L extends string>(q: number, buckets: Vector<L>): Vector<Exclude<L, 'le'>> =>
  call('histogram_quantile', q, buckets);

/** Drops series whose value is NaN: a quantile or a share of nothing becomes a gap, and does not make a mean NaN. */
export const dropNaN = <L extends string>(v: Vector<L>): Vector<L> => v.compare('>=', 0);

/** Drops, from every rate in the expression, the series for which `others` has one with the same value of `label`. */
export function ratesUnless<L extends string>(
  { node }: Vector<L>,
  label: string,
  { node: right }: Vector<string>,
): Vector<L> {
  const replace = (inner: PromqlNode): PromqlNode =>
    inner.kind === 'call' && inner.name === 'rate'
      ? { kind: 'binary', operator: 'unless', left: inner, right, matching: { by: 'on', labels: [label] } }
      : mapChildren(inner, replace);
  return new Expression(replace(node));
}

/** The series whose `label` matches. Throws a `RangeError` if no selector has the label. */
export function withMatcher<L extends string>({ node }: Vector<L>, label: L, matcher: Matcher): Vector<L> {
  const found = narrowSelectors(node, labelMatcher(label, matcher));
  if (found === undefined) throw new RangeError(`${printPromql(node)} cannot be narrowed by ${label}`);
  return new Expression(found);
}
