/** A stack as values of kube-prometheus-stack; `chart.test.ts` checks that the chart knows them. */
import { trading } from '../../../platform';
import { grafanaSecrets } from '../../../lib/compile/kubernetes/grafana';
import { parseImage } from '../../../lib/settings/images';
import { ENCRYPTED } from '../../../lib/settings/raw';
import { toSettings } from '../../../lib/settings/settings';
import { compile } from '../../../lib/compile';
import { alertNames } from '../../../platform';
import {
  clusterOf,
  fullKubernetesSettings,
  kubernetesSettings,
  REMOTE_WRITE_URL,
  valuesOf,
} from '../../support/kubernetes';
import { EVERY_RECEIVER } from '../../support/receivers';

type Raw = Readonly<Record<string, unknown>>;

test('the cluster’s own monitoring is deployed completely or not at all', () => {
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

test.each([
  ['prom/x:v1', 'docker.io', 'prom/x', 'v1', ''],
  ['busybox:1.37.0', 'docker.io', 'busybox', '1.37.0', ''],
  ['registry.example.com:5000/a/b:v1', 'registry.example.com:5000', 'a/b', 'v1', ''],
  [`prom/x@sha256:${'0'.repeat(64)}`, 'docker.io', 'prom/x', '', '0'.repeat(64)],
  [`quay.io/prom/x:v1@sha256:${'0'.repeat(64)}`, 'quay.io', 'prom/x', 'v1', '0'.repeat(64)],
])('the image %s is split into its parts', (image, registry, repository, tag, sha) => {
  expect(parseImage(image)).toEqual({ registry, repository, tag, sha });
});

test('no alert of the chart has the name of one of the catalogue', () => {
  expect(Object.keys(valuesOf().defaultRules.disabled)).toEqual(alertNames);
});

test('the chart’s Alertmanager is off unless it is the engine', () => {
  expect(valuesOf().alertmanager).toEqual({ enabled: false });
  expect(valuesOf({ kubernetes: { replicas: 2 } }, true).alertmanager).toMatchObject({
    enabled: true,
    alertmanagerSpec: { replicas: 2, useExistingSecret: true, configSecret: 'trading-prod-alertmanager-config' },
  });
});

test('the values name the secret of each credential, and contain no credential', () => {
  const [basic, bearer] = valuesOf(fullKubernetesSettings).prometheus.prometheusSpec.remoteWrite;
  const name = 'trading-prod-remote-write';
  expect(basic).toMatchObject({
    url: REMOTE_WRITE_URL,
    basicAuth: { username: { name, key: 'remote-write-0-user' }, password: { name, key: 'remote-write-0' } },
    writeRelabelConfigs: [
      { action: 'keep', sourceLabels: ['job'] },
      { action: 'keep', sourceLabels: ['__name__'] },
    ],
  });
  expect(bearer).toEqual({
    url: REMOTE_WRITE_URL,
    headers: { 'X-Scope-OrgID': 'trading' },
    authorization: { type: 'Bearer', credentials: { name, key: 'remote-write-1' } },
  });
  expect(JSON.stringify(clusterOf(fullKubernetesSettings))).not.toContain(ENCRYPTED);
});

test('Grafana reads its password from a file, has no rights in the cluster, and runs without privileges', () => {
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

/** Settings as the engine passes them: with decrypted credentials. */
function decrypted(more: Raw) {
  const settings = toSettings(trading, 'prod', kubernetesSettings(more), new Set(['alerting']));
  const { servers } = compile(settings);
  if (servers.target !== 'kubernetes') throw new Error(`the stack is for ${servers.target}`);
  return { settings, values: servers.chartValues };
}

test('mail goes through the SMTP server of the stack, with its password in the secret and never in the values', () => {
  const { settings, values } = decrypted({ alerting: EVERY_RECEIVER });
  expect(values.grafana['grafana.ini'].smtp).toEqual({
    enabled: true,
    host: EVERY_RECEIVER.smtp.host,
    from_address: EVERY_RECEIVER.smtp.from,
    startTLS_policy: 'MandatoryStartTLS',
    user: EVERY_RECEIVER.smtp.user,
  });
  expect(values.grafana.env.GF_SMTP_PASSWORD__FILE).toBe('/etc/grafana-secrets/smtp-password');
  expect(grafanaSecrets(settings)['smtp-password']?.reveal()).toBe(EVERY_RECEIVER.smtp.password);
  expect(JSON.stringify(values)).not.toContain(EVERY_RECEIVER.smtp.password);
  expect(valuesOf().grafana['grafana.ini'].smtp).toBeUndefined();
});

test('with an existing operator the stack deploys neither an operator nor its CRDs, but the servers and their objects', () => {
  const { crdsValues, chartValues, objects } = clusterOf({ kubernetes: { operator: 'existing' } });
  expect(crdsValues).toBeUndefined();
  expect(chartValues).toMatchObject({ prometheusOperator: { enabled: false }, crds: { enabled: false } });
  expect(Object.keys(objects)).toEqual(Object.keys(clusterOf().objects));
});

test('objects of two stacks in one cluster have different names, and each operator watches its own namespace', () => {
  const stack = (environment: string) => clusterOf({ environment });
  const called = (environment: string) =>
    Object.values(stack(environment).objects).map(({ metadata }) => metadata.name);
  expect(called('blue').filter((name) => called('green').includes(name))).toEqual([]);
  expect(stack('blue').chartValues.fullnameOverride).not.toBe(stack('green').chartValues.fullnameOverride);
  const { namespaces, admissionWebhooks } = stack('blue').chartValues.prometheusOperator;
  expect(namespaces).toEqual({ releaseNamespace: true, additional: [] });
  expect(admissionWebhooks.namespaceSelector.matchLabels).toEqual({
    'kubernetes.io/metadata.name': 'trading-observability-blue',
  });
});

test('Alertmanager has the memory limit of the stack', () => {
  const alerting = { ...EVERY_RECEIVER, engine: 'alertmanager' };
  const { alertmanagerSpec } = decrypted({ alerting, alertmanager: { memory: 200 } }).values.alertmanager;
  expect(alertmanagerSpec?.resources.limits.memory).toBe('200Mi');
});
