/** Several replicas of the platform, and the labels that tell one Prometheus from another. */
import { z } from 'zod';
import type { Contradiction } from './checks';
import { address, text } from './fields';

const LIST = 'a list of addresses, such as ["eu-1:8000", "eu-2:8000"]';

/** The replicas' addresses by the cluster (region, site) that they run in. */
export const clusters = z
  .record(z.string(), z.array(address, { error: LIST }).min(1, { error: LIST }), {
    error: 'a group of lists of addresses',
  })
  .optional();

/** Labels on everything that leaves this Prometheus: alerts and remote write. */
export const externalLabels = z.record(z.string(), text, { error: 'a group of labels' }).prefault({});

interface Backend {
  readonly address?: string | undefined;
  readonly clusters?: z.output<typeof clusters>;
  readonly selector: { readonly cluster?: string | undefined };
}

/** Where the platform is scraped: a group of targets for each cluster, or the one address. */
export const targetGroups = (backend: Backend & { readonly address: string }) =>
  backend.clusters === undefined
    ? [{ targets: [backend.address], labels: {} }]
    : Object.entries(backend.clusters).map(([cluster, targets]) => ({ targets, labels: { cluster } }));

/** The clusters between which a viewer may choose: none where there are not several. */
export function clusterNames({ clusters = {} }: Backend): string[] {
  const names = Object.keys(clusters);
  return names.length > 1 ? names : [];
}

function checkClusters({ address: single, clusters = {}, selector }: Backend): Contradiction[] {
  const groups = Object.entries(clusters);
  if (groups.length === 0) return [];
  const contradiction = (key: string, message: string, ...from: string[]): Contradiction => ({
    key,
    message,
    from: ['backend.clusters', ...from],
  });
  const all = groups.flatMap(([, addresses]) => addresses);
  const twice = all.find((one, index) => all.indexOf(one) !== index);
  return [
    ...(single === undefined
      ? []
      : [
          contradiction(
            'backend.address',
            'the addresses are in backend.clusters already; one of the two is needed',
            'backend.address',
          ),
        ]),
    ...(selector.cluster === undefined
      ? []
      : [
          contradiction(
            'backend.selector.cluster',
            'would leave out every cluster of backend.clusters but one; the clusters carry the label by themselves',
            'backend.selector.cluster',
          ),
        ]),
    ...(twice === undefined
      ? []
      : [contradiction('backend.clusters', `has ${twice} twice; each replica would count double`)]),
  ];
}

/** External labels that the stack sets itself: another value would take its alerts away from their routes. */
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
