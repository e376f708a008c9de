/**
 * A stack as Pulumi's Automation API opens it. With a backend of one's own (PULUMI_BACKEND_URL, or `backend.url` in
 * Pulumi.yaml) everything is as with Pulumi's own CLI; without one, state and passphrase are this checkout's own, in
 * `.state/` (docs/secrets.md).
 */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError, LocalWorkspace, type PulumiFn, type Stack } from '@pulumi/pulumi/automation';
import { dump, load } from 'js-yaml';
import { UsageError } from './command-line';
import { pulumiCli } from './pulumi-cli';

const ROOT = join(__dirname, '..');
/** State, passphrase and helpers of stacks that belong to this checkout alone. */
export const STATE = join(ROOT, '.state');

interface Project {
  readonly name: string;
  readonly backend?: { readonly url?: string };
}
/** What `Pulumi.yaml` says. */
export const project = load(readFileSync(join(ROOT, 'Pulumi.yaml'), 'utf8')) as Project;

type Environment = Readonly<Record<string, string | undefined>>;

/** How a stack's secrets are opened, and where that comes from, for those who have to mend it. */
export interface Access {
  /** Where the state is; undefined where Pulumi's own settings say. */
  readonly backend: string | undefined;
  /** Folder of the project and stack files that the engine reads, and writes the salt of a passphrase into. */
  readonly folder: string;
  readonly passphrase: { readonly from: string; readonly own: boolean };
}

const PASSPHRASE_FILE = join(STATE, 'passphrase');

/** Decides from the environment what {@link Access} a stack has; `shared` is what `Pulumi.yaml` says of a backend. */
export function accessTo(stack: string, env: Environment, shared = project.backend?.url): Access {
  const given = (['PULUMI_CONFIG_PASSPHRASE', 'PULUMI_CONFIG_PASSPHRASE_FILE'] as const).find(
    (name) => env[name] !== undefined,
  );
  if (env.PULUMI_BACKEND_URL !== undefined || shared !== undefined)
    return { backend: undefined, folder: ROOT, passphrase: { from: given ?? 'nowhere: none is set', own: false } };
  return {
    backend: `file://${STATE}`,
    folder: join(STATE, stack),
    passphrase: { from: given ?? PASSPHRASE_FILE, own: given === undefined },
  };
}

/** A passphrase of this checkout's own, so that the state's secrets are encrypted from the first run on. */
function ownPassphrase(): string {
  if (!existsSync(PASSPHRASE_FILE))
    writeFileSync(PASSPHRASE_FILE, randomBytes(24).toString('base64url'), { mode: 0o600 });
  return readFileSync(PASSPHRASE_FILE, 'utf8');
}

/**
 * The stack's file as the engine sees it: a copy, as the engine writes the salt of this checkout's passphrase into it,
 * which does not belong into the repository.
 */
function copyStackFile(stack: string, folder: string): void {
  mkdirSync(folder, { recursive: true });
  const file = `Pulumi.${stack}.yaml`;
  const read = (path: string) =>
    existsSync(path) ? (load(readFileSync(path, 'utf8')) as object | undefined) : undefined;
  const kept = read(join(folder, file)) as { encryptionsalt?: string } | undefined;
  const salt = kept?.encryptionsalt === undefined ? {} : { encryptionsalt: kept.encryptionsalt };
  writeFileSync(join(folder, file), dump({ ...salt, ...read(join(ROOT, file)) }));
  writeFileSync(join(folder, 'Pulumi.yaml'), readFileSync(join(ROOT, 'Pulumi.yaml')));
}

/** What went wrong with a passphrase in words; anything else as it was. */
export function passphraseProblem(error: unknown, stack: string, { passphrase, folder }: Access): unknown {
  if (!(error instanceof CommandError)) return error;
  const file = join(folder, `Pulumi.${stack}.yaml`);
  if (/incorrect passphrase/.test(error.message))
    return new UsageError(
      `The passphrase does not open the secrets of stack "${stack}". It came from ${passphrase.from}; the secrets were ` +
        `encrypted with the one that encryptionsalt in ${file} belongs to (docs/secrets.md).`,
    );
  if (/passphrase must be set|get passphrase|PULUMI_CONFIG_PASSPHRASE/.test(error.message))
    return new UsageError(
      `Stack "${stack}" has no passphrase: set PULUMI_CONFIG_PASSPHRASE_FILE or PULUMI_CONFIG_PASSPHRASE, or give its ` +
        'secrets to a key service with `pulumi stack change-secrets-provider` (docs/secrets.md).',
    );
  return error;
}

/** Opens the stack, and makes it where it is new. Throws a {@link UsageError} where its secrets stay shut. */
export async function openStack(stackName: string, program: PulumiFn): Promise<Stack> {
  const access = accessTo(stackName, process.env);
  mkdirSync(STATE, { recursive: true });
  if (access.folder !== ROOT) copyStackFile(stackName, access.folder);
  const pulumiCommand = await pulumiCli();
  const { backend, passphrase } = access;
  return LocalWorkspace.createOrSelectStack(
    { stackName, projectName: project.name, program },
    {
      workDir: access.folder,
      pulumiCommand,
      envVars: {
        ...(backend === undefined ? {} : { PULUMI_BACKEND_URL: backend }),
        ...(passphrase.own ? { PULUMI_CONFIG_PASSPHRASE: ownPassphrase() } : {}),
      },
    },
  ).catch((error: unknown) => {
    throw passphraseProblem(error, stackName, access);
  });
}
