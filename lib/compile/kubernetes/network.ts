/**
 * The connections that the stack's pods may have, as network policies: all others are refused. Port-forwards and health
 * checks by the node always reach a pod. https://kubernetes.io/docs/concepts/services-networking/network-policies
 */
import type { Settings } from '../../settings/schema';
import { serverExporters } from '../exporters';
import { exporterLabels, names } from './names';
import { measuresHosts } from './pods';

interface Port {
  readonly port: number;
  readonly protocol: 'TCP' | 'UDP';
}
interface Peer {
  readonly podSelector?: Selector;
  readonly namespaceSelector?: Selector;
}
interface Selector {
  readonly matchLabels?: Readonly<Record<string, string>>;
}
export interface NetworkPolicySpec {
  readonly podSelector: Selector;
  readonly policyTypes: readonly ['Ingress', 'Egress'];
  readonly ingress: readonly { readonly from?: readonly Peer[]; readonly ports?: readonly Port[] }[];
  readonly egress: readonly { readonly to?: readonly Peer[]; readonly ports?: readonly Port[] }[];
}

const tcp = (...ports: number[]): Port[] => ports.map((port) => ({ port, protocol: 'TCP' }));
const dns = (...ports: number[]) => ({
  ports: [...tcp(...ports), ...ports.map((port) => ({ port, protocol: 'UDP' as const }))],
});
/**
 * Ports on which API servers listen, whatever the port of their service. They are not pods, so no selector matches
 * them.
 */
const API_SERVER_PORTS = [443, 6443, 8443];
/** The config reloader beside Prometheus and Alertmanager, which the chart's monitors scrape. */
const RELOADER = 8080;
/** The operator's webhook, which the API server calls. */
const WEBHOOK = 10250;
const SERVERS = { prometheus: 9090, alertmanager: 9093, grafana: 3000 } as const;
/** Between replicas of Alertmanager. */
const GOSSIP: Port[] = [...tcp(9094), { port: 9094, protocol: 'UDP' }];
/** Ports that the chart's own monitoring of a cluster scrapes: kubelets, node exporters, DNS, kube-state-metrics. */
const OF_THE_CLUSTER = tcp(9100, 10250, 9153, 8080, 10054, 10055);

const inNamespace = (namespace: string): Peer => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
});

/** Labels that select the stack's pods, set by the chart, the operator and this program. */
export function podLabels(settings: Settings) {
  const { release } = names(settings);
  const app = (part: string) => ({ app: `kube-prometheus-stack-${part}`, release });
  const instance = (name: string) => ({ 'app.kubernetes.io/name': name, 'app.kubernetes.io/instance': release });
  return {
    operator: app('operator'),
    'admission-create': app('admission-create'),
    'admission-patch': app('admission-patch'),
    prometheus: { 'app.kubernetes.io/name': 'prometheus', 'operator.prometheus.io/name': `${release}-prometheus` },
    alertmanager: { 'app.kubernetes.io/name': 'alertmanager', alertmanager: `${release}-alertmanager` },
    grafana: instance('grafana'),
    'kube-state-metrics': instance('kube-state-metrics'),
  };
}

/** The policies by the part of the stack that each one protects; none if the stack disables them. */
export function networkPolicies(settings: Settings, routed: boolean): Readonly<Record<string, NetworkPolicySpec>> {
  const { kubernetes, backend, prometheus } = settings;
  if (!kubernetes.networkPolicies) return {};
  const { dnsPort, apiServerPort } = kubernetes;
  const dnsServers = dns(...new Set([53, dnsPort]));
  const apiServer = { ports: tcp(...new Set([...API_SERVER_PORTS, ...(apiServerPort ? [apiServerPort] : [])])) };
  const found = podLabels(settings);
  const pods = (part: keyof typeof found): Peer => ({ podSelector: { matchLabels: found[part] } });
  const policy = (
    labels: Readonly<Record<string, string>>,
    ingress: NetworkPolicySpec['ingress'],
    egress: NetworkPolicySpec['egress'],
  ): NetworkPolicySpec => ({
    podSelector: { matchLabels: labels },
    policyTypes: ['Ingress', 'Egress'],
    ingress,
    egress: [dnsServers, ...egress],
  });
  const from = (peers: readonly Peer[], ...ports: number[]) => ({ from: peers, ports: tcp(...ports) });
  const to = (peers: readonly Peer[], ...ports: number[]) => ({ to: peers, ports: tcp(...ports) });
  const everywhere = {};
  const byOthers = kubernetes.ingress !== undefined || kubernetes.grafanaUrl !== undefined;
  const ownOperator = kubernetes.operator === 'own';
  return {
    ...(ownOperator && {
      operator: policy(found.operator, [{ ports: tcp(WEBHOOK) }], [apiServer]),
      'admission-create': policy(found['admission-create'], [], [apiServer]),
      'admission-patch': policy(found['admission-patch'], [], [apiServer]),
    }),
    prometheus: policy(
      found.prometheus,
      [from([pods('grafana'), pods('prometheus')], SERVERS.prometheus), from([pods('prometheus')], RELOADER)],
      [
        apiServer,
        ...(backend.service === undefined ? [] : [{ to: [inNamespace(backend.service.namespace)] }]),
        ...(kubernetes.scrape.namespaces.length === 0 ? [] : [{ to: kubernetes.scrape.namespaces.map(inNamespace) }]),
        // All of the stack's objects that it watches are in its namespace.
        { to: [{ podSelector: {} }] },
        ...(measuresHosts(settings) ? [{ ports: OF_THE_CLUSTER }] : []),
        ...(prometheus.remoteWrite.length === 0 ? [] : [everywhere]),
      ],
    ),
    ...(routed && {
      alertmanager: policy(
        found.alertmanager,
        [
          from([pods('prometheus'), pods('grafana')], SERVERS.alertmanager),
          from([pods('prometheus')], RELOADER),
          { from: [pods('alertmanager')], ports: GOSSIP },
        ],
        // Receivers can be anywhere.
        [everywhere],
      ),
    }),
    grafana: policy(
      found.grafana,
      [byOthers ? { ports: tcp(SERVERS.grafana) } : from([pods('prometheus')], SERVERS.grafana)],
      routed
        ? [to([pods('prometheus')], SERVERS.prometheus), to([pods('alertmanager')], SERVERS.alertmanager)]
        : [everywhere],
    ),
    ...(kubernetes.defaultRules && {
      'kube-state-metrics': policy(found['kube-state-metrics'], [from([pods('prometheus')], 8080, 8081)], [apiServer]),
    }),
    ...Object.fromEntries(
      serverExporters(settings).map(({ job, port, settings: { address = '' } }) => [
        job,
        policy(
          exporterLabels(settings, job),
          [from([pods('prometheus')], port)],
          [{ ports: tcp(Number(address.split(':').pop())) }],
        ),
      ]),
    ),
  };
}
