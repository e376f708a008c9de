/** Prometheus' own configuration. https://prometheus.io/docs/prometheus/latest/configuration/configuration */
import type { Settings } from '../../config/schema';
import { SERVER_JOBS } from '../../metrics/servers';

/**
 * `prometheus.yml` as an object. Rule files are listed, not globbed: a file of an older version that is still on the
 * volume must not be evaluated. `self` is where Prometheus reaches itself.
 */
export function prometheusConfig({ environment, backend }: Settings, ruleFiles: readonly string[], self: string) {
  // What the queries ask for, the target must carry.
  const { job, ...labels } = backend.selector;
  return {
    global: {
      scrape_interval: backend.scrapeInterval,
      evaluation_interval: backend.scrapeInterval,
      external_labels: { monitor: 'trading-signals-platform', environment },
    },
    rule_files: ruleFiles,
    scrape_configs: [
      {
        job_name: job,
        metrics_path: backend.metricsPath,
        static_configs: [{ targets: [backend.address], labels: { environment, ...labels } }],
      },
      { job_name: SERVER_JOBS.prometheus, static_configs: [{ targets: [self], labels: { environment } }] },
    ],
  };
}
