/**
 * The program with `target: kubernetes` on the real Pulumi engine. The provider is a test double: these tests prove
 * what the engine sends it, not what a cluster or Helm does with it.
 */
import { trading } from '../../platform';
import { compile } from '../../lib/compile';
import type { OperatorObject } from '../../lib/compile/kubernetes/objects';
import { toSettings } from '../../lib/settings/settings';
import { startEngine, calledResources, decryptedResources, resourceLabel, type Engine } from '../support/engine';
import { kubernetesSettings } from '../support/kubernetes';

const PASSWORD = 'a-password-that-must-not-leak';
const TOKEN = 'a-token-that-must-not-leak';
const KUBECONFIG = 'apiVersion: v1 # a-kubeconfig-that-must-not-leak';
const CREDENTIALS = [PASSWORD, TOKEN, 'a-kubeconfig-that-must-not-leak'];

process.env.DOUBLE_PASSWORD = PASSWORD;

interface Values {
  readonly prometheus: { readonly prometheusSpec: { readonly replicas: number; readonly remoteWrite: unknown[] } };
}
interface Release {
  readonly version: string;
  readonly values: Values;
}
const releaseOf = async (subject: Engine): Promise<Release> =>
  (await decryptedResources(subject)).find(({ urn }) => urn.endsWith('::servers-kube-prometheus-stack'))
    ?.inputs as never;

/** Paths at which two values differ. */
function differences(a: unknown, b: unknown, path = ''): string[] {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b ? [] : [path];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((key) =>
    differences((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key], `${path}/${key}`),
  );
}

describe('a stack in a cluster', () => {
  let subject: Engine;
  const set = (key: string, value: string, secret = false) =>
    subject.stack.setAllConfig({ [`trading-observability:${key}`]: { value, secret } }, true);
  beforeAll(async () => {
    subject = await startEngine(
      'prod',
      kubernetesSettings({
        prometheus: { remoteWrite: [{ url: 'https://mimir.example.com/api/v1/push' }] },
        kubernetes: { replicas: 2, protectData: true, ingress: { host: 'grafana.example.com' } },
      }),
    );
    await set('prometheus.remoteWrite[0].bearerToken', TOKEN, true);
    await set('kubernetes.kubeconfig', KUBECONFIG, true);
  });
  afterAll(() => subject?.close());

  test('the first preview works before anything exists, and creates nothing', async () => {
    const { changeSummary } = await subject.stack.preview();
    expect(Object.keys(changeSummary)).toEqual(['create']);
    expect(subject.calls()).toEqual([]);
  });

  test('up creates the namespace, the operator’s CRDs, its rules and monitors, the servers and their content, in this order', async () => {
    await subject.up();
    const calls = subject.calls();
    expect(calledResources(calls, 'create')).toEqual([
      'Dashboard api-health',
      'Dashboard business-kpis',
      'Dashboard monitoring',
      'Dashboard overview',
      'DataSource prometheus',
      'Folder folder',
      'Namespace namespace',
      'NetworkPolicy network-admission-create',
      'NetworkPolicy network-admission-patch',
      'NetworkPolicy network-grafana',
      'NetworkPolicy network-operator',
      'NetworkPolicy network-prometheus',
      'OrganizationPreferences home',
      'PrometheusRule rules-api-health',
      'PrometheusRule rules-business-health',
      'PrometheusRule rules-inhibition',
      'PrometheusRule rules-meta',
      'PrometheusRule rules-recording',
      'PrometheusRule rules-slo',
      'RandomPassword grafana-admin',
      'Release kube-prometheus-stack',
      'Release operator-kinds',
      'RuleGroup api-health',
      'RuleGroup business-health',
      'RuleGroup meta',
      'RuleGroup slo',
      'Secret grafana-admin',
      'Secret remote-write',
      'ServiceMonitor monitor-grafana',
      'ServiceMonitor monitor-platform',
      'ServiceMonitor monitor-prometheus',
    ]);
    const order = calls.map(resourceLabel);
    const ordered = [
      ['Namespace namespace', 'Secret grafana-admin', 'Release kube-prometheus-stack', 'Folder folder'],
      ['Secret remote-write', 'Release kube-prometheus-stack'],
      ['NetworkPolicy network-prometheus', 'Release kube-prometheus-stack'],
      ['Namespace namespace', 'Release operator-kinds', 'PrometheusRule rules-meta', 'Release kube-prometheus-stack'],
      ['Release operator-kinds', 'ServiceMonitor monitor-platform', 'Release kube-prometheus-stack'],
    ];
    for (const names of ordered) expect(order.filter((name) => names.includes(name))).toEqual(names);
  });

  test('the release has a fixed version, a named repository, and is rolled back on failure', async () => {
    const { props } = await releaseOf(subject).then((inputs) => ({ props: inputs as unknown as object }));
    expect(props).toMatchObject({
      name: 'trading-prod',
      namespace: 'trading-observability-prod',
      chart: 'kube-prometheus-stack',
      version: '88.5.3',
      repositoryOpts: { repo: 'https://prometheus-community.github.io/helm-charts' },
      atomic: true,
      waitForJobs: true,
      timeout: 900,
    });
  });

  test('the catalogue gives the same alerts as with Docker', async () => {
    const there = (await decryptedResources(subject))
      .filter(({ type }) => type.endsWith(':PrometheusRule'))
      .flatMap(({ inputs }) => (inputs as unknown as Extract<OperatorObject, { kind: 'PrometheusRule' }>).spec.groups)
      .flatMap(({ rules }) => rules.flatMap(({ alert }) => (alert === undefined ? [] : [alert])));
    const here = compile(toSettings(trading, 'prod', {})).alerts.map(({ name }) => name);
    expect(there.sort()).toEqual([...here].sort());
  });

  test('a second up changes nothing', async () => {
    expect(Object.keys(await subject.up())).toEqual(['same']);
    expect(subject.calls()).toEqual([]);
  });

  test('no credential is readable in state, outputs or values', async () => {
    for (const credential of CREDENTIALS) expect(subject.state()).not.toContain(credential);
    const outputs = await subject.stack.outputs();
    const open = Object.values(outputs).filter(({ secret }) => !secret);
    expect(open.length).toBeGreaterThan(0);
    for (const credential of CREDENTIALS) {
      expect(JSON.stringify(open)).not.toContain(credential);
      expect(JSON.stringify(await releaseOf(subject))).not.toContain(credential);
    }
    // The credentials do reach the resources that need them.
    const inputs = JSON.stringify((await decryptedResources(subject)).map((resource) => resource.inputs));
    for (const credential of CREDENTIALS) expect(inputs).toContain(credential);
  });

  test('the outputs have the addresses of the servers, or the command that makes them reachable', async () => {
    const outputs = await subject.stack.outputs();
    expect(outputs).toMatchObject({
      grafanaUrl: { value: 'http://grafana.example.com' },
      portForward: {
        value: {
          prometheus:
            'kubectl --context test --namespace trading-observability-prod port-forward svc/trading-prod-prometheus 9090:9090',
        },
      },
    });
    expect(outputs).not.toHaveProperty('prometheusUrl');
  });

  test('up restores a rule that somebody changed or deleted by hand', async () => {
    const rules = 'PrometheusRule rules-meta';
    subject.simulateDrift('rules-meta', { spec: { groups: [] } });
    await subject.up({ refresh: true });
    expect(subject.calls().map((each) => `${each.call} ${resourceLabel(each)}`)).toEqual([`update ${rules}`]);
    subject.simulateDrift('rules-meta', undefined);
    await subject.up({ refresh: true });
    expect(subject.calls().map((each) => `${each.call} ${resourceLabel(each)}`)).toEqual([`create ${rules}`]);
  });

  test('the namespace, whose deletion would delete the volumes, is protected, and so is Grafana’s admin password', async () => {
    const named = async (name: string) =>
      (await decryptedResources(subject)).find(({ urn }) => urn.endsWith(`::servers-${name}`));
    expect(await named('namespace')).toMatchObject({ protect: true, retainOnDelete: true });
    const password = (await decryptedResources(subject)).find(({ type }) => type.endsWith(':RandomPassword'));
    expect(password).toMatchObject({ protect: true });
  });

  const inputsOf = async (name: string) =>
    (await decryptedResources(subject)).find(({ urn }) => urn.endsWith(`::servers-${name}`))?.inputs;

  test.each([
    [
      'a threshold',
      'thresholds.HighAPILatency.above',
      '0.8',
      ['Dashboard api-health', 'Dashboard overview', 'PrometheusRule rules-api-health', 'RuleGroup api-health'],
      'rules-api-health',
      // The recording rules for slow requests, and the alert that compares them.
      /^\/spec\/groups\/0\/rules\/\d+\/(record|expr|annotations\/(description|when_resolved|value|limit))$/,
    ],
    [
      'the chart’s version',
      'kubernetes.chart.version',
      '88.6.0',
      ['Release kube-prometheus-stack', 'Release operator-kinds'],
      'kube-prometheus-stack',
      /^\/version$/,
    ],
    [
      'the number of replicas',
      'kubernetes.replicas',
      '3',
      ['Release kube-prometheus-stack'],
      'kube-prometheus-stack',
      /^\/values\/prometheus\/(prometheusSpec\/replicas|podDisruptionBudget\/minAvailable)$/,
    ],
  ])('a change of %s shows only that change', async (_what, key, value, updated, name, path) => {
    const before = await inputsOf(name);
    await set(key, value);
    await subject.up();
    const calls = subject.calls();
    expect(calls.map(resourceLabel).sort()).toEqual(updated);
    expect(calledResources(calls, 'update')).toEqual(updated);
    const changed = differences(before, await inputsOf(name)).filter((at) => !at.includes('/__'));
    expect(changed.length).toBeGreaterThan(0);
    for (const at of changed) expect(at).toMatch(path);
  });

  test('refresh finds no drift', async () => {
    const { summary } = await subject.stack.refresh();
    expect(Object.keys(summary.resourceChanges ?? {})).toEqual(['same']);
  });
});

test('an existing namespace and a chart from an archive are used unchanged', async () => {
  const subject = await startEngine(
    'prod',
    kubernetesSettings({
      kubernetes: { namespace: 'monitoring', createNamespace: false, chart: { archive: '/charts/stack.tgz' } },
    }),
  );
  try {
    await subject.up();
    const calls = subject.calls();
    expect(calledResources(calls, 'create')).not.toContain('Namespace namespace');
    const release = calls.find(({ type }) => type.endsWith(':Release'))?.props;
    expect(release).toMatchObject({ chart: '/charts/stack.tgz', namespace: 'monitoring' });
    expect(release).not.toHaveProperty('version');
    await subject.stack.destroy();
    // Grafana's content is lost with its volume.
    const inCluster = calls.filter(({ type }) => !type.startsWith('grafana:'));
    expect(calledResources(subject.calls(), 'delete')).toEqual(calledResources(inCluster, 'create'));
  } finally {
    subject.close();
  }
});
