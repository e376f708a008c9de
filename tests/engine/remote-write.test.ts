/**
 * Where the credentials of remote write go with Docker, on the real Pulumi engine. The providers are test doubles.
 */
import { startEngine, resourceLabel, type Engine } from '../support/engine';

const PASSWORD = 'a-password-that-must-not-leak';

let subject: Engine;
beforeAll(async () => {
  subject = await startEngine('dev', {
    prometheus: { remoteWrite: [{ url: 'https://mimir.example.com/api/v1/push', basicAuth: { username: '1' } }] },
  });
  const key = 'trading-observability:prometheus.remoteWrite[0].basicAuth.password';
  await subject.stack.setAllConfig({ [key]: { value: PASSWORD, secret: true } }, true);
  await subject.up();
});
afterAll(() => subject?.close());

test('the password is a file on the configuration’s volume, and readable nowhere else', async () => {
  const files = subject
    .calls()
    .find(({ type, urn }) => type.endsWith(':Container') && urn.endsWith('::servers-prometheus-files'));
  const { uploads, ...otherProps } = files?.props as { uploads: { file: string; content: unknown }[] };
  const holding = uploads.filter(({ content }) => JSON.stringify(content).includes(PASSWORD));
  // The engine marks it as a secret, so that the provider hides it too.
  expect(holding).toEqual([
    {
      file: '/etc/prometheus/credentials/remote-write-0',
      content: expect.objectContaining({ value: PASSWORD }) as object,
      permissions: '0444',
    },
  ]);
  expect(uploads.find(({ file }) => file.endsWith('prometheus.yml'))?.content).toContain(
    'password_file: credentials/remote-write-0\n',
  );
  expect(JSON.stringify(otherProps)).not.toContain(PASSWORD);
  expect(subject.state()).not.toContain(PASSWORD);
});

test('a second up changes nothing', async () => {
  expect(Object.keys(await subject.up())).toEqual(['same']);
});

const REPLACED = ['Container prometheus', 'Container prometheus-files', 'Volume prometheus-config'];
/** The changes of containers and volumes since the last call. */
const dockerCalls = () =>
  subject
    .calls()
    .filter(({ type }) => type.startsWith('docker:'))
    .map((each) => `${each.call} ${resourceLabel(each)}`);

test('a running Prometheus uses a changed password: it reads the file at each request', async () => {
  const key = 'trading-observability:prometheus.remoteWrite[0].basicAuth.password';
  await subject.stack.setAllConfig({ [key]: { value: 'another-password', secret: true } }, true);
  await subject.up();
  expect(dockerCalls()).toEqual(['delete Container prometheus-files', 'create Container prometheus-files']);
});

test('removing a password removes it from the machine: its volume is replaced, the volume with samples is not', async () => {
  subject.configure({});
  await subject.up();
  expect(dockerCalls()).toEqual([
    ...REPLACED.map((each) => `delete ${each}`),
    ...[...REPLACED].reverse().map((each) => `create ${each}`),
  ]);
});
