/** Where a stack's state and passphrase come from, and what is said where its secrets stay shut. */
import { CommandError } from '@pulumi/pulumi/automation';
import { join } from 'node:path';
import { accessTo, passphraseProblem, STATE } from '../../toolchain/stack-workspace';

const ROOT = join(__dirname, '../..');
const FILE = 'PULUMI_CONFIG_PASSPHRASE_FILE';

test('without a backend of one’s own, state and passphrase are this checkout’s', () => {
  expect(accessTo('dev', {})).toEqual({
    backend: `file://${STATE}`,
    folder: join(STATE, 'dev'),
    passphrase: { from: join(STATE, 'passphrase'), own: true },
  });
});

test.each([
  ['PULUMI_BACKEND_URL', { PULUMI_BACKEND_URL: 's3://team', [FILE]: '/run/passphrase' }, undefined],
  ['backend.url of Pulumi.yaml', { [FILE]: '/run/passphrase' }, 's3://team'],
])('with %s, make and pulumi read the same files with the same passphrase', (_source, env, shared) => {
  expect(accessTo('prod', env, shared)).toEqual({
    backend: undefined,
    folder: ROOT,
    passphrase: { from: FILE, own: false },
  });
});

const failure = (said: string) =>
  Object.assign(Object.create(CommandError.prototype) as CommandError, { message: said });

test('a passphrase that does not fit: which one was used, and where the other belongs', () => {
  const problem = passphraseProblem(
    failure('code: 255\nstderr: error: getting secrets manager: incorrect passphrase'),
    'prod',
    accessTo('prod', { PULUMI_BACKEND_URL: 's3://team', [FILE]: '/run/passphrase' }),
  );
  expect((problem as Error).message).toBe(
    `The passphrase does not open the secrets of stack "prod". It came from ${FILE}; the secrets were encrypted with the one that encryptionsalt in ${join(ROOT, 'Pulumi.prod.yaml')} belongs to (docs/secrets.md).`,
  );
});

test('no passphrase at all: what to set', () => {
  const problem = passphraseProblem(
    failure('error: passphrase must be set with PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE'),
    'prod',
    accessTo('prod', { PULUMI_BACKEND_URL: 's3://team' }),
  );
  expect((problem as Error).message).toMatch(/^Stack "prod" has no passphrase: set PULUMI_CONFIG_PASSPHRASE_FILE/);
});

test('any other failure stays as it was', () => {
  const error = new Error('disk full');
  expect(passphraseProblem(error, 'dev', accessTo('dev', {}))).toBe(error);
});
