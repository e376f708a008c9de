/** The certificates of the platform and of a remote-write receiver: how both targets verify them, and the errors. */
import { trading } from '../../../platform';
import { load } from 'js-yaml';
import { compile } from '../../../lib/compile';
import { gitopsFiles } from '../../../lib/compile/kubernetes/gitops';
import { toSettings } from '../../../lib/settings/settings';
import {
  CERTIFICATE_AUTHORITY,
  objectsOf,
  kubernetesSettings,
  REMOTE_WRITE_URL,
  valuesOf,
} from '../../support/kubernetes';
import { settingsErrors } from '../../support/settings-errors';

const serverName = 'backend.example.com';
const remoteWrite = [{ url: REMOTE_WRITE_URL }, { url: REMOTE_WRITE_URL, tls: { ca: CERTIFICATE_AUTHORITY } }];

test('Docker scrapes the platform by https, with the certificate authority in a file beside prometheus.yml', () => {
  const { prometheus } = compile(
    toSettings(trading, 'prod', {
      backend: { address: 'backend:8443', tls: { ca: CERTIFICATE_AUTHORITY, serverName } },
      prometheus: { remoteWrite },
    }),
  );
  const config = load(prometheus['prometheus.yml'] ?? '') as {
    scrape_configs: Record<string, unknown>[];
    remote_write: Record<string, unknown>[];
  };
  expect(config.scrape_configs[0]).toMatchObject({
    scheme: 'https',
    tls_config: { ca_file: 'authorities/backend.crt', server_name: serverName },
  });
  expect(config.scrape_configs.slice(1).map(({ scheme }) => scheme)).not.toContain('https');
  expect(config.remote_write.map(({ tls_config }) => tls_config)).toEqual([
    undefined,
    { ca_file: 'authorities/remote-write-1.crt' },
  ]);
  for (const file of ['backend', 'remote-write-1'])
    expect(prometheus[`authorities/${file}.crt`]).toBe(CERTIFICATE_AUTHORITY);
});

test('an empty group means https, and no group means http', () => {
  const scrape = (tls: object) =>
    (
      load(
        compile(toSettings(trading, 'prod', { backend: { address: 'b:1', ...tls } })).prometheus['prometheus.yml'] ??
          '',
      ) as { scrape_configs: object[] }
    ).scrape_configs[0];
  expect(scrape({ tls: {} })).toMatchObject({ scheme: 'https', tls_config: {} });
  expect(scrape({})).not.toHaveProperty('scheme');
});

test('Kubernetes gets a PEM authority as a config map, and reads an existing object where it is', () => {
  const stack = {
    backend: { tls: { ca: CERTIFICATE_AUTHORITY, serverName } },
    prometheus: {
      remoteWrite: [
        ...remoteWrite,
        { url: REMOTE_WRITE_URL, tls: { ca: { configMapKeyRef: { name: 'company', key: 'ca.crt' } } } },
        { url: REMOTE_WRITE_URL, tls: { ca: { secretKeyRef: { name: 'mimir', key: 'ca.crt' } } } },
      ],
    },
    alerting: { engine: 'alertmanager' },
  };
  const [[, platform] = []] = objectsOf('ServiceMonitor', stack, true);
  const authorityOfStack = (key: string) => ({ configMap: { name: 'trading-prod-authorities', key } });
  expect(platform?.endpoints[0]).toMatchObject({
    scheme: 'https',
    tlsConfig: { ca: authorityOfStack('backend.crt'), serverName },
  });
  expect(valuesOf(stack, true).prometheus.prometheusSpec.remoteWrite.map(({ tlsConfig }) => tlsConfig)).toEqual([
    undefined,
    { ca: authorityOfStack('remote-write-1.crt') },
    { ca: { configMap: { name: 'company', key: 'ca.crt' } } },
    { ca: { secret: { name: 'mimir', key: 'ca.crt' } } },
  ]);
  const settings = toSettings(trading, 'prod', kubernetesSettings(stack));
  const files = gitopsFiles(settings, compile(settings));
  expect(load(files['gitops/objects/authorities.yaml'] ?? '')).toMatchObject({
    kind: 'ConfigMap',
    metadata: { name: 'trading-prod-authorities' },
    data: { 'backend.crt': CERTIFICATE_AUTHORITY, 'remote-write-1.crt': CERTIFICATE_AUTHORITY },
  });
  expect(load(files['gitops/secrets.yaml'] ?? '')).toContainEqual(
    expect.objectContaining({ name: 'mimir', keys: ['ca.crt'] }),
  );
});

test.each<[string, Record<string, unknown>, string[]]>([
  [
    'a reference with Docker',
    { backend: { address: 'b:1', tls: { ca: { secretKeyRef: { name: 'x', key: 'y' } } } } },
    ['backend.tls.ca: names an object of a cluster, and target is docker; needs certificates in PEM'],
  ],
  [
    'the demo',
    { backend: { tls: { ca: CERTIFICATE_AUTHORITY } } },
    ['backend.tls: is not used for the demo, which has no certificate; set backend.address'],
  ],
  [
    'an address without TLS',
    { prometheus: { remoteWrite: [{ url: 'http://mimir.example.com', tls: { serverName } }] } },
    ['prometheus.remoteWrite[0].tls: is not used together with an http:// address; needs https:// in url'],
  ],
  [
    'a private key',
    kubernetesSettings({ backend: { tls: { ca: '-----BEGIN PRIVATE KEY-----' } } }),
    [
      'backend.tls.ca: had "-----BEGIN PRIVATE KEY-----", needs certificates in PEM, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----',
    ],
  ],
  [
    'a reference without a key',
    kubernetesSettings({ backend: { tls: { ca: { configMapKeyRef: { name: 'company' } } } } }),
    [
      'backend.tls.ca: had a group of settings, needs a name and a key, such as { configMapKeyRef: { name: company-ca, key: ca.crt } }',
    ],
  ],
])('TLS for %s is refused with what to do', (_case, raw, messages) => {
  expect(settingsErrors(raw)).toEqual(messages);
});
