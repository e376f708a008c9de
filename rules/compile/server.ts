/** Prometheus' own configuration. https://prometheus.io/docs/prometheus/latest/configuration/configuration */
import { credentialName, type RemoteWrite } from '../../config/remote-write';
import type { Settings } from '../../config/schema';
import { SERVER_JOBS } from '../../metrics/servers';
import type { PrometheusRuleFiles } from './prometheus';
import { keepContract, type Keep } from './remote-write';

/** Labels on all that leaves this Prometheus: alerts, and samples for another server. */
export function externalLabels({ environment, backend }: Settings): Readonly<Record<string, string>> {
  const { cluster } = backend.selector;
  return { monitor: 'trading-signals-platform', environment, ...(cluster === undefined ? {} : { cluster }) };
}

/** Labels that the platform's series carry besides their job. What the queries ask for, the target must carry. */
export function targetLabels({ environment, backend }: Settings): Readonly<Record<string, string>> {
  const { job: _job, ...labels } = backend.selector;
  const given = Object.entries(labels).flatMap(([label, value]): [string, string][] =>
    value === undefined ? [] : [[label, value]],
  );
  return { environment, ...Object.fromEntries(given) };
}

/** Folder of the credentials, below that of `prometheus.yml`. */
const CREDENTIALS = 'credentials';
/** Path of a credential, by its name. */
export const credentialPath = (name: string): string => `${CREDENTIALS}/${name}`;

function remoteWrite(
  { url, basicAuth, bearerToken, headers, sendOnlyContract }: RemoteWrite,
  index: number,
  keep: Keep[],
) {
  const file = credentialPath(credentialName(index));
  return {
    url,
    ...(headers === undefined ? {} : { headers }),
    ...(basicAuth === undefined ? {} : { basic_auth: { username: basicAuth.username, password_file: file } }),
    ...(bearerToken === undefined ? {} : { authorization: { credentials_file: file } }),
    ...(sendOnlyContract
      ? {
          write_relabel_configs: keep.map(({ label, regex }) => ({ source_labels: [label], regex, action: 'keep' })),
        }
      : {}),
  };
}

/**
 * `prometheus.yml` as an object. Rule files are listed, not globbed: a file of an older version that is still on the
 * volume must not be evaluated. `self` is where Prometheus reaches itself.
 */
export function prometheusConfig(settings: Settings, rules: PrometheusRuleFiles, self: string) {
  const { environment, backend, prometheus } = settings;
  const { job } = backend.selector;
  return {
    global: {
      scrape_interval: backend.scrapeInterval,
      evaluation_interval: backend.scrapeInterval,
      external_labels: externalLabels(settings),
    },
    rule_files: Object.keys(rules).map((file) => `rules/${file}`),
    scrape_configs: [
      {
        job_name: job,
        metrics_path: backend.metricsPath,
        static_configs: [{ targets: [backend.address], labels: targetLabels(settings) }],
      },
      { job_name: SERVER_JOBS.prometheus, static_configs: [{ targets: [self], labels: { environment } }] },
    ],
    ...(prometheus.remoteWrite.length === 0
      ? {}
      : { remote_write: prometheus.remoteWrite.map((to, index) => remoteWrite(to, index, keepContract(rules, job))) }),
  };
}
