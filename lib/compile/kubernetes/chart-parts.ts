/**
 * Types that several values of the chart share: pods, images, volumes, and objects that the operator uses unchanged.
 */

export interface Enabled {
  readonly enabled: boolean;
}
export interface Resources {
  readonly requests: { readonly cpu: string; readonly memory: string };
  /** No CPU limit: throttled rule evaluations would be late. */
  readonly limits: { readonly memory: string };
}
export interface ClaimSpec {
  readonly storageClassName?: string;
  readonly accessModes: readonly ['ReadWriteOnce'];
  readonly resources: { readonly requests: { readonly storage: string } };
}
export interface Storage {
  readonly volumeClaimTemplate: { readonly spec: ClaimSpec };
}
export interface PodSecurity {
  readonly runAsNonRoot: true;
  readonly runAsUser: number;
  readonly runAsGroup: number;
  readonly fsGroup: number;
  readonly seccompProfile: { readonly type: 'RuntimeDefault' };
}
export interface ContainerSecurity {
  readonly allowPrivilegeEscalation: false;
  readonly capabilities: { readonly drop: ['ALL'] };
  readonly readOnlyRootFilesystem: true;
}
/** On which nodes a pod may run, and its priority over other pods. */
export interface Placement {
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly tolerations?: readonly Toleration[];
  readonly priorityClassName?: string;
}
export interface Toleration {
  readonly key?: string | undefined;
  readonly operator: 'Equal' | 'Exists';
  readonly value?: string | undefined;
  readonly effect?: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute' | undefined;
  readonly tolerationSeconds?: number | undefined;
}
export interface TopologySpread {
  readonly topologyKey: string;
  readonly maxSkew: number;
  readonly whenUnsatisfiable: 'DoNotSchedule' | 'ScheduleAnyway';
  readonly labelSelector: { readonly matchLabels: Readonly<Record<string, string>> };
}
/** Selects namespaces by their names. */
export interface NamespaceSelector {
  readonly matchExpressions: readonly [
    { readonly key: 'kubernetes.io/metadata.name'; readonly operator: 'In'; readonly values: readonly string[] },
  ];
}
/** The namespaces in which Prometheus looks for monitors and rules; if left out, all that its operator watches. */
export interface NamespaceSelectors {
  readonly serviceMonitorNamespaceSelector?: NamespaceSelector;
  readonly podMonitorNamespaceSelector?: NamespaceSelector;
  readonly probeNamespaceSelector?: NamespaceSelector;
  readonly scrapeConfigNamespaceSelector?: NamespaceSelector;
  readonly ruleNamespaceSelector?: NamespaceSelector;
}
export interface PullSecret {
  readonly name: string;
}
export type Texts = Readonly<Record<string, string>>;
/** Annotations of a workload that the chart creates itself, and of its pods. */
export interface WorkloadAnnotations {
  readonly annotations?: Texts;
  readonly podAnnotations?: Texts;
}
/** Metadata of an object that the operator creates pods from. */
export interface PodMetadata {
  readonly podMetadata?: { readonly labels?: Texts; readonly annotations?: Texts };
}
/** An image of Prometheus, Alertmanager or Grafana; the node exporter's chart has `digest` instead of `sha`. */
export interface ChartImage {
  readonly registry: string;
  readonly repository: string;
  readonly tag: string;
  readonly sha: string;
}
/** Values that Prometheus and Alertmanager share: the operator creates a set of replicas of each. */
export interface Replicated extends Placement, PodMetadata {
  readonly topologySpreadConstraints?: readonly TopologySpread[];
  readonly image: ChartImage;
  readonly replicas: number;
  readonly resources: Resources;
  readonly podAntiAffinity: 'soft' | 'hard';
  readonly podAntiAffinityTopologyKey: string;
  readonly securityContext: PodSecurity;
  readonly persistentVolumeClaimRetentionPolicy: { readonly whenDeleted: 'Retain'; readonly whenScaled: 'Retain' };
}
export interface DisruptionBudget extends Enabled {
  readonly minAvailable: number;
}
export interface Relabeling {
  readonly sourceLabels?: readonly string[];
  readonly regex?: string;
  readonly targetLabel?: string;
  readonly replacement?: string;
  readonly action?: 'keep' | 'replace';
}
/** A key of a Kubernetes Secret. */
export interface SecretKey {
  readonly name: string;
  readonly key: string;
}
/** How Prometheus verifies a server's certificate. */
export interface TlsConfig {
  readonly ca?: { readonly configMap: SecretKey } | { readonly secret: SecretKey };
  readonly serverName?: string;
}
export interface RemoteWriteSpec {
  readonly tlsConfig?: TlsConfig;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly basicAuth?: { readonly username: SecretKey; readonly password: SecretKey };
  readonly authorization?: { readonly type: 'Bearer'; readonly credentials: SecretKey };
  readonly writeRelabelConfigs?: readonly Relabeling[];
}
