/** Several replicas of the platform, and the labels that tell one Prometheus from another. */
import { z } from 'zod';
import { address, text, notEmpty } from './fields';

const LIST = 'a list of addresses, such as ["eu-1:8000", "eu-2:8000"]';

export const clusters = z
  .record(z.string(), z.array(address, { error: LIST }).check(notEmpty(LIST)), {
    error: 'a group of lists of addresses',
  })
  .optional()
  .describe('With Docker: the addresses of replicas by the cluster (region, site) they run in, in place of address');

export const externalLabels = z
  .record(z.string(), text, { error: 'a group of labels' })
  .prefault({})
  .describe("Labels on everything that leaves this Prometheus, alerts and remote write, besides the stack's own");

export interface Backend {
  readonly address?: string | undefined;
  readonly clusters?: z.output<typeof clusters>;
  readonly selector: { readonly cluster?: string | undefined };
}

/** Where the platform is scraped: a group of targets for each cluster, or the one address. */
export const targetGroups = (backend: Backend & { readonly address: string }) =>
  backend.clusters === undefined
    ? [{ targets: [backend.address], labels: {} }]
    : Object.entries(backend.clusters).map(([cluster, targets]) => ({ targets, labels: { cluster } }));

/** Every address that is scraped. */
export const replicaAddresses = (backend: Backend & { readonly address: string }): string[] =>
  targetGroups(backend).flatMap(({ targets }) => targets);

/** The clusters between which a viewer may choose: none where there are not several. */
export function clusterNames({ clusters = {} }: Backend): string[] {
  const names = Object.keys(clusters);
  return names.length > 1 ? names : [];
}
