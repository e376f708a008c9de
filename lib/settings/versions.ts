/**
 * Every image version that a stack deploys, except the exporters'. All targets use the same ones: on Kubernetes the
 * chart's servers get these images. The tests run the same Prometheus and Alertmanager (`lib/servers/modules/<name>/go.mod`), and
 * `renovate.json` updates both together. An image whose digest is known has it after the tag.
 */
export const IMAGES = {
  prometheus: 'prom/prometheus:v3.16.0',
  alertmanager: 'prom/alertmanager:v0.35.0',
  /** The last minor release of Grafana 12, which gets fixes until May 2027. */
  grafana: 'grafana/grafana:12.4.11',
  /**
   * Also for the chart's node exporter, which does not depend on the stack's exporters; other exporters' images are in
   * their own files.
   */
  nodeExporter: 'prom/node-exporter:v1.12.1@sha256:1b4e4438faca4dd7e001dd445d161a4a2091b0fededa84093b3a8dfeae1f1be0',
  /** Runs the demo backend. */
  node: 'node:24.21.0-alpine',
  /** Copies the operator's CRDs, and volumes into backups. */
  busybox: 'busybox:1.37.0',
} as const;

/** A Grafana of the next major release, on which the nightly workflow deploys a stack too. */
export const NEXT_GRAFANA = 'grafana/grafana:13.2.3';

/** kube-prometheus-stack, whose values are in `lib/compile/kubernetes/values.ts`. */
export const CHART_VERSION = '88.5.3';

/**
 * Images that only this chart deploys, by their path in its values. Tests compare them with the chart if it is
 * available.
 */
export const CHART_IMAGES = {
  prometheusOperator: ['quay.io/prometheus-operator/prometheus-operator', 'v0.93.1'],
  'prometheusOperator.prometheusConfigReloader': ['quay.io/prometheus-operator/prometheus-config-reloader', 'v0.93.1'],
  'prometheusOperator.admissionWebhooks.patch': ['ghcr.io/jkroepke/kube-webhook-certgen', '1.8.7'],
  'kube-state-metrics': ['registry.k8s.io/kube-state-metrics/kube-state-metrics', 'v2.20.0'],
} as const satisfies Readonly<Record<string, readonly [repository: string, tag: string]>>;
