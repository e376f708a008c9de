/** Exporters in a cluster, on the real Pulumi engine. The providers are test doubles. */
import { startEngine, decryptedResources, resourceLabel, type Call, type Engine } from '../support/engine';
import { kubernetesSettings } from '../support/kubernetes';

describe('exporters in a cluster', () => {
  const PASSWORDS = { postgres: 'postgres-password-unseen', redis: 'redis-password-unseen' };
  let subject: Engine;
  let created: Call[];
  const set = (key: string, value: string, secret = false) =>
    subject.stack.setAllConfig({ [`trading-observability:${key}`]: { value, secret } }, true);
  const about = (calls: readonly Call[]) =>
    calls
      .filter(({ urn }) => /::servers-(postgres|redis)-exporter$/.test(urn))
      .map((each) => `${each.call} ${resourceLabel(each)}`);
  const propsOf = (name: string) => created.find((call) => resourceLabel(call) === name)?.props;
  beforeAll(async () => {
    subject = await startEngine(
      'prod',
      kubernetesSettings({
        exporters: {
          postgres: { address: 'db.trading.svc:5432', database: 'trading' },
          redis: { address: 'redis.trading.svc:6379' },
          node: {},
        },
      }),
    );
    await set('exporters.postgres.password', PASSWORDS.postgres, true);
    await subject.up();
    created = subject.calls();
  });
  afterAll(() => subject?.close());

  test('a store’s exporter is a deployment and a service, with a secret if it has a password', () => {
    expect(about(created).sort()).toEqual([
      'create Deployment postgres-exporter',
      'create Deployment redis-exporter',
      'create Secret postgres-exporter',
      'create Service postgres-exporter',
      'create Service redis-exporter',
    ]);
    const order = created.map(resourceLabel);
    expect(order.indexOf('Namespace namespace')).toBeLessThan(order.indexOf('Service postgres-exporter'));
  });

  test('its pod has immutable selector labels, no rights, and a limit', () => {
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
    const dependsOn = (await decryptedResources(subject)).flatMap(({ urn, dependencies = [] }) =>
      /::servers-(kube-prometheus-stack|\w+-exporter)$/.test(urn) ? dependencies.map((other) => [urn, other]) : [],
    );
    expect(dependsOn.length).toBeGreaterThan(0);
    for (const [urn = '', other = ''] of dependsOn)
      expect(/::servers-\w+-exporter$/.test(other) && urn.endsWith('stack')).toBe(false);
    expect(dependsOn.filter(([, other = '']) => other.endsWith('kube-prometheus-stack'))).toEqual([]);
  });

  test('a second up changes nothing', async () => {
    expect(Object.keys(await subject.up())).toEqual(['same']);
    expect(subject.calls()).toEqual([]);
  });

  test('a Redis password comes as a secret, and a changed password starts a new pod', async () => {
    await set('exporters.redis.password', PASSWORDS.redis, true);
    await subject.up();
    expect(about(subject.calls())).toEqual(['create Secret redis-exporter', 'update Deployment redis-exporter']);
    await set('exporters.redis.password', `${PASSWORDS.redis}-2`, true);
    await subject.up();
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

  test('no password is in the state, and the pod gets it only as a file', async () => {
    const deployments = (await decryptedResources(subject)).filter(({ type }) => type.endsWith(':Deployment'));
    expect(deployments).toHaveLength(2);
    for (const password of Object.values(PASSWORDS)) {
      expect(subject.state()).not.toContain(password);
      expect(JSON.stringify(deployments)).not.toContain(password);
    }
    const secrets = (await decryptedResources(subject)).filter(({ type }) => type.endsWith(':Secret'));
    for (const password of Object.values(PASSWORDS)) expect(JSON.stringify(secrets)).toContain(password);
  });

  test('switching an exporter off removes all of it', async () => {
    await set('exporters.redis.enabled', 'false');
    await subject.up();
    expect(about(subject.calls()).sort()).toEqual([
      'delete Deployment redis-exporter',
      'delete Secret redis-exporter',
      'delete Service redis-exporter',
    ]);
  });
});
