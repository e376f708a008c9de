/** Settings of a stack on Kubernetes, and what the chart makes of names and addresses. */
import { z } from 'zod';
import { flag, matching, secret, text, url, whole } from './fields';
import { CHART_VERSION } from './versions';

/** A name as Kubernetes takes it for namespaces, services' ports and secrets. */
const dnsLabel = matching(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, 'lower-case letters, digits and dashes, at most 63');
const host = matching(
  /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/,
  'a host name such as "grafana.example.com"',
);
const size = matching(/^[1-9]\d{0,5}(Mi|Gi|Ti)$/, 'a size such as "50Gi" or "1Ti"');
const SIZES = { MB: 2 ** 20, GB: 2 ** 30, TB: 2 ** 40, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40 } as const;
/** Prometheus' and Kubernetes' spellings both count in powers of two. */
export const bytes = (size: string): number => parseInt(size, 10) * SIZES[size.slice(-2) as keyof typeof SIZES];
const cpu = matching(/^([1-9]\d{0,5}m|[1-9]\d{0,2})$/, 'an amount of CPU such as "500m" or "2"');

/** Where the platform is found in the cluster: a service by its labels, and one of its ports by name. */
export const service = z.strictObject({
  labels: z.record(z.string(), text).refine((labels) => Object.keys(labels).length > 0, {
    error: 'at least one label; none would select every service',
  }),
  port: dnsLabel,
  namespace: dnsLabel,
});

const REPOSITORY = 'https://prometheus-community.github.io/helm-charts';

export const kubernetes = z.strictObject({
  /** Context of the kubeconfig that the update goes to; never the one that happens to be selected. */
  context: text.optional(),
  /** A kubeconfig as text, in place of the one on this machine. */
  kubeconfig: secret.optional(),
  namespace: dnsLabel.optional(),
  /** Whether the stack makes the namespace; `false` where it exists already. */
  createNamespace: flag.default(true),
  /** kube-prometheus-stack: a version from a repository (https:// or oci://), or a file. */
  chart: z
    .strictObject({
      version: matching(/^\d+\.\d+\.\d+$/, `a version such as "${CHART_VERSION}"`).optional(),
      repository: matching(
        /^(https?|oci):\/\/[^\s/]+(\/\S*)?$/,
        `an https:// or oci:// address, such as "${REPOSITORY}"`,
      ).optional(),
      archive: matching(/\.tgz$/, 'the path of a .tgz file').optional(),
    })
    .prefault({}),
  /** `existing` where another Prometheus operator of the cluster watches the namespace: none is deployed beside it. */
  operator: z.enum(['own', 'existing']).default('own'),
  /** Whether the stack's pods may only have the connections that they need. */
  networkPolicies: flag.default(true),
  /** Registry that mirrors the images of quay.io, docker.io, ghcr.io and registry.k8s.io. */
  imageRegistry: text.optional(),
  /** Replicas of Prometheus, and of Alertmanager where the stack has one. */
  replicas: whole(1, 8).default(1),
  /** `hard` leaves a replica pending rather than beside another one. */
  podAntiAffinity: z.enum(['soft', 'hard']).default('soft'),
  /** What replicas are kept apart by: nodes, or `topology.kubernetes.io/zone`. */
  topologyKey: text.default('kubernetes.io/hostname'),
  /** External label that tells replicas apart for the receiver of remote write; Mimir wants `__replica__`. */
  replicaLabel: matching(/^[a-zA-Z_]\w*$/, 'a label name such as "prometheus_replica"').default('prometheus_replica'),
  storage: z
    .strictObject({
      /** Storage class; the cluster's default one where left out. */
      class: dnsLabel.optional(),
      /** Volume of each replica of Prometheus. */
      size: size.default('15Gi'),
      grafanaSize: size.default('5Gi'),
    })
    .prefault({}),
  /** CPU that is reserved. Memory is `prometheus.memory` and `grafana.memory`, here as there. */
  cpu: z.strictObject({ prometheus: cpu.default('250m'), grafana: cpu.default('100m') }).prefault({}),
  /** The chart's own rules for the cluster, with kube-state-metrics, node exporter and what else they read. */
  defaultRules: flag.default(false),
  /** A job before each upgrade that brings the operator's CRDs to the chart's version; Helm never does. */
  crdUpgradeJob: flag.default(false),
  /** How people reach Grafana. */
  ingress: z.strictObject({ host, className: text.optional(), tlsSecret: dnsLabel.optional() }).optional(),
  /** Where this program reaches Grafana, if not at the ingress. */
  grafanaUrl: url.optional(),
  /** Whether the namespace and the volumes survive a destroy; Pulumi then refuses to delete the namespace. */
  protectData: flag.default(false),
});
type Group = z.output<typeof kubernetes>;

/** What follows from other settings, decided. */
export interface Kubernetes extends Omit<Group, 'namespace' | 'chart'> {
  readonly namespace: string;
  readonly chart:
    | { readonly archive: string }
    | { readonly archive?: undefined; readonly version: string; readonly repository: string };
}

export function decideKubernetes(group: Group, environment: string): Kubernetes {
  const { archive, version = CHART_VERSION, repository = REPOSITORY } = group.chart;
  return {
    ...group,
    namespace: group.namespace ?? `trading-observability-${environment}`,
    chart: archive === undefined ? { version, repository } : { archive },
  };
}

/** Where people open Grafana; none without an ingress. */
export const ingressUrl = ({ ingress }: Pick<Group, 'ingress'>): string | undefined =>
  ingress && `http${ingress.tlsSecret === undefined ? '' : 's'}://${ingress.host}`;
