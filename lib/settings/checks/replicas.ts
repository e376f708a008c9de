/** Addresses of the platform and external labels that contradict each other. */
import type { Check } from '../contradiction';

/** External labels that the stack sets itself: with another value, no route would match its alerts. */
const OWN_LABELS = ['environment', 'monitor'];

export const checkReplicas: Check = ({ settings: { backend, prometheus } }, report) => {
  const all = Object.values(backend.clusters ?? {}).flat();
  if (all.length > 0) {
    if (backend.address !== undefined)
      report('backend.address', 'the addresses are in backend.clusters already; one of the two is needed', [
        'backend.clusters',
      ]);
    if (backend.selector.cluster !== undefined)
      report(
        'backend.selector.cluster',
        'would leave out every cluster of backend.clusters but one; the clusters carry the label by themselves',
        ['backend.clusters'],
      );
    const twice = all.find((one, index) => all.indexOf(one) !== index);
    if (twice !== undefined) report('backend.clusters', `has ${twice} twice; each replica would count double`);
  }
  for (const label of Object.keys(prometheus.externalLabels)) {
    const key = `prometheus.externalLabels.${label}`;
    if (OWN_LABELS.includes(label)) report(key, 'is set by the stack itself');
    else if (!/^(?!__)[A-Za-z_]\w*$/.test(label))
      report(key, 'is no name of a label: letters, digits and "_", not beginning with a digit or "__"');
  }
};
