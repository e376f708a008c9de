/** Identifies a cluster by the UID of a namespace that always exists: only a new cluster has another UID. */
import type { Settings } from '../../settings/schema';

/**
 * The namespace whose UID is compared. Whoever may create namespaces can read `kube-system`; a user with rights in only
 * one namespace can read that one.
 */
export const identityNamespace = ({ kubernetes }: Pick<Settings, 'kubernetes'>): string =>
  kubernetes.createNamespace ? 'kube-system' : kubernetes.namespace;

/** Why an update is refused; undefined if both UIDs are equal, or one of them is not known. */
export function anotherCluster(
  settings: Pick<Settings, 'kubernetes'>,
  { urn, before, after }: { readonly urn: string; readonly before: unknown; readonly after: unknown },
): string | undefined {
  if (typeof before !== 'string' || typeof after !== 'string' || before === after) return undefined;
  const { context } = settings.kubernetes;
  const where = context === undefined ? 'kubernetes.kubeconfig' : `kubernetes.context ${context}`;
  return (
    `${where} is another cluster than the one this stack was deployed to (its namespace ${identityNamespace(settings)} ` +
    `has the UID ${after}, and had ${before}). Set it back, or deploy a stack of its own to the other cluster. If the former ` +
    `cluster is gone for good, make the state forget it: pulumi state delete --target-dependents --force '${urn}'`
  );
}
