/** Tells clusters apart: by the UID of a namespace that is always there, which nothing but a new cluster changes. */
import type { Settings } from '../../settings/schema';

/**
 * The namespace whose UID is compared. Whoever makes namespaces may read `kube-system`; somebody with rights in one
 * namespace alone may read that one.
 */
export const identityNamespace = ({ kubernetes }: Pick<Settings, 'kubernetes'>): string =>
  kubernetes.createNamespace ? 'kube-system' : kubernetes.namespace;

/** Why an update is refused; undefined where the UIDs are of one cluster, or one of them is not known. */
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
