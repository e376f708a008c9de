/** Settings of a stack on Kubernetes, and the names and addresses that the chart derives from them. */
import { z } from 'zod';
import { flag, group, stringMatching, port, text, url, wholeNumber } from './fields';
import { secret } from './secret';
import { objectAnnotations, objectLabels, pods } from './pods';
import { CHART_VERSION } from './versions';

/** A name as Kubernetes takes it for namespaces, services' ports and secrets. */
const dnsLabel = stringMatching(
  /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
  'lower-case letters, digits and dashes, at most 63',
);
const host = stringMatching(
  /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/,
  'a host name such as "grafana.example.com"',
);
const size = stringMatching(/^[1-9]\d{0,5}(Mi|Gi|Ti)$/, 'a size such as "50Gi" or "1Ti"');
const SIZES = { MB: 2 ** 20, GB: 2 ** 30, TB: 2 ** 40, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40 } as const;
/** Prometheus' and Kubernetes' spellings both count in powers of two. */
export const bytes = (size: string): number => parseInt(size, 10) * SIZES[size.slice(-2) as keyof typeof SIZES];
const cpu = stringMatching(/^([1-9]\d{0,5}m|[1-9]\d{0,2})$/, 'an amount of CPU such as "500m" or "2"');

export const service = z.strictObject({
  labels: z
    .record(z.string(), text)
    .refine((labels) => Object.keys(labels).length > 0, {
      error: 'at least one label; none would select every service',
    })
    .describe('On Kubernetes: labels of the service by which the platform is found'),
  port: dnsLabel.describe("Name of that service's port at which the platform is scraped"),
  namespace: dnsLabel.describe('Namespace of that service'),
});

const REPOSITORY = 'https://prometheus-community.github.io/helm-charts';

export const kubernetes = z.strictObject({
  context: text
    .optional()
    .describe('Context of the kubeconfig that the update goes to; never the one that happens to be selected'),
  kubeconfig: secret.optional().describe('A kubeconfig as text, in place of the one on this machine'),
  namespace: dnsLabel
    .optional()
    .describe('Where the servers run; `<platform>-observability-<environment>` where left out'),
  createNamespace: flag
    .default(true)
    .describe('Whether the stack makes the namespace; `false` where it exists already'),
  chart: group({
    version: stringMatching(/^\d+\.\d+\.\d+$/, `a version such as "${CHART_VERSION}"`)
      .optional()
      .describe(`Version of the chart kube-prometheus-stack; ${CHART_VERSION} where left out`),
    repository: stringMatching(
      /^(https?|oci):\/\/[^\s/]+(\/\S*)?$/,
      `an https:// or oci:// address, such as "${REPOSITORY}"`,
    )
      .optional()
      .describe("Where the chart comes from; its authors' repository where left out"),
    archive: stringMatching(/\.tgz$/, 'the path of a .tgz file')
      .optional()
      .describe('The chart as a file, by its path from where Pulumi runs, in place of version and repository'),
  }),
  operator: z
    .enum(['own', 'existing'])
    .default('own')
    .describe('`existing` where another Prometheus operator watches the namespace: none is deployed beside it'),
  networkPolicies: flag.default(true).describe("Whether the stack's pods may only have the connections that they need"),
  dnsPort: port
    .default(53)
    .describe(
      "Port at which the cluster's DNS pods listen, let through beside 53 by the network policies; 5353 on OpenShift",
    ),
  apiServerPort: port
    .optional()
    .describe('Port at which the API server listens, let through by the network policies beside 443, 6443 and 8443'),
  pods: pods.prefault({}),
  labels: objectLabels,
  annotations: objectAnnotations,
  scrape: group({
    namespaces: z
      .array(dnsLabel, { error: 'a list of namespaces' })
      .default([])
      .describe(
        "Namespaces besides the stack's own whose ServiceMonitors, PodMonitors, Probes and ScrapeConfigs are taken, with the label `release: <platform>-<environment>`",
      ),
  }),
  replicas: wholeNumber(1, 8)
    .default(1)
    .describe('Replicas of Prometheus, and of Alertmanager where the stack has one'),
  podAntiAffinity: z
    .enum(['soft', 'hard'])
    .default('soft')
    .describe('`hard` leaves a replica pending rather than beside another one'),
  topologyKey: text
    .default('kubernetes.io/hostname')
    .describe('What replicas are kept apart by: nodes, or `topology.kubernetes.io/zone`'),
  replicaLabel: stringMatching(/^[a-zA-Z_]\w*$/, 'a label name such as "prometheus_replica"')
    .default('prometheus_replica')
    .describe('External label that tells replicas apart for the receiver of remote write; Mimir wants `__replica__`'),
  storage: group({
    class: dnsLabel.optional().describe("Storage class; the cluster's default one where left out"),
    size: size.default('15Gi').describe('Volume of each replica of Prometheus'),
    grafanaSize: size.default('5Gi').describe("Grafana's volume"),
  }),
  cpu: group({
    prometheus: cpu.default('250m').describe('CPU that is reserved for each replica of Prometheus; there is no limit'),
    grafana: cpu.default('100m').describe('CPU that is reserved for Grafana; there is no limit'),
  }),
  defaultRules: flag
    .default(false)
    .describe("The chart's own rules for the cluster, with kube-state-metrics, node exporter and what else they read"),
  crdUpgradeJob: flag
    .default(false)
    .describe("A job before each upgrade that brings the operator's CRDs to the chart's version; Helm never does"),
  ingress: z
    .strictObject({
      host: host.describe('Host name at which people reach Grafana; there is no ingress where the group is left out'),
      className: text.optional().describe("Class of the ingress; the cluster's default one where left out"),
      tlsSecret: dnsLabel
        .optional()
        .describe('Secret with the certificate; Grafana is served without TLS where left out'),
    })
    .optional(),
  grafanaUrl: url.optional().describe('Where this program reaches Grafana, if not at the ingress'),
  protectData: flag
    .default(false)
    .describe('Whether the namespace and the volumes survive a destroy; Pulumi then refuses to delete the namespace'),
});
type Group = z.output<typeof kubernetes>;

/** The group with the values that follow from other settings filled in. */
export function decideKubernetes(group: Group, platform: string, environment: string) {
  const { archive, version = CHART_VERSION, repository = REPOSITORY } = group.chart;
  return {
    ...group,
    namespace: group.namespace ?? `${platform}-observability-${environment}`,
    chart: archive === undefined ? { version, repository } : { archive },
  };
}

/** The URL at which people open Grafana; undefined without an ingress. */
export const ingressUrl = ({ ingress }: Pick<Group, 'ingress'>): string | undefined =>
  ingress && `http${ingress.tlsSecret === undefined ? '' : 's'}://${ingress.host}`;
