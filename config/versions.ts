/**
 * Every version that a stack deploys, in one place. The tests run the same Prometheus and Alertmanager
 * (`tools/<name>/go.mod`); on Kubernetes the chart brings its own. `renovate.json` keeps both in step.
 */
export const IMAGES = {
  prometheus: 'prom/prometheus:v3.16.0',
  alertmanager: 'prom/alertmanager:v0.28.1',
  grafana: 'grafana/grafana:12.4.0',
  postgresExporter: 'prometheuscommunity/postgres-exporter:v0.20.1',
  redisExporter: 'oliver006/redis_exporter:v1.89.0-alpine',
  nodeExporter: 'prom/node-exporter:v1.12.1',
  /** Runs the demo backend. */
  node: 'node:22.23.3-alpine',
  /** Copies the operator's CRDs, and volumes into backups. */
  busybox: 'busybox:1.37.0',
} as const;

/** kube-prometheus-stack, whose values `compile/kubernetes/chart.ts` is typed after. */
export const CHART_VERSION = '88.5.3';

/** The images that this chart brings, by where its values have them: tests hold these against the chart where one is found. */
export const CHART_IMAGES = {
  'prometheus.prometheusSpec': ['quay.io/prometheus/prometheus', 'v3.14.0-distroless'],
  'alertmanager.alertmanagerSpec': ['quay.io/prometheus/alertmanager', 'v0.34.0'],
  prometheusOperator: ['quay.io/prometheus-operator/prometheus-operator', 'v0.93.1'],
  'prometheusOperator.prometheusConfigReloader': ['quay.io/prometheus-operator/prometheus-config-reloader', 'v0.93.1'],
  'prometheusOperator.admissionWebhooks.patch': ['ghcr.io/jkroepke/kube-webhook-certgen', '1.8.7'],
  grafana: ['docker.io/grafana/grafana', '13.2.0'],
  'kube-state-metrics': ['registry.k8s.io/kube-state-metrics/kube-state-metrics', 'v2.20.0'],
  'prometheus-node-exporter': ['quay.io/prometheus/node-exporter', 'v1.12.1'],
} as const satisfies Readonly<Record<string, readonly [repository: string, tag: string]>>;

/** What follows the last colon of an image. */
export const tagOf = (image: string): string => image.slice(image.lastIndexOf(':') + 1);
