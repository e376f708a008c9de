/** A stack's settings and rules as values of the chart. They contain no secret, only the names of Secrets. */
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

/** Alertmanager stores silences and a notification log, which are small. */
const ALERTMANAGER_STORAGE = '1Gi';

const replicaValues = (
  settings: Settings,
  server: 'prometheus' | 'alertmanager',
  image: string,
  each: ReturnType<typeof resources>,
) => {
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

/** While nodes are drained, all but one replica stay; a single replica must be allowed to stop. */
const disruption = (replicas: number) => ({ enabled: replicas > 1, minAvailable: Math.max(1, replicas - 1) });

function alertmanager(settings: Settings, routed: boolean) {
  const { kubernetes } = settings;
  const referenced = new Set(secretReferences(settings.alerting).map(({ reference }) => reference.name));
  const values = {
    ...unlessEmpty('annotations', kubernetes.annotations),
    ...serviceAnnotations(settings),
    podDisruptionBudget: disruption(kubernetes.replicas),
    alertmanagerSpec: {
      ...replicaValues(
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
  return { enabled: routed, ...(routed && values) };
}

function prometheus(settings: Settings, files: PrometheusRuleFiles<Vector>) {
  const { backend, kubernetes, prometheus: server } = settings;
  return {
    ...unlessEmpty('annotations', kubernetes.annotations),
    // Keeps a viewer on one replica: replicas scrape at different moments, so graphs would jump between them.
    service: { type: 'ClusterIP', sessionAffinity: 'ClientIP', ...serviceAnnotations(settings).service },
    podDisruptionBudget: disruption(kubernetes.replicas),
    prometheusSpec: {
      ...replicaValues(settings, 'prometheus', server.image, resources(kubernetes.cpu.prometheus, server.memory)),
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

/** The registry and pull secrets of images, for the chart and its subcharts. */
const imageSource = (settings: Settings) => {
  const { registry } = settings.images;
  return unlessEmpty('global', {
    ...(registry === undefined ? {} : { imageRegistry: registry }),
    ...imagePullSecrets(settings),
  });
};

/** The chart of the node exporter expects the digest with its algorithm. */
function nodeExporterImage(settings: Settings) {
  const { sha, ...parts } = parseImage(hostExporter(settings)?.settings.image ?? IMAGES.nodeExporter);
  return { ...parts, digest: sha === '' ? '' : `sha256:${sha}` };
}

/** It runs on every node, whatever the node selector; tolerations of the stack are added to those of the chart. */
function nodeExporterPlacement(settings: Settings) {
  const { nodeSelector: _nodeSelector, tolerations, ...otherFields } = placement(settings);
  return {
    ...otherFields,
    ...(tolerations === undefined
      ? {}
      : { tolerations: [{ effect: 'NoSchedule', operator: 'Exists' }, ...tolerations] }),
  };
}

/**
 * The values of a release that installs only the chart's `crds` folder; undefined if another operator has installed its
 * CRDs. Helm creates those that are missing, and neither changes nor deletes one, because other stacks and operators
 * use them too.
 */
export function crdsValues(settings: Settings) {
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
        // Otherwise the chart would use busybox without a fixed version.
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

/**
 * The values of kube-prometheus-stack: https://github.com/prometheus-community/helm-charts/blob/main/charts/kube-prometheus-stack/values.yaml.
 * `routed` says whether Alertmanager notifies.
 */
export function chartValues(settings: Settings, files: PrometheusRuleFiles<Vector>, routed: boolean) {
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
      // Alertmanager treats two alerts with one name as one incident; the catalogue's alert is the one with a runbook
      // here.
      disabled: Object.fromEntries(alertNames(settings.catalogue).map((name) => [name, true])),
    },
    kubernetesServiceMonitors: cluster,
    // These listen on localhost of the control plane, or the cloud provider runs them: their alerts would always fire.
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
      // Objects of other operators are not this operator's concern.
      namespaces: { releaseNamespace: true, additional: kubernetes.scrape.namespaces },
      kubeletService: cluster,
      ...placement(settings),
      ...workloadAnnotations,
      ...serviceAnnotations(settings),
      resources: resources('50m', 256),
      prometheusConfigReloader: { resources: resources('10m', 64) },
      admissionWebhooks: {
        // The API server calls this operator's webhook for the rules of its own namespace, not for another stack's.
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
export type ChartValues = ReturnType<typeof chartValues>;
