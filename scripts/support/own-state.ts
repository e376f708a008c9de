/**
 * `.state/` of this checkout: the state of its stacks, and a passphrase for their secrets, which is written to a file if
 * the environment has none (docs/operations.md, "Secrets"). `Pulumi.yaml` names this backend, unless a team sets its own.
 */
import { randomBytes } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { load } from 'js-yaml';
import { UsageError } from '../../lib/servers/command-line';
import { upgradeStateLayout } from './state-layout';

const ROOT = join(__dirname, '../..');
/** State, passphrase and helper programs of the stacks in this checkout. */
export const STATE = join(ROOT, '.state');
const OWN_BACKEND = 'file://./.state';

/** The fields of `Pulumi.yaml`. */
export const project = load(readFileSync(join(ROOT, 'Pulumi.yaml'), 'utf8')) as {
  readonly name: string;
  readonly backend?: { readonly url?: string };
};

type Environment = Readonly<Record<string, string | undefined>>;

const PASSPHRASE_FILE = join(STATE, 'passphrase');
const VARIABLES = ['PULUMI_CONFIG_PASSPHRASE', 'PULUMI_CONFIG_PASSPHRASE_FILE'] as const;

/** Whether the state is in `.state/`; `url` is the backend in `Pulumi.yaml`. */
export const isOwnBackend = (env: Environment = process.env, url = project.backend?.url): boolean =>
  (env.PULUMI_BACKEND_URL ?? '') === '' && url === OWN_BACKEND;

/** The source of the passphrase: an environment variable, {@link PASSPHRASE_FILE}, or none. */
export function passphraseSource(env: Environment, url = project.backend?.url): string | undefined {
  const variable = VARIABLES.find((name) => env[name] !== undefined);
  return variable ?? (isOwnBackend(env, url) ? PASSPHRASE_FILE : undefined);
}

interface StackFile {
  readonly encryptionsalt?: string;
  readonly secretsprovider?: string;
}
export const stackFile = (stack: string, folder = ROOT): string => join(folder, `Pulumi.${stack}.yaml`);
const readEncryption = (path: string): StackFile =>
  existsSync(path) ? ((load(readFileSync(path, 'utf8')) as StackFile | undefined) ?? {}) : {};

/** Whether `.state/` contains the stack, by the engine's file name. */
export const hasOwnState = (stack: string): boolean =>
  existsSync(join(STATE, '.pulumi/stacks', project.name, `${stack}.json`));

/**
 * Older versions kept a copy of the stack file in `.state/<stack>/`, with the salt of its passphrase. This moves the
 * salt to the stack file, where Pulumi's own CLI finds it.
 */
function adoptFormerCopy(stack: string): void {
  const copy = stackFile(stack, join(STATE, stack));
  if (!existsSync(copy)) return;
  const { encryptionsalt } = readEncryption(copy);
  const present = readEncryption(stackFile(stack));
  if (encryptionsalt !== undefined && present.encryptionsalt === undefined && present.secretsprovider === undefined) {
    const text = existsSync(stackFile(stack)) ? readFileSync(stackFile(stack), 'utf8') : '';
    const newline = text === '' || text.endsWith('\n') ? '' : '\n';
    appendFileSync(stackFile(stack), `${newline}encryptionsalt: ${encryptionsalt}\n`);
  }
  rmSync(dirname(copy), { recursive: true });
}

/** The engine's own environment variables. Creates a passphrase only for a stack that has none yet. */
export function passphraseVariables(stack: string): Record<string, string> {
  if (passphraseSource(process.env) !== PASSPHRASE_FILE) return {};
  const variables = { PULUMI_CONFIG_PASSPHRASE_FILE: PASSPHRASE_FILE };
  if (existsSync(PASSPHRASE_FILE)) return variables;
  const { encryptionsalt, secretsprovider } = readEncryption(stackFile(stack));
  if (secretsprovider !== undefined) return {};
  if (encryptionsalt !== undefined || hasOwnState(stack))
    throw new UsageError(
      `Stack "${stack}" was made with a passphrase that is not at hand: export PULUMI_CONFIG_PASSPHRASE_FILE or ` +
        'PULUMI_CONFIG_PASSPHRASE with it (docs/operations.md, "Secrets").',
    );
  writeFileSync(PASSPHRASE_FILE, randomBytes(24).toString('base64url'), { mode: 0o600 });
  return variables;
}

/** Converts the files of an older version in `.state/` to the current layout, if the stack's state is there. */
export function prepareOwnState(stack: string): void {
  if (!isOwnBackend()) return;
  mkdirSync(STATE, { recursive: true });
  upgradeStateLayout(STATE, project.name);
  adoptFormerCopy(stack);
}
