/** A stack's settings and rules as values of the chart. Pure; nothing secret is in them, only names of secrets. */
import type { Settings } from '../../config/schema';
import { IMAGES, tagOf } from '../../config/versions';
import { alertNames } from '../../rules/catalogue';
import type { PrometheusRuleFiles } from '../prometheus-rules';
import { externalLabels } from '../prometheus-config';
import { NOBODY } from '../exporters';
import type { ChartValues, Replicated, Resources } from './chart';
import { grafanaValues } from './grafana';
import { names } from './names';
import { claim, CONTAINER_SECURITY, podSecurity, resources } from './pods';
import { monitors, nodeRelabelings, remoteWriteSpecs } from './scraping';

/** Alertmanager holds silences and a notification log, which are small. */
const ALERTMANAGER_STORAGE = '1Gi';

const replicated = ({ kubernetes }: Settings, each: Resources): Replicated => ({
  replicas: kubernetes.replicas,
  resources: each,
  podAntiAffinity: kubernetes.podAntiAffinity,
  podAntiAffinityTopologyKey: kubernetes.topologyKey,
  securityContext: podSecurity(1000, 2000),
  persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
});

/** All but one replica stay while nodes are drained; a single one must be allowed to go. */
const disruption = (replicas: number) => ({ enabled: replicas > 1, minAvailable: Math.max(1, replicas - 1) });

function alertmanager(settings: Settings, routed: boolean): ChartValues['alertmanager'] {
  const { kubernetes } = settings;
  if (!routed) return { enabled: false };
  return {
    enabled: true,
    podDisruptionBudget: disruption(kubernetes.replicas),
    alertmanagerSpec: {
      ...replicated(settings, resources('50m', 128)),
      useExistingSecret: true,
      configSecret: names(settings).alertmanagerConfig,
      secrets: [names(settings).alertmanagerCredentials],
      externalUrl: settings.alertmanager.externalUrl,
      storage: { volumeClaimTemplate: { spec: claim(kubernetes.storage.class, ALERTMANAGER_STORAGE) } },
    },
  };
}

function prometheus(settings: Settings, files: PrometheusRuleFiles, routed: boolean): ChartValues['prometheus'] {
  const { backend, kubernetes, prometheus: server } = settings;
  return {
    // One viewer stays with one replica: two replicas scrape at different moments, and graphs would jump between them.
    service: { type: 'ClusterIP', sessionAffinity: 'ClientIP' },
    podDisruptionBudget: disruption(kubernetes.replicas),
    additionalServiceMonitors: monitors(settings, routed),
    prometheusSpec: {
      ...replicated(settings, resources(kubernetes.cpu.prometheus, server.memory)),
      retention: server.retention,
      retentionSize: server.retentionSize,
      storageSpec: { volumeClaimTemplate: { spec: claim(kubernetes.storage.class, kubernetes.storage.size) } },
      scrapeInterval: backend.scrapeInterval,
      evaluationInterval: backend.scrapeInterval,
      externalUrl: server.externalUrl,
      routePrefix: '/',
      externalLabels: externalLabels(settings),
      replicaExternalLabelName: kubernetes.replicaLabel,
      ruleSelector: { matchLabels: { release: names(settings).release } },
      remoteWrite: remoteWriteSpecs(settings, files),
    },
  };
}

/**
 * The chart's values. The rule files become its `additionalPrometheusRulesMap`, which the chart does not run through
 * its templates: Prometheus' own `{{ $value }}` arrives as written. `routed` says whether Alertmanager notifies.
 */
export function chartValues(settings: Settings, files: PrometheusRuleFiles, routed: boolean): ChartValues {
  const { exporters, kubernetes } = settings;
  const cluster = { enabled: kubernetes.defaultRules };
  return {
    fullnameOverride: names(settings).release,
    ...(kubernetes.imageRegistry === undefined ? {} : { global: { imageRegistry: kubernetes.imageRegistry } }),
    // The chart would take whichever busybox is the latest.
    crds: { upgradeJob: { enabled: kubernetes.crdUpgradeJob, image: { busybox: { tag: tagOf(IMAGES.busybox) } } } },
    defaultRules: {
      create: kubernetes.defaultRules,
      // Two alerts of one name would be one incident to Alertmanager; the catalogue's is the one with a runbook here.
      disabled: Object.fromEntries(alertNames.map((name) => [name, true])),
    },
    additionalPrometheusRulesMap: Object.fromEntries(
      Object.entries(files).map(([file, groups]) => [file.replace(/\.yaml$/, ''), groups]),
    ),
    kubernetesServiceMonitors: cluster,
    // Listen on localhost of the control plane, or are the cloud's: their alerts would fire for good.
    kubeControllerManager: { enabled: false },
    kubeEtcd: { enabled: false },
    kubeProxy: { enabled: false },
    kubeScheduler: { enabled: false },
    kubeStateMetrics: cluster,
    'kube-state-metrics': { resources: resources('10m', 256) },
    nodeExporter: { enabled: kubernetes.defaultRules || exporters.node !== undefined },
    'prometheus-node-exporter': {
      resources: resources('10m', exporters.node?.memory ?? 64),
      securityContext: podSecurity(NOBODY, NOBODY),
      containerSecurityContext: CONTAINER_SECURITY,
      prometheus: { monitor: { relabelings: nodeRelabelings(settings) } },
    },
    prometheusOperator: {
      // Another operator's objects are its own business.
      namespaces: { releaseNamespace: true, additional: [] },
      kubeletService: cluster,
      resources: resources('50m', 256),
      prometheusConfigReloader: { resources: resources('10m', 64) },
      admissionWebhooks: { patch: { resources: resources('10m', 64) } },
    },
    prometheus: prometheus(settings, files, routed),
    alertmanager: alertmanager(settings, routed),
    grafana: grafanaValues(settings),
  };
}
