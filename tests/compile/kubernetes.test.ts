/** A stack as values of kube-prometheus-stack; whether the chart knows them is asked in `chart.test.ts`. */
import { load } from 'js-yaml';
import { portForward } from '../../compile/kubernetes/names';
import { mirrored } from '../../compile/kubernetes/pods';
import { ENCRYPTED } from '../../config/raw';
import { toSettings } from '../../config/settings';
import { compile } from '../../compile';
import { alertNames } from '../../rules/catalogue';
import { EXPORTERS } from '../support/exporters';
import { everything, onKubernetes, RECEIVER, valuesOf } from '../support/kubernetes';

type Raw = Readonly<Record<string, unknown>>;

test('the rule groups are those that Docker gets, and Prometheus’ own templates arrive as written', () => {
  const { additionalPrometheusRulesMap: map } = valuesOf();
  const files = compile(toSettings('prod', {})).prometheus;
  const onDocker = Object.keys(files).filter((path) => path.startsWith('rules/'));
  expect(onDocker).toHaveLength(Object.keys(map).length);
  for (const path of onDocker)
    expect(map[path.slice('rules/'.length, -'.yaml'.length)]).toEqual(load(files[path] ?? ''));
  expect(JSON.stringify(map)).toContain('{{ $value');
});

test('the platform is scraped by its service, under the labels that its queries ask for', () => {
  const { prometheus } = valuesOf({ backend: { selector: { job: 'api$1', cluster: 'eu' }, metricsPath: '/m' } });
  expect(prometheus.additionalServiceMonitors[0]).toEqual({
    name: 'trading-prod-platform',
    selector: { matchLabels: { app: 'backend-api' } },
    namespaceSelector: { matchNames: ['trading'] },
    endpoints: [
      {
        port: 'http',
        path: '/m',
        interval: '15s',
        relabelings: [
          // A single $ would stand for a part of the pattern.
          { targetLabel: 'job', replacement: 'api$$1' },
          { targetLabel: 'environment', replacement: 'prod' },
          { targetLabel: 'cluster', replacement: 'eu' },
        ],
      },
    ],
  });
});

test('the servers are scraped under the jobs that the alerts on the alerting look for', () => {
  const jobs = (routed: boolean) =>
    valuesOf({}, routed)
      .prometheus.additionalServiceMonitors.flatMap(({ endpoints }) => endpoints.flatMap((each) => each.relabelings))
      .filter(({ targetLabel }) => targetLabel === 'job')
      .map(({ replacement }) => replacement);
  expect(jobs(false)).toEqual(['backend-api', 'prometheus', 'grafana']);
  expect(jobs(true)).toEqual(['backend-api', 'prometheus', 'alertmanager']);
});

test('replicas keep apart, survive a drained node, and differ in one external label only', () => {
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

test('a single replica may go when its node is drained', () => {
  expect(valuesOf().prometheus.podDisruptionBudget.enabled).toBe(false);
});

test('volumes outlive the servers, and Prometheus keeps what the stack says', () => {
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

test('the cluster’s own monitoring comes whole or not at all', () => {
  const parts = (on: boolean) => {
    const { defaultRules, kubeStateMetrics, nodeExporter, kubernetesServiceMonitors, prometheusOperator } = valuesOf({
      kubernetes: { defaultRules: on },
    });
    const { kubeletService } = prometheusOperator;
    return [
      defaultRules.create,
      ...[kubeStateMetrics, nodeExporter, kubernetesServiceMonitors, kubeletService].map(({ enabled }) => enabled),
    ];
  };
  expect(parts(false)).toEqual([false, false, false, false, false]);
  expect(parts(true)).toEqual([true, true, true, true, true]);
});

test('exporters are scraped by their services, under the jobs that their alerts look for', () => {
  const monitors = valuesOf(EXPORTERS).prometheus.additionalServiceMonitors.slice(3);
  expect(monitors).toEqual(
    ['postgres', 'redis'].map((store) => ({
      name: `trading-prod-${store}-exporter`,
      selector: {
        matchLabels: {
          'app.kubernetes.io/name': `${store}-exporter`,
          'app.kubernetes.io/instance': 'trading-prod',
        },
      },
      namespaceSelector: { matchNames: ['trading-observability-prod'] },
      endpoints: [
        {
          port: 'metrics',
          path: '/metrics',
          interval: '15s',
          relabelings: [
            { targetLabel: 'job', replacement: `${store}-exporter` },
            { targetLabel: 'environment', replacement: 'prod' },
          ],
        },
      ],
    })),
  );
  expect(valuesOf().prometheus.additionalServiceMonitors).toHaveLength(3);
});

test.each([
  ['neither', {}, false, '64Mi'],
  ['the cluster’s own monitoring', { kubernetes: { defaultRules: true } }, true, '64Mi'],
  ['the exporter', { exporters: { node: { memory: 96 } } }, true, '96Mi'],
  ['an exporter that is off', { exporters: { node: { enabled: false } } }, false, '64Mi'],
])('hosts are measured once, whichever asks for it: %s', (_asks, raw, on, memory) => {
  const { nodeExporter, 'prometheus-node-exporter': node, prometheus } = valuesOf(raw);
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
  // The chart's own monitor is the only one.
  expect(JSON.stringify(prometheus.additionalServiceMonitors)).not.toContain('node-exporter');
});

test.each([
  ['prom/x:v1', undefined, 'prom/x:v1'],
  ['prom/x:v1', 'mirror.example.com', 'mirror.example.com/prom/x:v1'],
  ['quay.io/prom/x:v1', 'mirror.example.com:5000', 'mirror.example.com:5000/prom/x:v1'],
  ['registry.example.com/x:v1', 'mirror.example.com', 'registry.example.com/x:v1'],
  ['localhost/x:v1', 'mirror.example.com', 'localhost/x:v1'],
])('the image %s, with the mirror %s, is %s', (image, registry, taken) => {
  expect(mirrored(image, registry)).toBe(taken);
});

test('no alert of the chart shares a name with one of the catalogue', () => {
  expect(Object.keys(valuesOf().defaultRules.disabled)).toEqual(alertNames);
});

test('one notifies: the chart’s Alertmanager is off unless it is the one', () => {
  expect(valuesOf().alertmanager).toEqual({ enabled: false });
  expect(valuesOf({ kubernetes: { replicas: 2 } }, true).alertmanager).toMatchObject({
    enabled: true,
    alertmanagerSpec: { replicas: 2, useExistingSecret: true, configSecret: 'trading-prod-alertmanager-config' },
  });
});

test('no credential is in the values, only the secret that has it', () => {
  const [basic, bearer] = valuesOf(everything).prometheus.prometheusSpec.remoteWrite;
  const name = 'trading-prod-remote-write';
  expect(basic).toMatchObject({
    url: RECEIVER,
    basicAuth: { username: { name, key: 'remote-write-0-user' }, password: { name, key: 'remote-write-0' } },
    writeRelabelConfigs: [
      { action: 'keep', sourceLabels: ['job'] },
      { action: 'keep', sourceLabels: ['__name__'] },
    ],
  });
  expect(bearer).toEqual({
    url: RECEIVER,
    headers: { 'X-Scope-OrgID': 'trading' },
    authorization: { type: 'Bearer', credentials: { name, key: 'remote-write-1' } },
  });
  expect(JSON.stringify(valuesOf(everything))).not.toContain(ENCRYPTED);
});

test('Grafana reads its password from a file, has no rights in the cluster, and runs as nobody special', () => {
  expect(valuesOf().grafana).toMatchObject({
    admin: { existingSecret: 'trading-prod-grafana-admin' },
    env: { GF_SECURITY_ADMIN_PASSWORD__FILE: '/etc/grafana-secrets/admin-password' },
    extraSecretMounts: [{ secretName: 'trading-prod-grafana-admin', mountPath: '/etc/grafana-secrets' }],
    automountServiceAccountToken: false,
    rbac: { create: false },
    securityContext: { runAsNonRoot: true },
    initChownData: { enabled: false },
    'grafana.ini': { users: { allow_sign_up: false }, analytics: { reporting_enabled: false } },
  });
});

test('without an address of its own, Grafana is reached by a port-forward that is told', () => {
  const told = (raw: Raw) => portForward(toSettings('prod', onKubernetes(raw)));
  expect(told({})).toBe(
    'kubectl --context test --namespace trading-observability-prod port-forward svc/trading-prod-grafana 3000:80',
  );
  expect(told({ kubernetes: { ingress: { host: 'grafana.example.com' } } })).toBeUndefined();
});

test('every pod that the stack configures has a limit on its memory', () => {
  const values = valuesOf(everything, true);
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
