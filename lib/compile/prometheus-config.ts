/** Prometheus' own configuration. https://prometheus.io/docs/prometheus/latest/configuration/configuration */
import { targetGroups } from '../settings/backend';
import { credentialName, type RemoteWrite } from '../settings/remote-write';
import { backendAuthority, remoteWriteAuthority, type Tls } from '../settings/tls';
import type { Settings } from '../settings/schema';
import type { Vector } from '../promql';
import { SERVER_JOBS } from '../contract/monitoring-servers';
import { stackExporters } from './exporters';
import { verbatimRuleTexts } from './verbatim';
import type { PrometheusRuleFiles } from './prometheus-rules';
import { keepContract } from './remote-write';

/** Labels on everything that leaves this Prometheus: alerts, and samples sent by remote write. */
export function externalLabels({
  catalogue,
  environment,
  backend,
  prometheus,
}: Settings): Readonly<Record<string, string>> {
  const { cluster } = backend.selector;
  return {
    monitor: catalogue.monitor,
    environment,
    ...(cluster === undefined ? {} : { cluster }),
    ...prometheus.externalLabels,
  };
}

/**
 * Labels of the platform's series in addition to their job. The queries select by them, so the target has to carry
 * them.
 */
export function targetLabels({ environment, backend }: Settings): Readonly<Record<string, string>> {
  const { job: _job, ...labels } = backend.selector;
  const entries = Object.entries(labels).flatMap(([label, value]): [string, string][] =>
    value === undefined ? [] : [[label, value]],
  );
  return { environment, ...Object.fromEntries(entries) };
}

/** Folder of the credentials, in the folder of `prometheus.yml`. */
const CREDENTIALS = 'credentials';
/** Path of a credential, by its name. */
export const credentialPath = (name: string): string => `${CREDENTIALS}/${name}`;

/** Path of a certificate authority in the folder of `prometheus.yml`, by its file name. */
export const authorityPath = (file: string): string => `authorities/${file}`;

const tlsConfig = ({ ca, serverName }: Tls, file: string) => ({
  ca_file: ca === undefined ? undefined : authorityPath(file),
  server_name: serverName,
});

function remoteWriteEntry(
  { url, basicAuth, bearerToken, headers, tls, sendOnlyContract }: RemoteWrite,
  index: number,
  keep: ReturnType<typeof keepContract>,
) {
  const file = credentialPath(credentialName(index));
  return {
    url,
    headers,
    basic_auth: basicAuth && { username: basicAuth.username, password_file: file },
    authorization: bearerToken && { credentials_file: file },
    tls_config: tls && tlsConfig(tls, remoteWriteAuthority(index)),
    write_relabel_configs: sendOnlyContract
      ? keep.map(({ label, regex }) => ({ source_labels: [label], regex, action: 'keep' }))
      : undefined,
  };
}

/** The external label, and the only one, by which two Prometheus replicas of one stack differ. */
export const REPLICA_LABEL = 'replica';
/** Both replicas send each alert. Without this label Alertmanager sees one alert, and notifies once. */
const withoutReplica = { action: 'labeldrop', regex: REPLICA_LABEL };

/**
 * How Prometheus reloads its configuration: it checks every 30 seconds whether `prometheus.yml` or a rule file has
 * changed. `--web.enable-lifecycle` is not set, because any page in a browser on the machine could then stop the
 * server.
 */
export const CONFIG_FLAGS = ['--enable-feature=auto-reload-config'] as const;

/** Addresses on the network of the containers, at which Prometheus reaches the other servers, and itself. */
export const CONTAINERS = { prometheus: 'localhost:9090', alertmanager: 'alertmanager:9093', grafana: 'grafana:3000' };
export type Addresses = Readonly<typeof CONTAINERS>;

/**
 * `prometheus.yml` as an object; a key without a value is left out where it is written as YAML. Rule files are listed without a glob, so that a file of an older version which is
 * still on the volume is not evaluated. Prometheus also scrapes the server that notifies, because an alert watches its
 * failures.
 */
export function prometheusConfig(settings: Settings, rules: PrometheusRuleFiles<Vector>, at: Addresses) {
  const { environment, backend, alerting, alertmanager, prometheus } = settings;
  const { engine } = alerting;
  const { job } = backend.selector;
  return {
    global: {
      scrape_interval: backend.scrapeInterval,
      evaluation_interval: backend.scrapeInterval,
      external_labels: externalLabels(settings),
    },
    rule_files: [
      ...Object.keys(rules).map((file) => `rules/${file}`),
      ...Object.keys(verbatimRuleTexts(settings.catalogue)),
    ],
    ...(engine === 'alertmanager' && {
      alerting: {
        ...(REPLICA_LABEL in prometheus.externalLabels ? { alert_relabel_configs: [withoutReplica] } : {}),
        alertmanagers: [
          {
            static_configs: [
              {
                targets: [
                  at.alertmanager,
                  ...(alertmanager.cluster?.peers ?? []).map((host) => `${host}:${alertmanager.port}`),
                ],
              },
            ],
          },
        ],
      },
    }),
    scrape_configs: [
      {
        job_name: job,
        metrics_path: backend.metricsPath,
        ...(backend.tls && { scheme: 'https', tls_config: tlsConfig(backend.tls, backendAuthority) }),
        static_configs: targetGroups(backend).map(({ targets, labels }) => ({
          targets,
          labels: { ...targetLabels(settings), ...labels },
        })),
      },
      ...(['prometheus', engine] as const).map((server) => ({
        job_name: SERVER_JOBS[server],
        static_configs: [{ targets: [at[server]], labels: { environment } }],
      })),
      ...stackExporters(settings).map(({ job: exporterJob, port }) => ({
        job_name: exporterJob,
        static_configs: [{ targets: [`${exporterJob}:${port}`], labels: { environment } }],
      })),
    ],
    ...(prometheus.remoteWrite.length > 0 && {
      remote_write: prometheus.remoteWrite.map((to, index) =>
        remoteWriteEntry(to, index, keepContract(settings.catalogue, rules, job)),
      ),
    }),
  };
}
