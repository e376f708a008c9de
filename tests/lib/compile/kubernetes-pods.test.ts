/** The pods of a stack on Kubernetes: where they run, their labels, images, memory and volumes. */
import { trading } from '../../../platform';
import { mirroredImage, parseImage } from '../../../lib/settings/images';
import { IMAGES } from '../../../lib/settings/versions';
import { namespaceLabels } from '../../../lib/compile/kubernetes/pods';
import { toSettings } from '../../../lib/settings/settings';
import { clusterOf, fullKubernetesSettings, objectsOf, kubernetesSettings, valuesOf } from '../../support/kubernetes';

type Raw = Readonly<Record<string, unknown>>;

test('replicas run on different nodes, survive a drained node, and differ in one external label only', () => {
  const { podDisruptionBudget, prometheusSpec, service } = valuesOf({
    backend: { selector: { cluster: 'eu' } },
    kubernetes: { replicas: 2, podAntiAffinity: 'hard', topologyKey: 'zone', replicaLabel: '__replica__' },
  }).prometheus;
  expect(podDisruptionBudget).toEqual({ enabled: true, minAvailable: 1 });
  expect(prometheusSpec).toMatchObject({
    replicas: 2,
    podAntiAffinity: 'hard',
    podAntiAffinityTopologyKey: 'zone',
    replicaExternalLabelName: '__replica__',
    externalLabels: { environment: 'prod', cluster: 'eu' },
  });
  expect(service.sessionAffinity).toBe('ClientIP');
});

/** Every group that has `key`, by its path. */
function groupsWith(key: string, value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [
    ...(name === key ? [path] : []),
    ...groupsWith(key, inner, `${path}${path === '' ? '' : '.'}${name}`),
  ]);
}

test('every pod of the chart runs where the stack says, but the node exporter runs on each node', () => {
  const values = valuesOf(fullKubernetesSettings, true);
  const workloads = [
    'kube-state-metrics',
    'prometheus-node-exporter',
    'prometheusOperator',
    'prometheusOperator.admissionWebhooks.patch',
    'prometheus.prometheusSpec',
    'alertmanager.alertmanagerSpec',
    'grafana',
  ];
  expect(groupsWith('tolerations', values).sort()).toEqual([...workloads].sort());
  expect(groupsWith('priorityClassName', values).sort()).toEqual([...workloads].sort());
  expect(groupsWith('nodeSelector', values).sort()).toEqual(
    workloads.filter((each) => each !== 'prometheus-node-exporter').sort(),
  );
  const toleration = { key: 'dedicated', operator: 'Equal', value: 'monitoring', effect: 'NoSchedule' };
  expect(values['prometheus-node-exporter'].tolerations).toEqual([
    { effect: 'NoSchedule', operator: 'Exists' },
    toleration,
  ]);
  expect(values.grafana.tolerations).toEqual([toleration]);
  expect(values.global).toEqual({ imageRegistry: 'mirror.example.com', imagePullSecrets: [{ name: 'mirror' }] });
  expect(clusterOf(fullKubernetesSettings).crdsValues).toMatchObject({
    global: values.global,
    crds: { upgradeJob: { nodeSelector: { pool: 'monitoring' }, tolerations: [toleration] } },
  });
});

test('replicas of Prometheus and of Alertmanager spread, each counted by its own label', () => {
  const { prometheus, alertmanager } = valuesOf(fullKubernetesSettings, true);
  const spread = { topologyKey: 'topology.kubernetes.io/zone', maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule' };
  expect(prometheus.prometheusSpec.topologySpreadConstraints).toEqual([
    {
      ...spread,
      labelSelector: {
        matchLabels: {
          'app.kubernetes.io/name': 'prometheus',
          'operator.prometheus.io/name': 'trading-prod-prometheus',
        },
      },
    },
  ]);
  expect(alertmanager.alertmanagerSpec?.topologySpreadConstraints).toEqual([
    {
      ...spread,
      labelSelector: {
        matchLabels: { 'app.kubernetes.io/name': 'alertmanager', alertmanager: 'trading-prod-alertmanager' },
      },
    },
  ]);
});

test('the stack’s labels are on every object, and its annotations on workloads, pods and services, not on volumes', () => {
  const values = valuesOf(fullKubernetesSettings, true);
  expect(values).toMatchObject({
    commonLabels: { team: 'sre' },
    'kube-state-metrics': { customLabels: { team: 'sre' } },
    'prometheus-node-exporter': { commonLabels: { team: 'sre' } },
    prometheus: { prometheusSpec: { podMetadata: { labels: { team: 'sre' } } } },
    alertmanager: { alertmanagerSpec: { podMetadata: { labels: { team: 'sre' } } } },
    grafana: { extraLabels: { team: 'sre' } },
  });
  const owner = { 'example.com/owner': 'SRE on call' };
  for (const annotations of [
    values.prometheus.annotations,
    values.prometheus.service.annotations,
    values.prometheus.prometheusSpec.podMetadata?.annotations,
    values.alertmanager.service?.annotations,
    values.grafana.annotations,
    values.grafana.podAnnotations,
    values.grafana.service?.annotations,
    values.prometheusOperator.podAnnotations,
  ])
    expect(annotations).toEqual(owner);
  expect(JSON.stringify(values.prometheus.prometheusSpec.storageSpec)).not.toContain('sre');
  expect(values.grafana.persistence.annotations).toEqual({ 'helm.sh/resource-policy': 'keep' });
  for (const { metadata } of Object.values(clusterOf(fullKubernetesSettings).objects))
    expect(metadata).toMatchObject({ labels: { team: 'sre', release: 'trading-prod' }, annotations: owner });
});

test('a single replica may be evicted when its node is drained', () => {
  expect(valuesOf().prometheus.podDisruptionBudget.enabled).toBe(false);
});

test('volumes outlive the servers, and Prometheus has the retention of the stack', () => {
  const { prometheus, grafana } = valuesOf({
    prometheus: { retention: '90d', retentionSize: '50GB' },
    kubernetes: { storage: { class: 'fast', size: '80Gi', grafanaSize: '8Gi' }, protectData: true },
  });
  expect(prometheus.prometheusSpec).toMatchObject({
    retention: '90d',
    retentionSize: '50GB',
    persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
    storageSpec: {
      volumeClaimTemplate: { spec: { storageClassName: 'fast', resources: { requests: { storage: '80Gi' } } } },
    },
  });
  expect(grafana.persistence).toMatchObject({
    enabled: true,
    storageClassName: 'fast',
    size: '8Gi',
    annotations: { 'helm.sh/resource-policy': 'keep' },
  });
});

test.each([
  ['neither', {}, false, '64Mi'],
  ['the cluster’s own monitoring', { kubernetes: { defaultRules: true } }, true, '64Mi'],
  ['the exporter', { exporters: { node: { memory: 96 } } }, true, '96Mi'],
  ['an exporter that is off', { exporters: { node: { enabled: false } } }, false, '64Mi'],
])('hosts are measured once, whichever setting asks for it: %s', (_asks, raw, on, memory) => {
  const { nodeExporter, 'prometheus-node-exporter': node } = valuesOf(raw);
  expect(nodeExporter.enabled).toBe(on);
  expect(node).toMatchObject({
    resources: { limits: { memory } },
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    containerSecurityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
    prometheus: {
      monitor: {
        relabelings: [
          { targetLabel: 'job', replacement: 'node-exporter' },
          { targetLabel: 'environment', replacement: 'prod' },
        ],
      },
    },
  });
  // Only the chart's own monitor exists.
  expect(JSON.stringify(objectsOf('ServiceMonitor', raw))).not.toContain('node-exporter');
});

test.each([
  ['prom/x:v1', undefined, 'prom/x:v1'],
  ['prom/x:v1', 'mirror.example.com', 'mirror.example.com/prom/x:v1'],
  ['quay.io/prom/x:v1', 'mirror.example.com:5000', 'mirror.example.com:5000/prom/x:v1'],
  ['registry.example.com/x:v1', 'mirror.example.com', 'registry.example.com/x:v1'],
  ['localhost/x:v1', 'mirror.example.com', 'localhost/x:v1'],
])('the image %s, with the mirror %s, is %s', (image, registry, mirrored) => {
  expect(mirroredImage(image, registry)).toBe(mirrored);
});

test('the chart’s servers have the same images as with Docker, also those that a stack names by digest', () => {
  const sha = 'a'.repeat(64);
  const { prometheus, alertmanager, grafana, ...values } = valuesOf(
    { grafana: { image: `grafana/grafana:12.4.5@sha256:${sha}` } },
    true,
  );
  expect(prometheus.prometheusSpec.image).toEqual(parseImage(IMAGES.prometheus));
  expect(alertmanager.alertmanagerSpec?.image).toEqual(parseImage(IMAGES.alertmanager));
  expect(grafana.image).toEqual({ registry: 'docker.io', repository: 'grafana/grafana', tag: '12.4.5', sha });
  expect(values['prometheus-node-exporter'].image.digest).toBe(`sha256:${parseImage(IMAGES.nodeExporter).sha}`);
});

test('every pod that the stack configures has a memory limit', () => {
  const values = valuesOf(fullKubernetesSettings, true);
  const found: unknown[] = [];
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if ('resources' in value && !('accessModes' in value)) found.push(value.resources);
    Object.values(value).forEach(walk);
  };
  walk(values);
  expect(found).toHaveLength(8);
  for (const each of found)
    expect(each).toMatchObject({ limits: { memory: expect.stringMatching(/^\d+Mi$/) as string } });
});

test('the namespace admits only restricted pods, unless hosts are measured', () => {
  const enforced = (raw: Raw) =>
    namespaceLabels(toSettings(trading, 'prod', kubernetesSettings(raw)))['pod-security.kubernetes.io/enforce'];
  expect(enforced({})).toBe('restricted');
  expect(enforced({ exporters: { node: {} } })).toBe('privileged');
});
