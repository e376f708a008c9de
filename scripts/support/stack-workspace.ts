/**
 * Opens a stack with Pulumi's Automation API in this folder, with the same backend, stack file and passphrase that
 * Pulumi's own CLI uses here.
 */
import { join } from 'node:path';
import { CommandError, LocalWorkspace, StackNotFoundError, type Stack } from '@pulumi/pulumi/automation';
import { UsageError } from '../../lib/servers/command-line';
import {
  hasOwnState,
  isOwnBackend,
  passphraseSource,
  passphraseVariables,
  prepareOwnState,
  project,
  stackFile,
} from './own-state';
import { pulumiCli } from './pulumi-cli';

import type Program = require('../../index');

const ROOT = join(__dirname, '../..');

/** The program of this project. Its providers are loaded when the engine runs it, which most commands do not need. */
function program(): ReturnType<typeof Program> {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const run = require('../../index') as typeof Program;
  return run();
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

/**
 * Opens the stack; with `create`, creates a new one. Throws a {@link UsageError} if its secrets cannot be decrypted, or
 * if the stack does not exist.
 */
export async function openStack(stackName: string, { create }: { create: boolean }): Promise<Stack> {
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
