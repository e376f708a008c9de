/** A reference to a Secret of the cluster instead of a credential's value. */
import { trading } from '../../../platform';
import { compile } from '../../../lib/compile';
import { gitopsFiles } from '../../../lib/compile/kubernetes/gitops';
import { Secret } from '../../../lib/settings/secret';
import { toSettings } from '../../../lib/settings/settings';
import { load } from 'js-yaml';
import { kubernetesSettings } from '../../support/kubernetes';
import { settingsErrors } from '../../support/settings-errors';

const secretKeyRef = (name: string, key: string) => ({ secretKeyRef: { name, key } });
const url = 'https://mimir.example.com/api/v1/push';
const referring = {
  alerting: {
    engine: 'alertmanager',
    routes: {
      critical: { slack: { url: secretKeyRef('slack', 'url') }, webhook: { url: secretKeyRef('chat', 'hook') } },
    },
    deadMansSwitch: { url: secretKeyRef('chat', 'heartbeat') },
  },
  prometheus: {
    remoteWrite: [
      { url, basicAuth: { username: '1', password: secretKeyRef('mimir', 'password') } },
      { url, bearerToken: secretKeyRef('cloud', 'token') },
    ],
  },
};

test('Alertmanager reads a receiver’s credential from the Secret, and Prometheus that of remote write', () => {
  const { alertmanager, servers } = compile(toSettings(trading, 'prod', kubernetesSettings(referring)));
  if (servers.target !== 'kubernetes') throw new Error('the stack is for a cluster');
  const config = alertmanager.files['alertmanager.yml'];
  for (const path of ['slack/url', 'chat/hook', 'chat/heartbeat'])
    expect(config).toContain(`url_file: /etc/alertmanager/secrets/${path}\n`);
  expect(alertmanager.secrets).toEqual({});
  // The stack's own Secret would be empty, and a refresh takes an empty one for a changed one.
  expect(servers.chartValues.alertmanager.alertmanagerSpec?.secrets).toEqual(['chat', 'slack']);
  expect(servers.chartValues.prometheus.prometheusSpec.remoteWrite).toMatchObject([
    {
      basicAuth: {
        username: { name: 'trading-prod-remote-write', key: 'remote-write-0-user' },
        password: { name: 'mimir', key: 'password' },
      },
    },
    { authorization: { credentials: { name: 'cloud', key: 'token' } } },
  ]);
});

test('rendered files for Argo CD list the Secrets with the keys that are read', () => {
  const settings = toSettings(trading, 'prod', kubernetesSettings(referring));
  const listed = load(gitopsFiles(settings, compile(settings))['gitops/secrets.yaml'] ?? '') as object[];
  for (const [name, keys] of Object.entries({
    slack: ['url'],
    chat: ['hook', 'heartbeat'],
    mimir: ['password'],
    cloud: ['token'],
    'trading-prod-remote-write': ['remote-write-0-user'],
  }))
    expect(listed).toContainEqual(expect.objectContaining({ name, keys: expect.arrayContaining(keys) as string[] }));
});

test('a value beside a reference stays encrypted', () => {
  const { alerting } = referring;
  const slack = { url: 'https://hooks.slack.example/token' };
  expect(settingsErrors(kubernetesSettings({ alerting: { ...alerting, routes: { critical: { slack } } } }))).toEqual([
    'alerting.routes.critical.slack.url: is in clear text; `pulumi config set --secret --path alerting.routes.critical.slack.url` encrypts it',
  ]);
});

const THROUGH_API =
  'cannot be a reference with alerting.engine grafana, which takes credentials through its API; set the value, or alerting.engine to alertmanager';
test.each<[string, Record<string, unknown>, string[]]>([
  [
    'with Grafana as engine',
    kubernetesSettings({ alerting: { routes: { critical: { slack: { url: secretKeyRef('slack', 'url') } } } } }),
    [`alerting.routes.critical.slack.url: ${THROUGH_API}`],
  ],
  [
    'with Docker',
    { prometheus: { remoteWrite: [{ url, bearerToken: secretKeyRef('cloud', 'token') }] } },
    ['prometheus.remoteWrite[0].bearerToken: is not used with target docker, which has no Secrets; set the value'],
  ],
  [
    'for an exporter',
    kubernetesSettings({
      exporters: { redis: { address: 'redis:6379', password: secretKeyRef('redis', 'password') } },
    }),
    [
      'exporters.redis.password: cannot be a reference: only receivers of Alertmanager and remote write read a Secret of yours; set the value',
    ],
  ],
  [
    'without a key',
    kubernetesSettings({ prometheus: { remoteWrite: [{ url, bearerToken: { secretKeyRef: { name: 'cloud' } } }] } }),
    [
      'prometheus.remoteWrite[0].bearerToken: had a group of settings, needs a name and a key, such as { secretKeyRef: { name: slack, key: url } }',
    ],
  ],
])('a reference %s is refused with what to do', (_case, raw, messages) => {
  expect(settingsErrors(raw)).toEqual(messages);
});

test('reading the value of a reference is an error, and printing it shows the reference', () => {
  const secret = Secret.of({ name: 'slack', key: 'url' });
  expect(() => secret.reveal()).toThrow('the value of key url of the Secret slack is not known here');
  expect(JSON.stringify({ secret })).toBe('{"secret":{"secretKeyRef":{"name":"slack","key":"url"}}}');
});
