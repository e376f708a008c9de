/**
 * The keys of a stack file that imports Pulumi ESC environments. Only Pulumi can open those, so its CLI returns the
 * merged configuration of the file and its environments; secrets stay with Pulumi.
 */
import { execFileSync } from 'node:child_process';
import type { Json as Group } from '../json-values';
import { ENCRYPTED } from './raw';

interface ConfigValue {
  readonly value?: string;
  readonly secret?: boolean;
}

/** Throws an error with the CLI's own words. */
function runPulumi(folder: string, args: readonly string[]): string {
  try {
    const options = ['--cwd', folder, '--non-interactive', '--color', 'never'];
    return execFileSync('pulumi', ['config', ...args, ...options], {
      encoding: 'utf8',
      env: process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } catch (error) {
    const { code, stderr = '' } = error as { code?: unknown; stderr?: string };
    if (code === 'ENOENT') throw new Error('pulumi is not on PATH; `eval "$(make env)"` puts it there');
    throw new Error(/^error: (.*)$/m.exec(stderr)?.[1] ?? stderr.trim());
  }
}

/**
 * The values by their key, in the form in which the engine passes them to the program; an encrypted value becomes a
 * marker. The environments are opened, as an update does: otherwise what they read elsewhere would be unknown.
 */
export function mergedConfig(stack: string, folder: string, project: string): Group {
  const list = ['--stack', stack, '--open'];
  const values = JSON.parse(runPulumi(folder, [...list, '--json'])) as Readonly<Record<string, ConfigValue>>;
  const readable = Object.keys(values).find((key) => values[key]?.secret !== true);
  if (readable !== undefined) checkEnvironments(stack, folder, readable);
  const hasSecrets = Object.values(values).some(({ secret }) => secret === true);
  // The JSON output leaves out a whole group if one value in it is secret; the table masks only that value.
  const table = hasSecrets ? runPulumi(folder, list).split('\n') : [];
  const masked = (key: string): string => {
    const name = key.startsWith(`${project}:`) ? key.slice(project.length + 1) : key;
    return (
      table
        .find((line) => line.startsWith(`${name} `))
        ?.slice(name.length)
        .trim() ?? ENCRYPTED
    );
  };
  return Object.fromEntries(Object.entries(values).map(([key, { value }]) => [key, value ?? masked(key)]));
}

/**
 * Throws an error if Pulumi cannot open an environment. The list of all values then has no value of any environment and
 * no error, but a single value, that of `key`, comes with the reason.
 */
function checkEnvironments(stack: string, folder: string, key: string): void {
  const [, problems] = runPulumi(folder, ['get', key, '--stack', stack]).split('Environment diagnostics:\n');
  if (problems === undefined) return;
  // A position in the stack file's own imports is that in a text that Pulumi made of them.
  const sentences = problems
    .trim()
    .split('\n')
    .map((line) => line.replace(/^<?yaml>?:(\d+:\d+:)? /, ''));
  throw new Error(sentences.join('; '));
}
