/** Prometheus' own configuration. https://prometheus.io/docs/prometheus/latest/configuration/configuration */
import type { Settings } from '../../config/schema';
import { SERVER_JOBS } from '../../metrics/servers';

/** Where Prometheus reaches the other servers, and itself. */
export interface Addresses {
  readonly prometheus: string;
  readonly alertmanager: string;
  readonly grafana: string;
}

/** On the network of the containers. */
export const CONTAINERS: Addresses = {
  prometheus: 'localhost:9090',
  alertmanager: 'alertmanager:9093',
  grafana: 'grafana:3000',
};

/**
 * `prometheus.yml` as an object. Rule files are listed, not globbed: a file of an older version that is still on the
 * volume must not be evaluated. The server that notifies is scraped too: its failures are an alert.
 */
export function prometheusConfig(settings: Settings, ruleFiles: readonly string[], at: Addresses) {
  const { environment, backend, alerting } = settings;
  const { engine } = alerting;
  // What the queries ask for, the target must carry.
  const { job, ...labels } = backend.selector;
  return {
    global: {
      scrape_interval: backend.scrapeInterval,
      evaluation_interval: backend.scrapeInterval,
      external_labels: { monitor: 'trading-signals-platform', environment },
    },
    rule_files: ruleFiles,
    ...(engine === 'alertmanager' && {
      alerting: { alertmanagers: [{ static_configs: [{ targets: [at.alertmanager] }] }] },
    }),
    scrape_configs: [
      {
        job_name: job,
        metrics_path: backend.metricsPath,
        static_configs: [{ targets: [backend.address], labels: { environment, ...labels } }],
      },
      ...(['prometheus', engine] as const).map((server) => ({
        job_name: SERVER_JOBS[server],
        static_configs: [{ targets: [at[server]], labels: { environment } }],
      })),
    ],
  };
}
