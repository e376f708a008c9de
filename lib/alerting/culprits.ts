/**
 * Alerts are evaluated by what a person acts on, the culprit: each that is beyond the limit is a series of its own. Where
 * many small faults are a large one, the total over all culprits is a series beside theirs.
 */
import type { Vector } from '../promql';

/** By what an alert is evaluated. */
export interface Culprits<K extends string = string> {
  readonly by: readonly [K, ...K[]];
  /** What the total is called in a message, such as "all routes". */
  readonly together: string;
}

/** The value that the first of the labels has where all culprits are meant. */
export const ALL = 'all';

/** Events of each culprit, and of all of them together under the label value {@link ALL}. */
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
