/** A stack file for Kubernetes: its defaults, and the errors about wrong settings. */
import { trading } from '../../../platform';
import { ENCRYPTED } from '../../../lib/settings/raw';
import { toSettings } from '../../../lib/settings/settings';
import { settingsErrors } from '../../support/settings-errors';
import { kubernetesSettings } from '../../support/kubernetes';

type Raw = Record<string, unknown>;

test('the cluster and the platform’s service are enough', () => {
  const settings = toSettings(trading, 'prod', kubernetesSettings());
  expect(settings).toMatchObject({
    target: 'kubernetes',
    demo: false,
    grafana: { externalUrl: 'http://localhost:3000', localUrl: 'http://localhost:3000' },
    kubernetes: {
      context: 'test',
      namespace: 'trading-observability-prod',
      createNamespace: true,
      chart: { version: '88.5.3', repository: 'https://prometheus-community.github.io/helm-charts' },
      replicas: 1,
      defaultRules: false,
      protectData: false,
    },
  });
});

test.each<[string, Raw, { localUrl: string; externalUrl: string }]>([
  [
    'at its ingress with TLS',
    { kubernetes: { ingress: { host: 'grafana.example.com', tlsSecret: 'tls' } } },
    { localUrl: 'https://grafana.example.com', externalUrl: 'https://grafana.example.com' },
  ],
  [
    'at its ingress without TLS',
    { kubernetes: { ingress: { host: 'grafana.example.com' } } },
    { localUrl: 'http://grafana.example.com', externalUrl: 'http://grafana.example.com' },
  ],
  [
    'by this program elsewhere than by people',
    { kubernetes: { ingress: { host: 'grafana.example.com' }, grafanaUrl: 'http://127.0.0.1:3000/' } },
    { localUrl: 'http://127.0.0.1:3000', externalUrl: 'http://grafana.example.com' },
  ],
  [
    'at the address that the stack names',
    { grafana: { externalUrl: 'https://g.example.com' }, kubernetes: { grafanaUrl: 'http://127.0.0.1:3000' } },
    { localUrl: 'http://127.0.0.1:3000', externalUrl: 'https://g.example.com' },
  ],
])('Grafana is reached %s', (_case, raw, urls) => {
  expect(toSettings(trading, 'prod', kubernetesSettings(raw)).grafana).toMatchObject(urls);
});

test.each<[string, Raw, string[]]>([
  [
    'no cluster and no service',
    { target: 'kubernetes' },
    [
      'backend.service: missing; on Kubernetes the platform is scraped by its service: labels, port, namespace',
      'kubernetes.context: missing; needs the context of your kubeconfig to deploy to, or kubernetes.kubeconfig',
    ],
  ],
  [
    'a service without labels',
    kubernetesSettings({ backend: { service: { labels: {}, port: 'http', namespace: 'trading' } } }),
    ['backend.service.labels: had a group of settings, needs at least one label; none would select every service'],
  ],
  [
    'what only containers have',
    kubernetesSettings({
      backend: { address: 'backend:8000' },
      docker: { protectData: true },
      grafana: { port: 3001 },
    }),
    [
      'backend.address: is not used with target kubernetes: the platform is found by its service',
      'docker.protectData: is not used with target kubernetes: the servers run in a cluster',
      'grafana.port: is not used with target kubernetes: the chart and its service decide',
    ],
  ],
  [
    'what only a cluster has',
    { target: 'docker', kubernetes: { replicas: 2 }, backend: { service: kubernetesSettings().backend.service } },
    [
      ...['labels', 'namespace', 'port'].map(
        (key) =>
          `backend.service.${key}: is not used with target docker: there are no services; backend.address says where the platform is`,
      ),
      'kubernetes.replicas: is not used with target docker: the servers run on this machine',
    ],
  ],
  [
    'an archive and a version',
    kubernetesSettings({ kubernetes: { chart: { archive: 'charts/stack.tgz', version: '88.5.3' } } }),
    ['kubernetes.chart.version: is not used together with kubernetes.chart.archive, which is one version'],
  ],
  [
    'a volume that its retention fills',
    kubernetesSettings({ prometheus: { retentionSize: '50GB' }, kubernetes: { storage: { size: '50Gi' } } }),
    [
      'kubernetes.storage.size: had 50Gi, of which prometheus.retentionSize (50GB) is more than 85 %; compaction needs the rest',
    ],
  ],
  [
    'an environment longer than the chart’s names',
    kubernetesSettings({ environment: 'production-frankfurt' }),
    ['environment: had "production-frankfurt", needs at most 18 characters on Kubernetes: the chart cuts longer names'],
  ],
  [
    'a cluster’s kubeconfig for everybody to read',
    kubernetesSettings({ kubernetes: { kubeconfig: 'apiVersion: v1' } }),
    ['kubernetes.kubeconfig: is in clear text; `pulumi config set --secret --path kubernetes.kubeconfig` encrypts it'],
  ],
  [
    'a moving chart',
    kubernetesSettings({ kubernetes: { chart: { version: 'latest' } } }),
    ['kubernetes.chart.version: had "latest", needs a version such as "88.5.3"'],
  ],
])('%s is refused with what to do', (_case, raw, messages) => {
  expect(settingsErrors(raw).sort()).toEqual(messages);
});

test('a wrong target is the only error, as other settings depend on it', () => {
  expect(settingsErrors({ target: 'kubernets', docker: { protectData: true } })).toEqual([
    'target: had "kubernets", needs one of docker, kubernetes, external; did you mean kubernetes?',
  ]);
});

describe('remote write', () => {
  const url = 'https://mimir.example.com/api/v1/push';

  test('credentials are accepted only encrypted', () => {
    const list = (password: string) => ({
      prometheus: { remoteWrite: [{ url, basicAuth: { username: '1', password } }] },
    });
    expect(settingsErrors(list(ENCRYPTED))).toEqual([]);
    expect(settingsErrors(list('hunter2'))).toEqual([
      'prometheus.remoteWrite[0].basicAuth.password: is in clear text; `pulumi config set --secret --path prometheus.remoteWrite[0].basicAuth.password` encrypts it',
    ]);
  });

  test.each<[string, Raw, string[]]>([
    [
      'two ways to sign in',
      { url, basicAuth: { username: '1', password: ENCRYPTED }, bearerToken: ENCRYPTED },
      ['prometheus.remoteWrite[0].bearerToken: stands beside basicAuth; a receiver takes one of the two'],
    ],
    [
      'credentials as a header',
      { url, headers: { authorization: 'Bearer x' } },
      [
        'prometheus.remoteWrite[0].headers.authorization: credentials belong into basicAuth or bearerToken, which are encrypted',
      ],
    ],
    [
      'no address',
      { url: 'mimir' },
      ['prometheus.remoteWrite[0].url: had "mimir", needs an http:// or https:// address'],
    ],
  ])('%s is refused with what to do', (_case, receiver, messages) => {
    expect(settingsErrors({ prometheus: { remoteWrite: [receiver] } })).toEqual(messages);
  });
});
