/** The platform's replicas, and the labels by which one Prometheus differs from another. */
import { z } from 'zod';
import { address, text, listOf } from './fields';

const LIST = 'a list of addresses, such as ["eu-1:8000", "eu-2:8000"]';

export const clusters = z
  .record(z.string(), listOf(address, LIST), {
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

/** Scrape targets of the platform: one group for each cluster, or the single address. */
export const targetGroups = (backend: Backend & { readonly address: string }) =>
  backend.clusters === undefined
    ? [{ targets: [backend.address], labels: {} }]
    : Object.entries(backend.clusters).map(([cluster, targets]) => ({ targets, labels: { cluster } }));

/** Every address that is scraped. */
export const replicaAddresses = (backend: Backend & { readonly address: string }): string[] =>
  targetGroups(backend).flatMap(({ targets }) => targets);

/** The clusters that a viewer can choose from; empty unless there are several. */
export function clusterNames({ clusters = {} }: Backend): string[] {
  const names = Object.keys(clusters);
  return names.length > 1 ? names : [];
}
