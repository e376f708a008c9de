/**
 * A stack as values of kube-prometheus-stack. The keys are held against the chart's own values where the environment
 * variable KUBE_PROMETHEUS_STACK names a folder with the chart (and Grafana's in `charts/grafana`); without it, only
 * against the types in `components/kubernetes/chart.ts`, which were written after release 88.5.3.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import type { ChartValues } from '../../components/kubernetes/chart';
import { portForward } from '../../components/kubernetes/names';
import { chartValues } from '../../components/kubernetes/values';
import { ENCRYPTED } from '../../config/raw';
import { ruleContext, toSettings } from '../../config/settings';
import { compile } from '../../content';
import { alertNames } from '../../rules/catalogue';
import { prometheusRules } from '../../rules/compile/prometheus';
import { onKubernetes } from '../support/kubernetes';

type Raw = Readonly<Record<string, unknown>>;

function valuesOf(raw: Raw = {}, routed = false): ChartValues {
  const settings = toSettings('prod', onKubernetes(raw));
  return chartValues(settings, prometheusRules(ruleContext(settings)), routed);
}
const url = 'https://mimir.example.com/api/v1/push';
const everything = {
  backend: { selector: { cluster: 'eu' } },
  prometheus: {
    remoteWrite: [
      { url, basicAuth: { username: '1', password: ENCRYPTED } },
      { url, bearerToken: ENCRYPTED, headers: { 'X-Scope-OrgID': 'trading' }, sendOnlyContract: false },
    ],
  },
  kubernetes: {
    replicas: 3,
    imageRegistry: 'mirror.example.com',
    storage: { class: 'fast' },
    defaultRules: true,
    crdUpgradeJob: true,
    protectData: true,
    ingress: { host: 'grafana.example.com', className: 'nginx', tlsSecret: 'tls' },
  },
};

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
  expect(jobs(false)).toEqual(['backend-api', 'prometheus']);
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
    url,
    basicAuth: { username: { name, key: 'remote-write-0-user' }, password: { name, key: 'remote-write-0' } },
    writeRelabelConfigs: [
      { action: 'keep', sourceLabels: ['job'] },
      { action: 'keep', sourceLabels: ['__name__'] },
    ],
  });
  expect(bearer).toEqual({
    url,
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

const CHART = process.env.KUBE_PROMETHEUS_STACK ?? '';
/** Groups whose keys the chart passes on as they are, so that its own values do not list them. */
const PASSED_ON =
  /^(additionalPrometheusRulesMap|defaultRules\.disabled|global\.imageRegistry|.*\.(resources|storageSpec|storage|externalLabels|remoteWrite|additionalServiceMonitors|persistentVolumeClaimRetentionPolicy|ruleSelector|env|annotations|extraSecretMounts|securityContext|namespaces|containerSecurityContext)|prometheusOperator\.admissionWebhooks\.patch|grafana\.grafana\.ini|.*\.ingressClassName|.*\.storageClassName|kube-state-metrics|prometheus-node-exporter)(\.|$)/;

(existsSync(join(CHART, 'Chart.yaml')) ? test : test.skip)('the chart knows every key that is set', () => {
  const read = (path: string) => load(readFileSync(join(CHART, path), 'utf8')) as Record<string, unknown>;
  const own = read('values.yaml');
  const merged = (a: unknown, b: unknown): unknown =>
    typeof a === 'object' && a !== null && !Array.isArray(a) && typeof b === 'object' && b !== null
      ? Object.fromEntries(
          [...new Set([...Object.keys(a), ...Object.keys(b)])].map((key) => [
            key,
            merged((a as Raw)[key], (b as Raw)[key]),
          ]),
        )
      : (a ?? b);
  const known = { ...own, grafana: merged(own.grafana, read('charts/grafana/values.yaml')) };
  const unknown: string[] = [];
  const walk = (set: unknown, has: unknown, path: string): void => {
    if (typeof set !== 'object' || set === null || Array.isArray(set) || PASSED_ON.test(path)) return;
    for (const [key, value] of Object.entries(set)) {
      const at = path === '' ? key : `${path}.${key}`;
      if (PASSED_ON.test(at)) continue;
      if (typeof has !== 'object' || has === null || !(key in has)) unknown.push(at);
      else walk(value, (has as Raw)[key], at);
    }
  };
  walk(valuesOf(everything, true), known, '');
  // The chart leaves out of its values what has no default; its templates then read it.
  const templates = ['templates', 'charts/grafana/templates'].flatMap((folder) =>
    readdirSync(join(CHART, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(yaml|tpl)$/.test(file))
      .map((file) => readFileSync(join(CHART, folder, file), 'utf8')),
  );
  const readBy = (key: string) => templates.some((text) => text.includes(`.Values.${key.replace(/^grafana\./, '')}`));
  expect(unknown.filter((key) => !readBy(key))).toEqual([]);
});
