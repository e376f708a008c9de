/**
 * The program with `target: kubernetes` on the real Pulumi engine. The provider is a recording double: what the engine
 * tells it is proved here, not what a cluster or Helm make of it.
 */
import { compile } from '../../content';
import { toSettings } from '../../config/settings';
import { engine, type Call, type Engine } from '../support/engine';
import { onKubernetes } from '../support/kubernetes';

const PASSWORD = 'a-password-that-must-not-leak';
const TOKEN = 'a-token-that-must-not-leak';
const KUBECONFIG = 'apiVersion: v1 # a-kubeconfig-that-must-not-leak';
const CREDENTIALS = [PASSWORD, TOKEN, 'a-kubeconfig-that-must-not-leak'];

jest.setTimeout(180_000);
process.env.DOUBLE_PASSWORD = PASSWORD;

const short = ({ urn, type }: Pick<Call, 'urn' | 'type'>): string =>
  `${type.split(':').pop()} ${urn.split('::').pop()}`;
const names = (calls: readonly Call[], call: Call['call']): string[] =>
  calls
    .filter((each) => each.call === call)
    .map(short)
    .sort();

interface Values {
  readonly additionalPrometheusRulesMap: Readonly<Record<string, { groups: { rules: { alert: string }[] }[] }>>;
  readonly prometheus: { readonly prometheusSpec: { readonly replicas: number; readonly remoteWrite: unknown[] } };
}
interface Release {
  readonly version: string;
  readonly values: Values;
}
interface State {
  readonly resources: {
    readonly urn: string;
    readonly type: string;
    readonly inputs: Readonly<Record<string, unknown>>;
    readonly dependencies?: readonly string[];
    readonly protect?: boolean;
    readonly retainOnDelete?: boolean;
  }[];
}
const resources = async ({ stack }: Engine): Promise<State['resources']> =>
  ((await stack.exportStack()) as { deployment: State }).deployment.resources;
const releaseOf = async (subject: Engine): Promise<Release> =>
  (await resources(subject)).find(({ type }) => type === 'kubernetes:helm.sh/v3:Release')?.inputs as never;

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
    subject = await engine(
      'prod',
      onKubernetes({
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

  test('up creates a namespace, secrets, one release and the content, the release before the content', async () => {
    await subject.stack.up();
    const calls = subject.calls();
    expect(names(calls, 'create')).toEqual([
      'Dashboard api-health',
      'Dashboard business-kpis',
      'Dashboard overview',
      'DataSource prometheus',
      'Folder folder',
      'Namespace namespace',
      'RandomPassword grafana-admin',
      'Release kube-prometheus-stack',
      'RuleGroup api-health',
      'RuleGroup business-health',
      'RuleGroup meta',
      'RuleGroup slo',
      'Secret grafana-admin',
      'Secret remote-write',
    ]);
    const order = calls.map(short);
    const before = (first: string, then: string) => order.indexOf(first) < order.indexOf(then);
    expect(before('Namespace namespace', 'Secret grafana-admin')).toBe(true);
    expect(before('Secret remote-write', 'Release kube-prometheus-stack')).toBe(true);
    expect(before('Release kube-prometheus-stack', 'Folder folder')).toBe(true);
  });

  test('the release is of a fixed version, from the named repository, and rolled back where it fails', async () => {
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

  test('the same catalogue gives the same alerts as with Docker', async () => {
    const { values } = await releaseOf(subject);
    const there = Object.values(values.additionalPrometheusRulesMap).flatMap(({ groups }) =>
      groups.flatMap(({ rules }) => rules.flatMap(({ alert }) => (alert === undefined ? [] : [alert]))),
    );
    const here = compile(toSettings('prod', {})).alerts.map(({ name }) => name);
    expect(there.sort()).toEqual([...here].sort());
  });

  test('a second up changes nothing', async () => {
    const { summary } = await subject.stack.up();
    expect(Object.keys(summary.resourceChanges ?? {})).toEqual(['same']);
    expect(subject.calls()).toEqual([]);
  });

  test('no credential is in clear: state, outputs, values', async () => {
    for (const credential of CREDENTIALS) expect(subject.state()).not.toContain(credential);
    const outputs = await subject.stack.outputs();
    const open = Object.values(outputs).filter(({ secret }) => !secret);
    expect(open.length).toBeGreaterThan(0);
    for (const credential of CREDENTIALS) {
      expect(JSON.stringify(open)).not.toContain(credential);
      expect(JSON.stringify(await releaseOf(subject))).not.toContain(credential);
    }
    // They do arrive where they belong.
    const inputs = JSON.stringify((await resources(subject)).map((resource) => resource.inputs));
    for (const credential of CREDENTIALS) expect(inputs).toContain(credential);
  });

  test('the namespace, with which the volumes would go, is protected', async () => {
    const namespace = (await resources(subject)).find(({ urn }) => urn.endsWith('::namespace'));
    expect(namespace).toMatchObject({ protect: true, retainOnDelete: true });
  });

  test.each([
    [
      'a threshold',
      'thresholds.HighAPILatency.above',
      '0.8',
      ['Dashboard api-health', 'Dashboard overview', 'Release kube-prometheus-stack', 'RuleGroup api-health'],
      /^\/values\/additionalPrometheusRulesMap\/api-health\/groups\/0\/rules\/0\//,
    ],
    ['the chart’s version', 'kubernetes.chart.version', '88.6.0', ['Release kube-prometheus-stack'], /^\/version$/],
    [
      'the number of replicas',
      'kubernetes.replicas',
      '3',
      ['Release kube-prometheus-stack'],
      /^\/values\/prometheus\/(prometheusSpec\/replicas|podDisruptionBudget\/minAvailable)$/,
    ],
  ])('%s that is changed shows as exactly that', async (_what, key, value, updated, path) => {
    const before = await releaseOf(subject);
    await set(key, value);
    await subject.stack.up();
    const calls = subject.calls();
    expect(calls.map(short).sort()).toEqual(updated);
    expect(names(calls, 'update')).toEqual(updated);
    const changed = differences(before, await releaseOf(subject)).filter((at) => !at.includes('/__'));
    expect(changed.length).toBeGreaterThan(0);
    for (const at of changed) expect(at).toMatch(path);
  });

  test('refresh finds no drift', async () => {
    const { summary } = await subject.stack.refresh();
    expect(Object.keys(summary.resourceChanges ?? {})).toEqual(['same']);
  });
});

test('an existing namespace and a chart from an archive are taken as they are', async () => {
  const subject = await engine(
    'prod',
    onKubernetes({
      kubernetes: { namespace: 'monitoring', createNamespace: false, chart: { archive: '/charts/stack.tgz' } },
    }),
  );
  try {
    await subject.stack.up();
    const calls = subject.calls();
    expect(names(calls, 'create')).not.toContain('Namespace namespace');
    const release = calls.find(({ type }) => type.endsWith(':Release'))?.props;
    expect(release).toMatchObject({ chart: '/charts/stack.tgz', namespace: 'monitoring' });
    expect(release).not.toHaveProperty('version');
    await subject.stack.destroy();
    expect(names(subject.calls(), 'delete')).toHaveLength(names(calls, 'create').length);
  } finally {
    subject.close();
  }
});

describe('exporters in a cluster', () => {
  const PASSWORDS = { postgres: 'postgres-password-unseen', redis: 'redis-password-unseen' };
  let subject: Engine;
  let created: Call[];
  const set = (key: string, value: string, secret = false) =>
    subject.stack.setAllConfig({ [`trading-observability:${key}`]: { value, secret } }, true);
  const about = (calls: readonly Call[]) =>
    calls.filter(({ urn }) => /::(postgres|redis)-exporter$/.test(urn)).map((each) => `${each.call} ${short(each)}`);
  const propsOf = (name: string) => created.find((call) => short(call) === name)?.props;
  beforeAll(async () => {
    subject = await engine(
      'prod',
      onKubernetes({
        exporters: {
          postgres: { address: 'db.trading.svc:5432', database: 'trading' },
          redis: { address: 'redis.trading.svc:6379' },
          node: {},
        },
      }),
    );
    await set('exporters.postgres.password', PASSWORDS.postgres, true);
    await subject.stack.up();
    created = subject.calls();
  });
  afterAll(() => subject?.close());

  test('a store’s exporter is a deployment and a service, with a secret where there is a password', () => {
    expect(about(created).sort()).toEqual([
      'create Deployment postgres-exporter',
      'create Deployment redis-exporter',
      'create Secret postgres-exporter',
      'create Service postgres-exporter',
      'create Service redis-exporter',
    ]);
    const order = created.map(short);
    expect(order.indexOf('Namespace namespace')).toBeLessThan(order.indexOf('Service postgres-exporter'));
  });

  test('its pod is found by labels that hold for good, has no rights, and a limit', () => {
    const labels = {
      'app.kubernetes.io/name': 'postgres-exporter',
      'app.kubernetes.io/instance': 'trading-prod',
    };
    expect(propsOf('Service postgres-exporter')).toMatchObject({
      metadata: { labels },
      spec: { selector: labels, ports: [{ name: 'metrics', port: 9187, targetPort: 'metrics' }] },
    });
    expect(propsOf('Deployment postgres-exporter')).toMatchObject({
      metadata: { name: 'trading-prod-postgres-exporter', namespace: 'trading-observability-prod' },
      spec: {
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            automountServiceAccountToken: false,
            securityContext: { runAsNonRoot: true, runAsUser: 65534, seccompProfile: { type: 'RuntimeDefault' } },
            containers: [
              {
                image: 'prometheuscommunity/postgres-exporter:v0.20.1',
                securityContext: {
                  allowPrivilegeEscalation: false,
                  capabilities: { drop: ['ALL'] },
                  readOnlyRootFilesystem: true,
                },
                resources: { limits: { memory: '64Mi' } },
                readinessProbe: { httpGet: { port: 'metrics' } },
                livenessProbe: { httpGet: { port: 'metrics' } },
              },
            ],
          },
        },
      },
    });
  });

  test('neither the release nor the exporters wait for each other', async () => {
    const dependsOn = (await resources(subject)).flatMap(({ urn, dependencies = [] }) =>
      /::(kube-prometheus-stack|\w+-exporter)$/.test(urn) ? dependencies.map((other) => [urn, other]) : [],
    );
    expect(dependsOn.length).toBeGreaterThan(0);
    for (const [urn = '', other = ''] of dependsOn)
      expect(other.includes('-exporter') && urn.endsWith('stack')).toBe(false);
    expect(dependsOn.filter(([, other = '']) => other.endsWith('kube-prometheus-stack'))).toEqual([]);
  });

  test('a second up changes nothing', async () => {
    const { summary } = await subject.stack.up();
    expect(Object.keys(summary.resourceChanges ?? {})).toEqual(['same']);
    expect(subject.calls()).toEqual([]);
  });

  test('a password that Redis asks for comes as a secret, and a changed one starts a new pod', async () => {
    await set('exporters.redis.password', PASSWORDS.redis, true);
    await subject.stack.up();
    expect(about(subject.calls())).toEqual(['create Secret redis-exporter', 'update Deployment redis-exporter']);
    await set('exporters.redis.password', `${PASSWORDS.redis}-2`, true);
    await subject.stack.up();
    const calls = subject.calls();
    expect(about(calls)).toEqual([
      'create Secret redis-exporter',
      'update Deployment redis-exporter',
      'delete Secret redis-exporter',
    ]);
    const secret = calls[0]?.props as { metadata: { name: string }; stringData: unknown };
    expect(JSON.stringify(secret.stringData)).toContain(`redis://redis.trading.svc:6379`);
    const pod = JSON.stringify(calls[1]?.props);
    expect(pod).toContain(`"secretName":"${secret.metadata.name}"`);
    expect(pod).toContain('--redis.password-file=/etc/exporter-secrets/passwords.json');
  });

  test('no password is in the state, nor in what a pod is told but as a file', async () => {
    const deployments = (await resources(subject)).filter(({ type }) => type.endsWith(':Deployment'));
    expect(deployments).toHaveLength(2);
    for (const password of Object.values(PASSWORDS)) {
      expect(subject.state()).not.toContain(password);
      expect(JSON.stringify(deployments)).not.toContain(password);
    }
    const secrets = (await resources(subject)).filter(({ type }) => type.endsWith(':Secret'));
    for (const password of Object.values(PASSWORDS)) expect(JSON.stringify(secrets)).toContain(password);
  });

  test('one that is switched off goes whole', async () => {
    await set('exporters.redis.enabled', 'false');
    await subject.stack.up();
    expect(about(subject.calls()).sort()).toEqual([
      'delete Deployment redis-exporter',
      'delete Secret redis-exporter',
      'delete Service redis-exporter',
    ]);
  });
});
