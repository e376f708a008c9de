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
    if (code === 'ENOENT') throw new Error('pulumi is not on PATH');
    throw new Error(/^error: (.*)$/m.exec(stderr)?.[1] ?? stderr.trim());
  }
}

/**
 * The values by their key, in the form in which the engine passes them to the program; an encrypted value becomes a
 * marker.
 */
export function mergedConfig(stack: string, folder: string, project: string): Group {
  const values = JSON.parse(runPulumi(folder, ['--json', '--stack', stack])) as Readonly<Record<string, ConfigValue>>;
  const hasSecrets = Object.values(values).some(({ secret }) => secret === true);
  // The JSON output leaves out a whole group if one value in it is secret; the table masks only that value.
  const table = hasSecrets ? runPulumi(folder, ['--stack', stack]).split('\n') : [];
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
