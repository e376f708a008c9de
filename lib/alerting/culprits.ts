/**
 * A culprit is what a person acts on, such as a route or a target. An alert has one series for each culprit that is
 * beyond the limit. If many small faults can add up to a large one, it also has a series for the total over all
 * culprits.
 */
import type { Vector } from '../promql';

/** The labels by which an alert is evaluated, and the name of their total. */
export interface Culprits<K extends string = string> {
  readonly by: readonly [K, ...K[]];
  /** What the total is called in a message, such as "all routes". */
  readonly together: string;
}

/** The value of the first label on the series of the total. */
export const ALL = 'all';

/** Events of each culprit, and the total over all of them with the label value {@link ALL}. */
export function perLabelAndTotal<K extends string>(
  { by: [first, ...more] }: Culprits<K>,
  measure: <B extends K>(by: readonly B[]) => Vector<B>,
): Vector<K> {
  return measure([first, ...more]).or(measure<never>([]).labelled(first, ALL));
}

/** The culprit in a message; a label that a series does not have adds nothing. */
export function culpritTemplate(by: readonly string[], together?: string): string {
  return by
    .map((label, i) => {
      if (i > 0) return `{{ with $labels.${label} }} {{ . }}{{ end }}`;
      const name = `{{ $labels.${label} }}`;
      return together === undefined
        ? name
        : `{{ if eq $labels.${label} "${ALL}" }}${together}{{ else }}${name}{{ end }}`;
    })
    .join('');
}
