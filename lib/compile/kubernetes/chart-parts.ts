/** What several values of the chart are made of: pods, images, volumes, and what the operator takes as it is. */

export interface Enabled {
  readonly enabled: boolean;
}
export interface Resources {
  readonly requests: { readonly cpu: string; readonly memory: string };
  /** No limit on CPU: rules that are throttled are late. */
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
/** Where a pod may run and before which others. */
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
/** Namespaces by their names. */
export interface NamespaceSelector {
  readonly matchExpressions: readonly [
    { readonly key: 'kubernetes.io/metadata.name'; readonly operator: 'In'; readonly values: readonly string[] },
  ];
}
/** Where Prometheus looks for what it scrapes and evaluates; anywhere that its operator watches where left out. */
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
/** Of a workload that the chart writes itself, and of its pods. */
export interface WorkloadAnnotations {
  readonly annotations?: Texts;
  readonly podAnnotations?: Texts;
}
/** Of an object that the operator makes pods from. */
export interface PodMetadata {
  readonly podMetadata?: { readonly labels?: Texts; readonly annotations?: Texts };
}
/** An image of Prometheus, Alertmanager or Grafana; the node exporter's chart has `digest` in the place of `sha`. */
export interface ChartImage {
  readonly registry: string;
  readonly repository: string;
  readonly tag: string;
  readonly sha: string;
}
/** What Prometheus and Alertmanager have in common: the operator makes a set of replicas of either. */
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
/** A key of a Kubernetes secret. */
export interface SecretKey {
  readonly name: string;
  readonly key: string;
}
/** How Prometheus checks a server's certificate. */
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
