/**
 * Placement of pods, labels and annotations in a cluster, on the real Pulumi engine. The providers are test doubles.
 */
import { startEngine, decryptedResources, resourceLabel, type Engine } from '../support/engine';
import { CERTIFICATE_AUTHORITY, fullKubernetesSettings, kubernetesSettings } from '../support/kubernetes';

const { pods, labels, annotations, scrape } = fullKubernetesSettings.kubernetes;
const exporters = { redis: { address: 'redis.trading.svc:6379' } };

interface Labelled {
  readonly metadata: { readonly labels?: object; readonly annotations?: object };
}

describe('pods, labels and annotations of a deployed stack', () => {
  let subject: Engine;
  beforeAll(async () => {
    subject = await startEngine('prod', kubernetesSettings({ exporters, kubernetes: { replicas: 2 } }));
    await subject.up();
    subject.calls();
    subject.configure(
      kubernetesSettings({ exporters, kubernetes: { replicas: 2, pods, labels, annotations, scrape } }),
    );
  });
  afterAll(() => subject?.close());

  test('an update that sets them replaces nothing', async () => {
    const { changeSummary } = await subject.stack.preview();
    expect(Object.keys(changeSummary).sort()).toEqual(['same', 'update']);
    await subject.up();
    expect(new Set(subject.calls().map(({ call }) => call))).toEqual(new Set(['update']));
  });

  test('every object has the labels and annotations besides its selector labels', async () => {
    const objects = (await decryptedResources(subject)).filter(
      ({ type, urn }) =>
        type.startsWith('kubernetes:') && !/:(Release|Provider)$/.test(type) && !urn.endsWith('cluster-identity'),
    );
    expect(objects.length).toBeGreaterThan(15);
    for (const each of objects) {
      const { metadata } = each.inputs as unknown as Labelled;
      expect([resourceLabel(each), metadata]).toMatchObject([resourceLabel(each), { labels, annotations }]);
    }
    const namespace = objects.find((each) => resourceLabel(each) === 'Namespace namespace')?.inputs;
    expect(namespace).toMatchObject({ metadata: { labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } } });
  });

  test('the pod of an exporter runs where the stack says, and its selector does not change', async () => {
    const deployment = (await decryptedResources(subject)).find(
      (each) => resourceLabel(each) === 'Deployment redis-exporter',
    )?.inputs;
    const found = { 'app.kubernetes.io/name': 'redis-exporter', 'app.kubernetes.io/instance': 'trading-prod' };
    expect(deployment?.spec).toMatchObject({
      selector: { matchLabels: found },
      template: {
        metadata: { labels: { ...labels, ...found }, annotations },
        spec: {
          imagePullSecrets: [{ name: 'mirror' }],
          nodeSelector: pods.nodeSelector,
          tolerations: [{ key: 'dedicated', operator: 'Equal', value: 'monitoring', effect: 'NoSchedule' }],
          priorityClassName: 'monitoring',
        },
      },
    });
    expect((deployment?.spec as { selector: { matchLabels: object } }).selector.matchLabels).toEqual(found);
  });

  test('a certificate authority in the stack file becomes a config map before the monitor that reads it', async () => {
    const tls = { ca: CERTIFICATE_AUTHORITY, serverName: 'backend.example.com' };
    const kubernetes = { replicas: 2, pods, labels, annotations, scrape };
    subject.configure(kubernetesSettings({ exporters, kubernetes, backend: { tls } }));
    await subject.up();
    expect(subject.calls().map((each) => `${each.call} ${resourceLabel(each)}`)).toEqual([
      'create ConfigMap authorities',
      'update ServiceMonitor monitor-platform',
    ]);
    const map = (await decryptedResources(subject)).find(
      (each) => resourceLabel(each) === 'ConfigMap authorities',
    )?.inputs;
    expect(map).toMatchObject({ data: { 'backend.crt': CERTIFICATE_AUTHORITY }, metadata: { labels } });
  });
});
