/** A stack's settings and rules as values of the chart. Pure; nothing secret is in them, only names of secrets. */
import type { Settings } from '../../settings/schema';
import { hasSecretValues, secretReferences } from '../../settings/secret';
import { parseImage, tagOf } from '../../settings/images';
import { IMAGES } from '../../settings/versions';
import type { Vector } from '../../promql';
import { alertNames } from '../../alerting/catalogue';
import { ALERT_FLAGS } from '../../alerting/routing';
import type { PrometheusRuleFiles } from '../prometheus-rules';
import { externalLabels } from '../prometheus-config';
import { NOBODY } from '../../exporters/definition';
import { hostExporter } from '../exporters';
import type { ChartValues, CrdsValues } from './chart';
import type { Placement, Replicated, Resources } from './chart-parts';
import { grafanaValues } from './grafana';
import { labelsAndAnnotations, serviceAnnotations, unlessEmpty } from './metadata';
import { names } from './names';
import { podLabels } from './network';
import {
  claim,
  CONTAINER_SECURITY,
  imagePullSecrets,
  measuresHosts,
  placement,
  podSecurity,
  resources,
  topologySpread,
} from './pods';
import { namespaceSelectors, nodeRelabelings, remoteWriteSpecs } from './scraping';

/** Alertmanager holds silences and a notification log, which are small. */
const ALERTMANAGER_STORAGE = '1Gi';

const replicated = (
  settings: Settings,
  server: 'prometheus' | 'alertmanager',
  image: string,
  each: Resources,
): Replicated => {
  const { kubernetes } = settings;
  return {
    image: parseImage(image),
    replicas: kubernetes.replicas,
    resources: each,
    podAntiAffinity: kubernetes.podAntiAffinity,
    podAntiAffinityTopologyKey: kubernetes.topologyKey,
    securityContext: podSecurity(1000, 2000),
    persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
    ...placement(settings),
    ...topologySpread(settings, podLabels(settings)[server]),
    ...unlessEmpty('podMetadata', labelsAndAnnotations(settings)),
  };
};

/** All but one replica stay while nodes are drained; a single one must be allowed to go. */
const disruption = (replicas: number) => ({ enabled: replicas > 1, minAvailable: Math.max(1, replicas - 1) });

function alertmanager(settings: Settings, routed: boolean): ChartValues['alertmanager'] {
  const { kubernetes } = settings;
  if (!routed) return { enabled: false };
  const referenced = new Set(secretReferences(settings.alerting).map(({ reference }) => reference.name));
  return {
    enabled: true,
    ...unlessEmpty('annotations', kubernetes.annotations),
    ...serviceAnnotations(settings),
    podDisruptionBudget: disruption(kubernetes.replicas),
    alertmanagerSpec: {
      ...replicated(
        settings,
        'alertmanager',
        settings.alertmanager.image,
        resources('50m', settings.alertmanager.memory),
      ),
      useExistingSecret: true,
      configSecret: names(settings).alertmanagerConfig,
      secrets: [
        ...(hasSecretValues(settings.alerting) ? [names(settings).alertmanagerCredentials] : []),
        ...referenced,
      ],
      externalUrl: settings.alertmanager.externalUrl,
      storage: { volumeClaimTemplate: { spec: claim(kubernetes.storage.class, ALERTMANAGER_STORAGE) } },
    },
  };
}

function prometheus(settings: Settings, files: PrometheusRuleFiles<Vector>): ChartValues['prometheus'] {
  const { backend, kubernetes, prometheus: server } = settings;
  return {
    ...unlessEmpty('annotations', kubernetes.annotations),
    // One viewer stays with one replica: two replicas scrape at different moments, and graphs would jump between them.
    service: { type: 'ClusterIP', sessionAffinity: 'ClientIP', ...serviceAnnotations(settings).service },
    podDisruptionBudget: disruption(kubernetes.replicas),
    prometheusSpec: {
      ...replicated(settings, 'prometheus', server.image, resources(kubernetes.cpu.prometheus, server.memory)),
      retention: server.retention,
      retentionSize: server.retentionSize,
      storageSpec: { volumeClaimTemplate: { spec: claim(kubernetes.storage.class, kubernetes.storage.size) } },
      scrapeInterval: backend.scrapeInterval,
      evaluationInterval: backend.scrapeInterval,
      externalUrl: server.externalUrl,
      routePrefix: '/',
      additionalArgs: Object.entries(ALERT_FLAGS).map(([name, value]) => ({ name, value })),
      externalLabels: externalLabels(settings),
      replicaExternalLabelName: kubernetes.replicaLabel,
      ruleSelector: { matchLabels: { release: names(settings).release } },
      remoteWrite: remoteWriteSpecs(settings, files),
      ...namespaceSelectors(settings),
    },
  };
}

/** Where images come from, and with which secrets, for the chart and those that it contains. */
const imageSource = (settings: Settings) => {
  const { registry } = settings.images;
  return unlessEmpty('global', {
    ...(registry === undefined ? {} : { imageRegistry: registry }),
    ...imagePullSecrets(settings),
  });
};

/** The chart's own node exporter writes its digest with the algorithm. */
function nodeExporterImage(settings: Settings): ChartValues['prometheus-node-exporter']['image'] {
  const { sha, ...parts } = parseImage(hostExporter(settings)?.settings.image ?? IMAGES.nodeExporter);
  return { ...parts, digest: sha === '' ? '' : `sha256:${sha}` };
}

/** It measures every node, whatever the selector: a taint that a pod tolerates comes to those that the chart has. */
function nodeExporterPlacement(settings: Settings): Omit<Placement, 'nodeSelector'> {
  const { nodeSelector: _nodeSelector, tolerations, ...otherFields } = placement(settings);
  return {
    ...otherFields,
    ...(tolerations === undefined
      ? {}
      : { tolerations: [{ effect: 'NoSchedule', operator: 'Exists' }, ...tolerations] }),
  };
}

/**
 * The values of a release of the chart's folder `crds` alone; none where another operator has brought the kinds. Helm
 * makes those that the cluster lacks, and neither changes nor deletes one: other stacks and operators use them too.
 */
export function crdsValues(settings: Settings): CrdsValues | undefined {
  if (settings.kubernetes.operator === 'existing') return undefined;
  const off = { enabled: false };
  const { priorityClassName: _priorityClassName, ...jobPlacement } = placement(settings);
  const { labels, annotations } = settings.kubernetes;
  return {
    ...imageSource(settings),
    crds: {
      enabled: true,
      upgradeJob: {
        enabled: settings.kubernetes.crdUpgradeJob,
        // The chart would take whichever busybox is the latest.
        image: { busybox: { tag: tagOf(IMAGES.busybox) } },
        resources: resources('10m', 128),
        ...jobPlacement,
        ...unlessEmpty('labels', labels),
        ...unlessEmpty('podLabels', labels),
        ...unlessEmpty('annotations', annotations),
        ...unlessEmpty('podAnnotations', annotations),
      },
    },
    prometheusOperator: off,
    prometheus: off,
    alertmanager: off,
    grafana: off,
    kubeStateMetrics: off,
    nodeExporter: off,
    kubernetesServiceMonitors: off,
    defaultRules: { create: false },
  };
}

/** The chart's values. `routed` says whether Alertmanager notifies. */
export function chartValues(settings: Settings, files: PrometheusRuleFiles<Vector>, routed: boolean): ChartValues {
  const { kubernetes } = settings;
  const cluster = { enabled: kubernetes.defaultRules };
  const workloadAnnotations = {
    ...unlessEmpty('annotations', kubernetes.annotations),
    ...unlessEmpty('podAnnotations', kubernetes.annotations),
  };
  return {
    fullnameOverride: names(settings).release,
    ...imageSource(settings),
    ...unlessEmpty('commonLabels', kubernetes.labels),
    crds: { enabled: false },
    defaultRules: {
      create: kubernetes.defaultRules,
      // Two alerts of one name would be one incident to Alertmanager; the catalogue's is the one with a runbook here.
      disabled: Object.fromEntries(alertNames(settings.catalogue).map((name) => [name, true])),
    },
    kubernetesServiceMonitors: cluster,
    // Listen on localhost of the control plane, or are the cloud's: their alerts would fire for good.
    kubeControllerManager: { enabled: false },
    kubeEtcd: { enabled: false },
    kubeProxy: { enabled: false },
    kubeScheduler: { enabled: false },
    kubeStateMetrics: cluster,
    'kube-state-metrics': {
      resources: resources('10m', 256),
      ...placement(settings),
      ...unlessEmpty('customLabels', kubernetes.labels),
      ...workloadAnnotations,
    },
    nodeExporter: { enabled: measuresHosts(settings) },
    'prometheus-node-exporter': {
      image: nodeExporterImage(settings),
      resources: resources('10m', hostExporter(settings)?.settings.memory ?? 64),
      securityContext: podSecurity(NOBODY, NOBODY),
      containerSecurityContext: CONTAINER_SECURITY,
      ...nodeExporterPlacement(settings),
      ...unlessEmpty('commonLabels', kubernetes.labels),
      ...unlessEmpty('podAnnotations', kubernetes.annotations),
      ...unlessEmpty('daemonsetAnnotations', kubernetes.annotations),
      prometheus: { monitor: { relabelings: nodeRelabelings(settings) } },
    },
    prometheusOperator: {
      enabled: kubernetes.operator === 'own',
      // Another operator's objects are its own business.
      namespaces: { releaseNamespace: true, additional: kubernetes.scrape.namespaces },
      kubeletService: cluster,
      ...placement(settings),
      ...workloadAnnotations,
      ...serviceAnnotations(settings),
      resources: resources('50m', 256),
      prometheusConfigReloader: { resources: resources('10m', 64) },
      admissionWebhooks: {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': kubernetes.namespace } },
        patch: {
          resources: resources('10m', 64),
          ...placement(settings),
          ...unlessEmpty('podAnnotations', kubernetes.annotations),
        },
      },
    },
    prometheus: prometheus(settings, files),
    alertmanager: alertmanager(settings, routed),
    grafana: grafanaValues(settings),
  };
}
