/** Where a stack's passphrase comes from, and the message if it does not open the secrets. */
import { CommandError } from '@pulumi/pulumi/automation';
import { join } from 'node:path';
import { passphraseSource, project, STATE } from '../../scripts/support/own-state';
import { passphraseProblem } from '../../scripts/support/stack-workspace';

const ROOT = join(__dirname, '../..');
const FILE = 'PULUMI_CONFIG_PASSPHRASE_FILE';

test('the passphrase is a file beside the state, unless the user has a backend', () => {
  expect(project.backend?.url).toBe('file://./.state');
  expect(passphraseSource({})).toBe(join(STATE, 'passphrase'));
  expect(passphraseSource({ PULUMI_BACKEND_URL: '' })).toBe(join(STATE, 'passphrase'));
});

test('a passphrase in the environment takes precedence, an empty one too', () => {
  expect(passphraseSource({ PULUMI_CONFIG_PASSPHRASE: '' })).toBe('PULUMI_CONFIG_PASSPHRASE');
});

test.each([
  ['PULUMI_BACKEND_URL', { PULUMI_BACKEND_URL: 's3://team' }, project.backend?.url],
  ['backend.url of Pulumi.yaml', {}, 's3://team'],
])('make sets no passphrase with %s', (_source, env, url) => {
  expect(passphraseSource(env, url)).toBeUndefined();
  expect(passphraseSource({ ...env, [FILE]: '/run/passphrase' }, url)).toBe(FILE);
});

const failure = (message: string) => Object.assign(Object.create(CommandError.prototype) as CommandError, { message });

test('the message about a wrong passphrase says which one was used, and where the right one belongs', () => {
  const problem = passphraseProblem(
    failure('code: 255\nstderr: error: getting secrets manager: incorrect passphrase'),
    'prod',
    FILE,
  );
  expect((problem as Error).message).toBe(
    `The passphrase does not open the secrets of stack "prod". It comes from ${FILE}; the stack was made with another one, to which encryptionsalt in ${join(ROOT, 'Pulumi.prod.yaml')} belongs. Export that one as PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE (docs/operations.md, "Secrets").`,
  );
});

test('the message about a missing passphrase says what to set', () => {
  const problem = passphraseProblem(
    failure('error: passphrase must be set with PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE'),
    'prod',
    undefined,
  );
  expect((problem as Error).message).toMatch(/^Stack "prod" has no passphrase: set PULUMI_CONFIG_PASSPHRASE_FILE/);
});

test('any other error stays unchanged', () => {
  const error = new Error('disk full');
  expect(passphraseProblem(error, 'dev', undefined)).toBe(error);
});
