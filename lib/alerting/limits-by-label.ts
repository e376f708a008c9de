/** Thresholds that a stack sets for single values of an alert's label, such as for one slow route. */
import { noneOf, oneOf, withMatcher, type Matcher, type Vector } from '../promql';
import type { LabelLimit, LimitedLabel, Measurement } from './alert';

/** The threshold of each value that has one of its own. */
export type Limits = Readonly<Record<string, number>>;

/**
 * The measurement with each of the `limits` instead of the `standard` number for the series with that value of the
 * `label`. The comparison is part of the expression, because a Grafana query is compared with a single number.
 */
export function withLimits(
  measure: (threshold: number) => Measurement,
  standard: number,
  label: LimitedLabel,
  limits: Limits,
): Measurement {
  const usual = measure(standard);
  const special = [...Map.groupBy(Object.entries(limits), ([, number]) => number)]
    .sort(([a], [b]) => a - b)
    .map(([number, entries]) => ({ number, values: entries.map(([value]) => value), measurement: measure(number) }));
  if (special.length === 0) return usual;
  const all = [usual, ...special.map(({ measurement }) => measurement)];
  const bounds = all.map(({ bound }) => bound);
  const narrow = ({ value, test, bound }: Measurement, matcher: Matcher): Vector =>
    withMatcher<string>(value, label, matcher).compare(test, bound);
  return {
    ...usual,
    records: all.flatMap(({ records = [] }) => records),
    value: special.reduce(
      (any, { values, measurement }) => any.or(narrow(measurement, oneOf(values))),
      narrow(usual, noneOf(Object.keys(limits))),
    ),
    comparesItself: true,
    bound: usual.test === '<' ? Math.max(...bounds) : Math.min(...bounds),
    usualBound: usual.bound,
    limits: special.flatMap(({ number, values, measurement: { bound } }) =>
      values.map((value): LabelLimit => ({ label, value, threshold: number, bound })),
    ),
  };
}
