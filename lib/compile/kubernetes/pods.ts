/** Fields that every pod of the stack has. */
import { hostExporter } from '../exporters';
import type { Settings } from '../../settings/schema';
import { unlessEmpty } from './metadata';

/**
 * The memory request equals the limit, so that a pod never runs out of memory that the node does not have. CPU has no
 * limit: throttled rule evaluations would be late.
 */
export const resources = (cpu: string, mebibytes: number) => ({
  requests: { cpu, memory: `${mebibytes}Mi` },
  limits: { memory: `${mebibytes}Mi` },
});

export const claim = (storageClass: string | undefined, size: string) => ({
  storageClassName: storageClass,
  accessModes: ['ReadWriteOnce'],
  resources: { requests: { storage: size } },
});

export const podSecurity = (user: number, group: number) => ({
  runAsNonRoot: true,
  runAsUser: user,
  runAsGroup: group,
  fsGroup: group,
  seccompProfile: { type: 'RuntimeDefault' },
});

/** A container without write access and without privileges. */
export const CONTAINER_SECURITY = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  readOnlyRootFilesystem: true,
};

/** On which nodes a pod may run and its priority, as fields of its specification; empty if the stack sets none. */
export const placement = ({ kubernetes: { pods } }: Settings) => ({
  ...unlessEmpty('nodeSelector', pods.nodeSelector),
  ...unlessEmpty('tolerations', pods.tolerations),
  ...(pods.priorityClassName !== undefined && { priorityClassName: pods.priorityClassName }),
});

/** How replicas with the labels `matchLabels` are spread over nodes. */
export const topologySpread = ({ kubernetes: { pods } }: Settings, matchLabels: Readonly<Record<string, string>>) =>
  unlessEmpty(
    'topologySpreadConstraints',
    pods.topologySpreadConstraints.map((each) => ({ ...each, labelSelector: { matchLabels } })),
  );

export const imagePullSecrets = ({ kubernetes: { pods } }: Settings) =>
  unlessEmpty(
    'imagePullSecrets',
    pods.imagePullSecrets.map((name) => ({ name })),
  );

/** Whether the chart's node exporter runs, whichever setting enables it. */
export const measuresHosts = (settings: Settings): boolean =>
  settings.kubernetes.defaultRules || hostExporter(settings) !== undefined;

/**
 * The pod security level of the stack's own namespace. The node exporter needs the host's network, processes and file
 * systems, which "restricted" and "baseline" forbid.
 * https://kubernetes.io/docs/concepts/security/pod-security-standards
 */
export const podSecurityLevel = (settings: Settings): 'privileged' | 'restricted' =>
  measuresHosts(settings) ? 'privileged' : 'restricted';

export const namespaceLabels = (settings: Settings): Readonly<Record<string, string>> => ({
  'pod-security.kubernetes.io/enforce': podSecurityLevel(settings),
  'pod-security.kubernetes.io/warn': 'restricted',
});
