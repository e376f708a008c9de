/** An Alertmanager in a cluster, on the real Pulumi engine. The providers are test doubles. */
import { load } from 'js-yaml';
import { startEngine, type Call, type Engine } from '../support/engine';
import { kubernetesSettings } from '../support/kubernetes';
import { CREDENTIALS, EVERY_RECEIVER, setSecrets } from '../support/receivers';

let subject: Engine;
let calls: Call[];
beforeAll(async () => {
  subject = await startEngine('prod', kubernetesSettings({ alerting: { ...EVERY_RECEIVER, engine: 'alertmanager' } }));
  await setSecrets(subject.stack);
  await subject.up();
  calls = subject.calls();
});
afterAll(() => subject?.close());

const created = (type: string) => calls.filter((each) => each.call === 'create' && each.type.endsWith(`:${type}`));
const secretNamed = <T>(name: string) =>
  created('Secret')
    .map(({ props }) => props as { metadata: { name: string }; stringData: { value: T } })
    .find(({ metadata }) => metadata.name === name)?.stringData.value;

test('the operator finds configuration, templates and credentials under the names in the chart’s values', () => {
  const release = created('Release').find(({ urn }) => urn.endsWith('::servers-kube-prometheus-stack'));
  const { values } = release?.props as {
    values: { alertmanager: { alertmanagerSpec: { configSecret: string; secrets: string[] } } };
  };
  const { configSecret, secrets } = values.alertmanager.alertmanagerSpec;
  const configuration = secretNamed<Record<string, string>>(configSecret) ?? {};
  expect(Object.keys(configuration)).toEqual(['alertmanager.yaml', 'notifications.tmpl']);
  const config = load(configuration['alertmanager.yaml'] ?? '') as { templates: string[]; receivers: object[] };
  expect(config.templates).toEqual(['/etc/alertmanager/config/notifications.tmpl']);

  const [credentials = ''] = secrets;
  const files = Object.keys(secretNamed<Record<string, string>>(credentials) ?? {});
  const credentialPaths = [...JSON.stringify(config).matchAll(/_file":"([^"]+)"/g)].map(([, path]) => path);
  expect(credentialPaths.sort()).toEqual(
    files.map((file) => `/etc/alertmanager/secrets/${credentials}/${file}`).sort(),
  );
});

test('Grafana has no rule that notifies, and shows the Alertmanager', () => {
  expect([...created('RuleGroup'), ...created('ContactPoint'), ...created('NotificationPolicy')]).toEqual([]);
  expect(created('DataSource').map(({ props }) => props.url)).toContain(
    'http://trading-prod-alertmanager.trading-observability-prod.svc:9093',
  );
});

test('no credential is readable in the state or in the chart’s values', () => {
  const release = JSON.stringify(created('Release'));
  for (const credential of Object.values(CREDENTIALS)) {
    expect(subject.state()).not.toContain(credential);
    expect(release).not.toContain(credential);
  }
});

test('a receiver with its credential in a Secret of the cluster changes configuration and mounts, and replaces nothing', async () => {
  const { critical, ...otherRoutes } = EVERY_RECEIVER.routes;
  const slack = { url: { secretKeyRef: { name: 'slack', key: 'url' } } };
  subject.configure(
    kubernetesSettings({
      alerting: {
        ...EVERY_RECEIVER,
        routes: { ...otherRoutes, critical: { ...critical, slack } },
        engine: 'alertmanager',
      },
    }),
  );
  await setSecrets(subject.stack, ['routes.critical.slack.url']);
  await subject.up();
  const updates = subject.calls();
  expect(updates.map(({ call, urn }) => `${call} ${urn.split('::').pop()}`).sort()).toEqual([
    'update servers-alertmanager-config',
    'update servers-alertmanager-credentials',
    'update servers-kube-prometheus-stack',
  ]);
  const text = JSON.stringify(updates.map(({ props }) => props));
  expect(text).toContain('/etc/alertmanager/secrets/slack/url');
  expect(text).toContain('"secrets":["trading-prod-alertmanager-credentials","slack"]');
  expect(text).not.toContain(CREDENTIALS.criticalSlack);
});
