/** Contradictions in the settings of pods, labels and annotations on Kubernetes. */
import { contradictIf, type Contradiction } from '../contradiction';
import { RESERVED_ANNOTATIONS, RESERVED_LABELS } from '../pods';
import { dottedPath } from '../problems';
import type { Parsed } from '../schema';

/** Tolerations and topology spread that a cluster rejects, or that have no effect. */
export function checkPods({ kubernetes: { pods, replicas } }: Parsed): Contradiction[] {
  const problem = (key: string, wrong: boolean, message: string, ...furtherKeys: string[]): Contradiction[] =>
    contradictIf(wrong, key, message, ['target', ...furtherKeys]);
  return [
    ...pods.tolerations.flatMap(({ key, operator, value, effect, tolerationSeconds }, index) => {
      const at = `kubernetes.pods.tolerations[${index}]`;
      return [
        ...problem(
          `${at}.key`,
          key === undefined && operator === 'Equal',
          'missing; operator Equal needs the key of a taint, operator Exists takes every taint',
          `${at}.operator`,
        ),
        ...problem(
          `${at}.value`,
          value !== undefined && operator === 'Exists',
          'is not used together with operator Exists, which takes any value',
          `${at}.operator`,
        ),
        ...problem(
          `${at}.tolerationSeconds`,
          tolerationSeconds !== undefined && effect !== 'NoExecute',
          'needs effect NoExecute; no other effect removes a pod from its node',
          `${at}.effect`,
        ),
      ];
    }),
    ...problem(
      'kubernetes.pods.topologySpreadConstraints',
      pods.topologySpreadConstraints.length > 0 && replicas === 1,
      'has no effect with kubernetes.replicas 1; needs 2 replicas or more',
      'kubernetes.replicas',
    ),
  ];
}

const RESERVED = [
  ['labels', RESERVED_LABELS, 'the chart, the operator or Kubernetes sets it; needs a key of your own'],
  ['annotations', RESERVED_ANNOTATIONS, 'it steers Helm or Pulumi; needs another key'],
] as const;

/** Keys of labels and annotations that the chart, the operator or this program sets. */
export const checkMetadata = ({ kubernetes }: Parsed): Contradiction[] =>
  RESERVED.flatMap(([group, pattern, why]) =>
    Object.keys(kubernetes[group])
      .filter((name) => pattern.test(name))
      .map((name) => {
        const key = dottedPath(['kubernetes', group, name]);
        return { key, message: `cannot be set: ${why}`, from: ['target', key] };
      }),
  );
