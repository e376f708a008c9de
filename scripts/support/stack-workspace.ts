/**
 * Opens a stack with Pulumi's Automation API in this folder, with the same backend, stack file and passphrase that
 * Pulumi's own CLI uses here. `Pulumi.yaml` names the backend: `.state/` of this checkout, unless a team sets its own.
 * It adds only a passphrase for `.state/`, written to a file, if the environment has none (docs/operations.md,
 * "Secrets").
 */
import { randomBytes } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CommandError, LocalWorkspace, StackNotFoundError, type PulumiFn, type Stack } from '@pulumi/pulumi/automation';
import { load } from 'js-yaml';
import { UsageError } from '../../lib/servers/command-line';
import { quote } from '../oncall/target-functions';
import { PLUGINS, pulumiCli } from './pulumi-cli';
import { upgradeStateLayout } from './state-layout';
import { tool } from '../../lib/servers/tools';

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
const isOwnBackend = (env: Environment = process.env, url = project.backend?.url): boolean =>
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
const stackFile = (stack: string, folder = ROOT): string => join(folder, `Pulumi.${stack}.yaml`);
const readEncryption = (path: string): StackFile =>
  existsSync(path) ? ((load(readFileSync(path, 'utf8')) as StackFile | undefined) ?? {}) : {};

/** Whether `.state/` contains the stack, by the engine's file name. */
const hasOwnState = (stack: string): boolean =>
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
function passphraseVariables(stack: string): Record<string, string> {
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

/** Converts an error about a passphrase to a {@link UsageError}; returns any other error unchanged. */
export function passphraseProblem(error: unknown, stack: string, source = passphraseSource(process.env)): unknown {
  if (!(error instanceof CommandError)) return error;
  if (/incorrect passphrase/.test(error.message))
    return new UsageError(
      `The passphrase does not open the secrets of stack "${stack}". It comes from ${source ?? 'nowhere'}; the stack was ` +
        `made with another one, to which encryptionsalt in ${stackFile(stack)} belongs. Export that one as ` +
        'PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE (docs/operations.md, "Secrets").',
    );
  if (/passphrase must be set|get passphrase|PULUMI_CONFIG_PASSPHRASE/.test(error.message))
    return new UsageError(
      `Stack "${stack}" has no passphrase: set PULUMI_CONFIG_PASSPHRASE_FILE or PULUMI_CONFIG_PASSPHRASE, or give its ` +
        'secrets to a key service with `pulumi stack change-secrets-provider` (docs/operations.md, "Secrets").',
    );
  return error;
}

/** The message for a stack without resources. */
export const undeployedError = (stack: string): UsageError =>
  new UsageError(`Stack "${stack}" is not deployed yet: make up STACK=${stack}`);

/** Converts the files of an older version in `.state/` to the current layout, if the stack's state is there. */
function prepareOwnState(stack: string): void {
  if (!isOwnBackend()) return;
  mkdirSync(STATE, { recursive: true });
  upgradeStateLayout(STATE, project.name);
  adoptFormerCopy(stack);
}

/**
 * Opens the stack; with `create`, creates a new one. Throws a {@link UsageError} if its secrets cannot be decrypted, or
 * if the stack does not exist.
 */
export async function openStack(stackName: string, program: PulumiFn, { create }: { create: boolean }): Promise<Stack> {
  prepareOwnState(stackName);
  // Checks the file, because the engine would create a folder in an empty backend.
  if (!create && isOwnBackend() && !hasOwnState(stackName)) throw undeployedError(stackName);
  const options = { workDir: ROOT, envVars: passphraseVariables(stackName), pulumiCommand: await pulumiCli() };
  const inline = { stackName, projectName: project.name, program };
  return (
    create ? LocalWorkspace.createOrSelectStack(inline, options) : LocalWorkspace.selectStack(inline, options)
  ).catch((error: unknown) => {
    if (error instanceof StackNotFoundError) throw undeployedError(stackName);
    throw passphraseProblem(error, stackName);
  });
}

/** Lines for a shell, with which `pulumi` uses the same CLI, Node and passphrase as `make`. */
export async function shellEnvironment(stack: string): Promise<string> {
  prepareOwnState(stack);
  // Node comes first: the folder of the CLI may also contain an older Node.
  const folders = [dirname(process.execPath), dirname(await tool('pulumi'))].map(quote);
  const { PULUMI_CONFIG_PASSPHRASE_FILE: file } = passphraseVariables(stack);
  return [
    `export PATH=${folders.join(':')}:"$PATH":${quote(PLUGINS)};`,
    ...(file === undefined ? [] : [`export PULUMI_CONFIG_PASSPHRASE_FILE=${quote(file)};`]),
  ].join('\n');
}
