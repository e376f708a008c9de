/** Replicas and external labels that contradict each other. */
import type { Backend } from '../backend';
import { contradictIf, type Contradiction } from '../contradiction';

function checkClusters({ address: single, clusters = {}, selector }: Backend): Contradiction[] {
  const groups = Object.entries(clusters);
  if (groups.length === 0) return [];
  const all = groups.flatMap(([, addresses]) => addresses);
  const twice = all.find((one, index) => all.indexOf(one) !== index);
  return [
    ...contradictIf(
      single !== undefined,
      'backend.address',
      'the addresses are in backend.clusters already; one of the two is needed',
      ['backend.clusters'],
    ),
    ...contradictIf(
      selector.cluster !== undefined,
      'backend.selector.cluster',
      'would leave out every cluster of backend.clusters but one; the clusters carry the label by themselves',
      ['backend.clusters'],
    ),
    ...contradictIf(twice !== undefined, 'backend.clusters', `has ${twice} twice; each replica would count double`),
  ];
}

/** External labels that the stack sets itself: with another value, no route would match its alerts. */
const OWN_LABELS = ['environment', 'monitor'];

const checkLabels = (labels: Readonly<Record<string, string>>): Contradiction[] =>
  Object.keys(labels).flatMap((label) => {
    const key = `prometheus.externalLabels.${label}`;
    const problem = (message: string) => [{ key, message, from: ['prometheus.externalLabels'] }];
    if (OWN_LABELS.includes(label)) return problem('is set by the stack itself');
    return /^(?!__)[A-Za-z_]\w*$/.test(label)
      ? []
      : problem('is no name of a label: letters, digits and "_", not beginning with a digit or "__"');
  });

export const checkReplicas = (
  backend: Backend,
  prometheus: { readonly externalLabels: Readonly<Record<string, string>> },
): Contradiction[] => [...checkClusters(backend), ...checkLabels(prometheus.externalLabels)];
