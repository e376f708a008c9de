/** Stacks on Kubernetes, and their values for the chart. */
import { trading } from '../../platform';
import { compile, type ClusterContent } from '../../lib/compile';
import type { OperatorObject } from '../../lib/compile/kubernetes/objects';
import { ENCRYPTED } from '../../lib/settings/raw';
import { toSettings } from '../../lib/settings/settings';

/** A valid stack file for Kubernetes: what is required, and `more`. */
export const kubernetesSettings = (more: Readonly<Record<string, unknown>> = {}) => {
  const { backend, kubernetes, ...otherGroups } = more as Readonly<Record<string, object | undefined>>;
  return {
    target: 'kubernetes',
    backend: { service: { labels: { app: 'backend-api' }, port: 'http', namespace: 'trading' }, ...backend },
    kubernetes: { context: 'test', ...kubernetes },
    ...otherGroups,
  };
};

/** The address of the remote-write receiver in `everything`. */
export const REMOTE_WRITE_URL = 'https://mimir.example.com/api/v1/push';

/** A certificate authority as in a stack file. */
export const CERTIFICATE_AUTHORITY = '-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIU\n-----END CERTIFICATE-----\n';

/** A stack with every setting that reaches the chart. */
export const fullKubernetesSettings = {
  images: { registry: 'mirror.example.com' },
  backend: { selector: { cluster: 'eu' }, tls: { ca: CERTIFICATE_AUTHORITY } },
  prometheus: {
    remoteWrite: [
      {
        url: REMOTE_WRITE_URL,
        basicAuth: { username: '1', password: ENCRYPTED },
        tls: { ca: CERTIFICATE_AUTHORITY, serverName: 'mimir' },
      },
      {
        url: REMOTE_WRITE_URL,
        bearerToken: ENCRYPTED,
        headers: { 'X-Scope-OrgID': 'trading' },
        sendOnlyContract: false,
      },
    ],
  },
  kubernetes: {
    replicas: 3,
    storage: { class: 'fast' },
    defaultRules: true,
    crdUpgradeJob: true,
    protectData: true,
    ingress: { host: 'grafana.example.com', className: 'nginx', tlsSecret: 'tls' },
    pods: {
      imagePullSecrets: ['mirror'],
      nodeSelector: { pool: 'monitoring' },
      tolerations: [{ key: 'dedicated', value: 'monitoring', effect: 'NoSchedule' }],
      priorityClassName: 'monitoring',
      topologySpreadConstraints: [{ topologyKey: 'topology.kubernetes.io/zone' }],
    },
    scrape: { namespaces: ['payments'] },
    labels: { team: 'sre' },
    annotations: { 'example.com/owner': 'SRE on call' },
  },
};

const contents = new Map<string, ClusterContent>();

/** The objects of stack `prod` in a cluster, compiled once; with `routed`, Alertmanager notifies. */
export function clusterOf(more: Readonly<Record<string, unknown>> = {}, routed = false): ClusterContent {
  const key = JSON.stringify([more, routed]);
  const content = contents.get(key) ?? compileCluster(more, routed);
  contents.set(key, content);
  return content;
}

function compileCluster(more: Readonly<Record<string, unknown>>, routed: boolean): ClusterContent {
  const settings = toSettings(trading, 'prod', kubernetesSettings(more));
  const engine = routed ? 'alertmanager' : settings.alerting.engine;
  const { servers } = compile({ ...settings, alerting: { ...settings.alerting, engine } });
  if (servers.target !== 'kubernetes') throw new Error(`the stack is for ${servers.target}`);
  return servers;
}

export const valuesOf = (...stack: Parameters<typeof clusterOf>) => clusterOf(...stack).chartValues;

/** Its objects of one kind, as `[name, specification]`. */
export const objectsOf = <Kind extends OperatorObject['kind']>(
  kind: Kind,
  ...stack: Parameters<typeof clusterOf>
): [string, SpecOf<Kind>][] =>
  Object.values(clusterOf(...stack).objects)
    .filter((object) => object.kind === kind)
    .map(({ metadata, spec }) => [metadata.name, spec as SpecOf<Kind>]);
type SpecOf<Kind> = Extract<OperatorObject, { kind: Kind }>['spec'];
