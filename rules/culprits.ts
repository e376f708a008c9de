/**
 * Alerts are evaluated by what a person acts on, the culprit: each that is beyond the limit is a series of its own, and all
 * together are one where no single culprit exceeds what they exceed together.
 */
import { seconds, shorter, type Duration } from '../metrics/units';
import type { Vector } from '../metrics/promql';

/** By what an alert is evaluated. */
export interface Culprits<K extends string = string> {
  readonly by: readonly [K, ...K[]];
  /** What stands in the place of the first label where all of them are meant. */
  readonly together: string;
}

/** The culprit in a message; a label that a series does not have adds nothing. */
export const culpritTemplate = (by: readonly string[]): string =>
  by.map((label, i) => (i === 0 ? `{{ $labels.${label} }}` : `{{ with $labels.${label} }} {{ . }}{{ end }}`)).join('');

/** What is left of `for` when the one series hands over to the other: enough for both to have passed the limit. */
export const HANDOVER: Duration = '1m';

/** `series` until the other has been there so long that it is about to be told, or has been. */
export function until<L extends string>(
  series: Vector<L>,
  other: (ago: Duration) => Vector,
  held: Duration,
): Vector<L> {
  const now = other('0s');
  const brief = seconds(held) <= seconds(HANDOVER);
  return series.unlessAny(brief ? now : now.and(other(shorter(held, HANDOVER))));
}

/**
 * Each culprit's value, and the value of all together while no culprit is about to be told alone. That one is not
 * dropped as soon as a culprit passes the limit: the alert would begin its duration anew, or end in the middle.
 */
export function eachOrTogether<K extends string>(
  { by, together }: Culprits<K>,
  measure: <B extends K>(by: readonly B[], ago: Duration) => Vector<B>,
  beyond: (value: Vector<K>) => Vector<K>,
  held: Duration,
): Vector<K> {
  const all = measure([], '0s').labelled(by[0], together);
  return measure(by, '0s').or(until(all, (ago) => beyond(measure(by, ago)), held));
}
