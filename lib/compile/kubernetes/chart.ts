/**
 * The keys of kube-prometheus-stack's values that this program sets, as of release 88.5.3 (Grafana's subchart 12.11.1).
 * They are typed because the chart silently ignores a key that it does not know.
 * https://github.com/prometheus-community/helm-charts/blob/kube-prometheus-stack-88.5.3/charts/kube-prometheus-stack/values.yaml
 */
import type {
  Enabled,
  NamespaceSelectors,
  Resources,
  Storage,
  PodSecurity,
  ContainerSecurity,
  Placement,
  PullSecret,
  Texts,
  WorkloadAnnotations,
  ChartImage,
  Replicated,
  DisruptionBudget,
  Relabeling,
  RemoteWriteSpec,
} from './chart-parts';

/** Values of the release that installs only the operator's CRDs. */
export interface CrdsValues {
  readonly global?: ChartValues['global'];
  readonly crds: Enabled & {
    readonly upgradeJob: Enabled &
      Omit<Placement, 'priorityClassName'> &
      WorkloadAnnotations & {
        readonly labels?: Texts;
        readonly podLabels?: Texts;
        readonly image: { readonly busybox: { readonly tag: string } };
        readonly resources: Resources;
      };
  };
  readonly prometheusOperator: Enabled;
  readonly prometheus: Enabled;
  readonly alertmanager: Enabled;
  readonly grafana: Enabled;
  readonly kubeStateMetrics: Enabled;
  readonly nodeExporter: Enabled;
  readonly kubernetesServiceMonitors: Enabled;
  readonly defaultRules: { readonly create: false };
}

export interface ChartValues {
  readonly fullnameOverride: string;
  readonly global?: { readonly imageRegistry?: string; readonly imagePullSecrets?: readonly PullSecret[] };
  readonly commonLabels?: Texts;
  /** A release of its own installs the operator's CRDs. */
  readonly crds: { readonly enabled: false };
  readonly defaultRules: { readonly create: boolean; readonly disabled: Readonly<Record<string, true>> };
  readonly kubernetesServiceMonitors: Enabled;
  readonly kubeControllerManager: Enabled;
  readonly kubeEtcd: Enabled;
  readonly kubeProxy: Enabled;
  readonly kubeScheduler: Enabled;
  readonly kubeStateMetrics: Enabled;
  readonly 'kube-state-metrics': Placement &
    WorkloadAnnotations & { readonly resources: Resources; readonly customLabels?: Texts };
  readonly nodeExporter: Enabled;
  readonly 'prometheus-node-exporter': Omit<Placement, 'nodeSelector'> & {
    readonly commonLabels?: Texts;
    readonly podAnnotations?: Texts;
    readonly daemonsetAnnotations?: Texts;
    readonly image: Omit<ChartImage, 'sha'> & { readonly digest: string };
    readonly resources: Resources;
    readonly securityContext: PodSecurity;
    readonly containerSecurityContext: ContainerSecurity;
    readonly prometheus: { readonly monitor: { readonly relabelings: readonly Relabeling[] } };
  };
  readonly prometheusOperator: Enabled &
    Placement &
    WorkloadAnnotations & {
      readonly service?: { readonly annotations: Texts };
      readonly namespaces: { readonly releaseNamespace: true; readonly additional: readonly string[] };
      readonly kubeletService: Enabled;
      readonly resources: Resources;
      readonly prometheusConfigReloader: { readonly resources: Resources };
      /**
       * The API server calls this operator's webhook for the rules of its own namespace, not for those of another
       * stack.
       */
      readonly admissionWebhooks: {
        readonly namespaceSelector: { readonly matchLabels: { readonly 'kubernetes.io/metadata.name': string } };
        readonly patch: Placement & { readonly resources: Resources; readonly podAnnotations?: Texts };
      };
    };
  readonly prometheus: {
    readonly annotations?: Texts;
    readonly service: {
      readonly type: 'ClusterIP';
      readonly sessionAffinity: 'ClientIP';
      readonly annotations?: Texts;
    };
    readonly podDisruptionBudget: DisruptionBudget;
    readonly prometheusSpec: Replicated &
      NamespaceSelectors & {
        readonly retention: string;
        readonly retentionSize: string;
        readonly storageSpec: Storage;
        readonly scrapeInterval: string;
        readonly evaluationInterval: string;
        readonly externalUrl: string;
        readonly routePrefix: '/';
        /** Flags that the chart has no key for. */
        readonly additionalArgs: readonly { readonly name: string; readonly value: string }[];
        readonly externalLabels: Readonly<Record<string, string>>;
        readonly replicaExternalLabelName: string;
        readonly ruleSelector: { readonly matchLabels: { readonly release: string } };
        readonly remoteWrite: readonly RemoteWriteSpec[];
      };
  };
  readonly alertmanager: Enabled & {
    readonly annotations?: Texts;
    readonly service?: { readonly annotations: Texts };
    readonly podDisruptionBudget?: DisruptionBudget;
    readonly alertmanagerSpec?: Replicated & {
      readonly useExistingSecret: true;
      readonly configSecret: string;
      readonly secrets: readonly string[];
      readonly externalUrl: string;
      readonly storage: Storage;
    };
  };
  readonly grafana: GrafanaValues;
}

export interface GrafanaValues extends Placement, WorkloadAnnotations {
  readonly extraLabels?: Texts;
  readonly service?: { readonly annotations: Texts };
  readonly fullnameOverride: string;
  readonly image: ChartImage;
  readonly replicas: 1;
  /** Two pods cannot mount one `ReadWriteOnce` volume: the old pod stops before the new one starts. */
  readonly deploymentStrategy: { readonly type: 'Recreate' };
  readonly defaultDashboardsEnabled: false;
  readonly sidecar: {
    readonly dashboards: { readonly enabled: false };
    readonly datasources: { readonly enabled: false };
  };
  readonly rbac: { readonly create: false };
  readonly automountServiceAccountToken: false;
  readonly serviceAccount: { readonly autoMount: false };
  readonly testFramework: { readonly enabled: false };
  readonly initChownData: { readonly enabled: false };
  readonly admin: { readonly existingSecret: string; readonly userKey: string; readonly passwordKey: string };
  readonly env: { readonly GF_SECURITY_ADMIN_PASSWORD__FILE: string; readonly GF_SMTP_PASSWORD__FILE?: string };
  readonly extraSecretMounts: readonly {
    readonly name: string;
    readonly secretName: string;
    readonly mountPath: string;
    readonly readOnly: true;
  }[];
  readonly resources: Resources;
  readonly securityContext: PodSecurity;
  readonly containerSecurityContext: {
    readonly allowPrivilegeEscalation: false;
    readonly capabilities: { readonly drop: readonly ['ALL'] };
    readonly seccompProfile: { readonly type: 'RuntimeDefault' };
  };
  readonly persistence: Enabled & {
    readonly type: 'pvc';
    readonly accessModes: readonly ['ReadWriteOnce'];
    readonly size: string;
    readonly storageClassName?: string;
    readonly annotations?: { readonly 'helm.sh/resource-policy': 'keep' };
  };
  readonly ingress: Enabled & {
    readonly annotations?: Texts;
    readonly ingressClassName?: string;
    readonly hosts?: readonly [string];
    readonly tls?: readonly { readonly secretName: string; readonly hosts: readonly [string] }[];
  };
  readonly 'grafana.ini': {
    readonly server: { readonly root_url: string };
    readonly users: { readonly allow_sign_up: false };
    readonly smtp?: Enabled & {
      readonly host: string;
      readonly from_address: string;
      readonly startTLS_policy: string;
      readonly user?: string;
    };
    readonly analytics: {
      readonly reporting_enabled: false;
      readonly check_for_updates: false;
      readonly check_for_plugin_updates: false;
    };
    readonly plugins: { readonly preinstall_disabled: true };
    readonly security: { readonly disable_gravatar: true };
  };
}
