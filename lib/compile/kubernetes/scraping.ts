/** Scrape targets in the cluster and remote write, in the operator's format. */
import { SERVER_JOBS } from '../../contract/monitoring-servers';
import { credentialName, credentials } from '../../settings/remote-write';
import type { Settings } from '../../settings/schema';
import type { Secret } from '../../settings/secret';
import { backendAuthority, remoteWriteAuthority, type Tls } from '../../settings/tls';
import type { Vector } from '../../promql';
import type { PrometheusRuleFiles } from '../prometheus-rules';
import { anyOf, keepContract } from '../remote-write';
import { targetLabels } from '../prometheus-config';
import { serverExporters } from '../exporters';
import { exporterLabels, METRICS_PORT, names } from './names';

export interface Endpoint {
  readonly port: string;
  readonly path: string;
  readonly interval: string;
  readonly scheme?: 'https';
  readonly tlsConfig?: ReturnType<typeof tlsConfig>;
  readonly relabelings: ReturnType<typeof setLabels>;
  readonly metricRelabelings?: ReturnType<typeof keep>[];
}

/** The specification of a monitor: scrapes the services with these labels in one namespace. */
const monitor = (labels: Readonly<Record<string, string>>, namespace: string, endpoint: Endpoint) => ({
  selector: { matchLabels: labels },
  namespaceSelector: { matchNames: [namespace] },
  endpoints: [endpoint],
});

/** Sets labels of a target, overriding those from service discovery. A `$` would refer to a group of the pattern. */
const setLabels = (labels: Readonly<Record<string, string>>) =>
  Object.entries(labels).map(([targetLabel, value]) => ({ targetLabel, replacement: value.replaceAll('$', '$$$$') }));

const keep = ({ label, regex }: { readonly label: string; readonly regex: string }) => ({
  sourceLabels: [label],
  regex,
  action: 'keep',
});

/**
 * Scrapes a monitoring server under the job that the catalogue's alerts select, keeping only the series that they read.
 * The chart scrapes all series under job names of its own, which its own rules select.
 */
function serverMonitor(settings: Settings, server: keyof typeof SERVER_JOBS) {
  const { release } = names(settings);
  const { backend, catalogue, environment, kubernetes } = settings;
  const read = Object.entries(catalogue.serverMetrics).flatMap(([metric, of]) => (of === server ? [metric] : []));
  const labels =
    server === 'grafana'
      ? { 'app.kubernetes.io/name': 'grafana', 'app.kubernetes.io/instance': release }
      : { app: `kube-prometheus-stack-${server}`, release, 'self-monitor': 'true' };
  return monitor(labels, kubernetes.namespace, {
    port: 'http-web',
    path: '/metrics',
    interval: backend.scrapeInterval,
    relabelings: setLabels({ job: SERVER_JOBS[server], environment }),
    metricRelabelings: [keep({ label: '__name__', regex: anyOf(read) })],
  });
}

/** A certificate authority from the stack file is in the stack's own config map. */
function tlsConfig(settings: Settings, { ca, serverName }: Tls, file: string) {
  const authority = typeof ca === 'string' ? { configMapKeyRef: { name: names(settings).authorities, key: file } } : ca;
  return {
    ...(authority && {
      ca: 'secretKeyRef' in authority ? { secret: authority.secretKeyRef } : { configMap: authority.configMapKeyRef },
    }),
    ...(serverName !== undefined && { serverName }),
  };
}

/** The exporter of a server, by its service. */
const exporterMonitor = (settings: Settings, job: string) =>
  monitor(exporterLabels(settings, job), settings.kubernetes.namespace, {
    port: METRICS_PORT,
    path: '/metrics',
    interval: settings.backend.scrapeInterval,
    relabelings: setLabels({ job, environment: settings.environment }),
  });

/**
 * Labels that the chart's own monitor sets on the node exporter: a second monitor would count each host twice. The
 * chart's rules select the same job.
 */
export function nodeRelabelings({ catalogue, environment }: Settings) {
  const definition = Object.values(catalogue.exporters).find(({ watches }) => watches === 'host');
  return setLabels({ job: definition?.job ?? 'node-exporter', environment });
}

/**
 * Monitors of the platform's service, the monitoring servers and the enabled exporters, by name. `routed` says whether
 * there is an Alertmanager.
 */
export function monitors(settings: Settings, routed: boolean): Readonly<Record<string, ReturnType<typeof monitor>>> {
  const { service, selector, metricsPath, scrapeInterval, tls } = settings.backend;
  if (service === undefined) return {};
  const platform = monitor(service.labels, service.namespace, {
    port: service.port,
    path: metricsPath,
    ...(tls && { scheme: 'https', tlsConfig: tlsConfig(settings, tls, backendAuthority) }),
    interval: scrapeInterval,
    relabelings: setLabels({ job: selector.job, ...targetLabels(settings) }),
  });
  const servers = ['prometheus', routed ? 'alertmanager' : 'grafana'] as const;
  return {
    platform,
    ...Object.fromEntries(servers.map((server) => [server, serverMonitor(settings, server)])),
    ...Object.fromEntries(serverExporters(settings).map(({ job }) => [job, exporterMonitor(settings, job)])),
  };
}

/** Prometheus uses monitors in the other namespaces that the stack lists, but never their rules. */
export function namespaceSelectors({ kubernetes: { namespace, scrape } }: Settings) {
  if (scrape.namespaces.length === 0) return {};
  const within = (...values: string[]) => ({
    matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values }],
  });
  const scraped = within(namespace, ...scrape.namespaces);
  return {
    serviceMonitorNamespaceSelector: scraped,
    podMonitorNamespaceSelector: scraped,
    probeNamespaceSelector: scraped,
    scrapeConfigNamespaceSelector: scraped,
    ruleNamespaceSelector: within(namespace),
  };
}

/** Key of a user name in the Secret, next to the credential's. */
const userKey = (index: number): string => `${credentialName(index)}-user`;

/** The Secret of remote write, by key; empty if no receiver needs credentials. */
export function remoteWriteSecret({ prometheus }: Settings): Readonly<Record<string, string | Secret>> {
  const users = prometheus.remoteWrite.flatMap(({ basicAuth }, index): [string, string][] =>
    basicAuth === undefined ? [] : [[userKey(index), basicAuth.username]],
  );
  return { ...Object.fromEntries(users), ...credentials(prometheus.remoteWrite) };
}

export function remoteWriteSpecs(settings: Settings, files: PrometheusRuleFiles<Vector>) {
  const secret = (key: string) => ({ name: names(settings).remoteWrite, key });
  const credential = (index: number, { reference }: Secret) => reference ?? secret(credentialName(index));
  const { prometheus, backend } = settings;
  return prometheus.remoteWrite.map(({ url, headers, basicAuth, bearerToken, tls, sendOnlyContract }, index) => ({
    url,
    tlsConfig: tls && tlsConfig(settings, tls, remoteWriteAuthority(index)),
    headers,
    basicAuth: basicAuth && {
      username: secret(userKey(index)),
      password: credential(index, basicAuth.password),
    },
    authorization: bearerToken && { type: 'Bearer', credentials: credential(index, bearerToken) },
    writeRelabelConfigs: sendOnlyContract
      ? keepContract(settings.catalogue, files, backend.selector.job).map(keep)
      : undefined,
  }));
}
