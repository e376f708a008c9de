/** The policy pack as the engine takes it, with what the engine needs to run it. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { EngineEvent } from '@pulumi/pulumi/automation';
import { UsageError } from './command-line';
import { onPath } from './on-path';

const ROOT = join(__dirname, '..');
export const POLICIES = join(ROOT, 'policies');
/** Names of the programs by which the engine runs a pack in TypeScript; Pulumi's own installer brings both. */
const HOSTS = ['pulumi-language-nodejs', 'pulumi-analyzer-policy-nodejs'];

/** Puts into `folder` the program by which the engine runs the pack with this project's packages. */
export function writePolicyHost(folder: string): void {
  const runner = join(ROOT, 'node_modules/@pulumi/pulumi/cmd/run-policy-pack');
  const file = join(folder, 'pulumi-analyzer-policy-nodejs');
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, `#!/bin/sh\nexec "${process.execPath}" "${runner}" "$@"\n`);
  chmodSync(file, 0o755);
}

/**
 * The packs to check an update with. A CLI that was built with Go comes without the program that runs them: it is
 * written into `folder` and put on PATH. Where that cannot be, one line says that nothing is checked.
 */
export function policyPacks(folder: string): string[] {
  if (onPath(HOSTS) !== undefined) return [POLICIES];
  if (process.platform === 'win32') {
    console.error(
      `The policies are not checked: ${HOSTS[0]}.exe, which comes with Pulumi's installer, is not on PATH.`,
    );
    return [];
  }
  writePolicyHost(folder);
  process.env.PATH = [process.env.PATH ?? '', folder].join(delimiter);
  return [POLICIES];
}

export interface Checked {
  readonly policyPacks: string[];
  readonly onEvent: (event: EngineEvent) => void;
}

/** A run of the engine that the policies watch. What they refuse is said at the end, not amid the resources. */
export async function withPolicies<T>(folder: string, run: (options: Checked) => Promise<T>): Promise<T> {
  const refused: string[] = [];
  const onEvent = ({ policyEvent }: EngineEvent) => {
    if (policyEvent?.enforcementLevel !== 'mandatory') return;
    // The message begins with the policy's description, which says what must hold.
    const [, ...what] = policyEvent.message
      .replace(/<\{%[^%]*%\}>/g, '')
      .trim()
      .split('\n');
    refused.push(`  ${policyEvent.policyName}: ${what.join(' ')}`);
  };
  try {
    return await run({ policyPacks: policyPacks(folder), onEvent });
  } catch (error) {
    if (refused.length === 0) throw error;
    throw new UsageError(`The policies (policies/) refuse this:\n${[...new Set(refused)].sort().join('\n')}`);
  }
}
