/**
 * Exporters on the real Pulumi engine. The providers are test doubles: these tests do not prove what Docker does.
 */
import { resourceName } from '../../scripts/support/resource-steps';
import { startEngine, PROJECT, type Call, type Engine } from '../support/engine';

const PASSWORDS = { postgres: 'postgres-password-unseen', redis: 'redis-password-"unseen"' };
interface Props {
  readonly envs: readonly string[];
  readonly command: readonly string[];
  readonly ports?: readonly unknown[];
  readonly mounts?: readonly unknown[];
  /** The engine wraps a secret in an object with its marker. */
  readonly uploads?: readonly { file: string; content: { value: string } }[];
}

let subject: Engine;
let containers: Record<string, Call['props'] & Props>;
const configure = (key: string, value: string, secret = false) =>
  subject.stack.setAllConfig({ [`${PROJECT}:${key}`]: { value, secret } }, true);

beforeAll(async () => {
  subject = await startEngine('dev', {
    docker: { protectData: true },
    exporters: {
      postgres: { address: 'db:5432', database: 'trading', sslMode: 'disable' },
      redis: { address: 'redis:6379' },
      node: {},
    },
  });
  for (const [name, password] of Object.entries(PASSWORDS))
    await configure(`exporters.${name}.password`, password, true);
  await subject.up();
  containers = Object.fromEntries(
    subject
      .calls()
      .filter(({ type }) => type.endsWith(':Container'))
      .map(({ urn, props }) => [resourceName(urn), props as unknown as Call['props'] & Props]),
  );
});
afterAll(() => subject?.close());

test('each exporter is one hardened container that publishes no port', () => {
  const names = Object.keys(containers).filter((name) => name.endsWith('-exporter'));
  expect(names.sort()).toEqual(['node-exporter', 'postgres-exporter', 'redis-exporter']);
  for (const name of names) {
    expect(containers[name]).toMatchObject({
      readOnly: true,
      capabilities: { drops: ['ALL'] },
      securityOpts: ['no-new-privileges:true'],
      user: expect.not.stringMatching(/^(0|root)?(:|$)/) as string,
      memory: 64,
      wait: true,
    });
    expect(containers[name]?.ports ?? []).toEqual([]);
  }
});

test('only the node exporter sees the host, and cannot write to it', () => {
  const seeing = Object.entries(containers).filter(([, { mounts = [] }]) => mounts.length > 0);
  expect(seeing.map(([name]) => name)).toEqual(['node-exporter']);
  expect(seeing[0]?.[1].mounts).toEqual([
    { type: 'bind', source: '/', target: '/host', readOnly: true, bindOptions: { propagation: 'rslave' } },
  ]);
});

test('passwords reach the exporters in files, in the format that each exporter reads', () => {
  expect(containers['postgres-exporter-files']?.uploads).toEqual([
    expect.objectContaining({
      file: '/etc/exporter-secrets/password',
      content: expect.objectContaining({ value: PASSWORDS.postgres }) as object,
    }),
  ]);
  expect(containers['postgres-exporter']?.envs).toContain('DATA_SOURCE_URI=db:5432/trading?sslmode=disable');
  expect(containers['redis-exporter-files']?.uploads).toEqual([
    expect.objectContaining({
      content: expect.objectContaining({ value: JSON.stringify({ 'redis://redis:6379': PASSWORDS.redis }) }) as object,
    }),
  ]);
  expect(containers['redis-exporter']?.command).toEqual([
    '--redis.addr=redis://redis:6379',
    '--redis.password-file=/etc/exporter-secrets/passwords.json',
  ]);
});

test('no password is in the state, the environment or the arguments', () => {
  const open = Object.values(containers).map(({ envs, command }) => [envs, command]);
  for (const password of Object.values(PASSWORDS)) {
    expect(subject.state()).not.toContain(password.slice(0, 15));
    expect(JSON.stringify(open)).not.toContain(password.slice(0, 15));
  }
});

test('a second up changes nothing', async () => {
  expect(Object.keys(await subject.up())).toEqual(['same']);
});

test('switching an exporter off removes its container, files and rules, although data are protected', async () => {
  await configure('exporters.redis.enabled', 'false');
  await subject.up();
  const deleted = subject
    .calls()
    .filter(({ call }) => call === 'delete')
    .map(({ urn }) => resourceName(urn));
  expect(deleted.sort()).toEqual([
    'prometheus-files',
    'redis-exporter',
    'redis-exporter',
    'redis-exporter-files',
    'redis-exporter-secrets',
  ]);
});
