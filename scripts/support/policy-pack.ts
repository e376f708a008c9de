/** The policy pack in the form that the engine takes: its folder, or a program that runs it. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineEvent } from '@pulumi/pulumi/automation';
import { UsageError } from '../../lib/servers/command-line';
import { findOnPath } from '../../lib/servers/on-path';

const ROOT = join(__dirname, '../..');
export const POLICIES = join(ROOT, 'policies');
/** The program with which the engine runs a pack's folder; Pulumi's own installer contains it. */
const LANGUAGE_HOST = 'pulumi-language-nodejs';

/** Writes a program to `folder` that runs the pack with this project's packages. Returns its path. */
export function writePolicyProgram(folder: string): string {
  const file = join(folder, 'pulumi-analyzer-policies');
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, `#!/bin/sh\ncd "${POLICIES}" && exec "${process.execPath}" main.js\n`);
  chmodSync(file, 0o755);
  return file;
}

/**
 * The packs that check an update: a program, which is written to `folder`. It takes half of the time of the language
 * host, which loads TypeScript's compiler for a pack's folder, and a CLI built with Go has no language host. Only Windows,
 * which cannot run the program, gets the folder; without a language host, one line says that nothing is checked.
 */
export function policyPacks(folder: string): string[] {
  if (process.platform !== 'win32') return [writePolicyProgram(folder)];
  if (findOnPath([LANGUAGE_HOST]) !== undefined) return [POLICIES];
  console.error(
    `The policies are not checked: ${LANGUAGE_HOST}.exe, which comes with Pulumi's installer, is not on PATH.`,
  );
  return [];
}

/** A run of the engine with the policies, which adds to `events`; violations are reported at its end. */
export async function withPolicies<T>(
  folder: string,
  events: EngineEvent[],
  run: (options: { policyPacks: string[]; onEvent: (event: EngineEvent) => void }) => Promise<T>,
): Promise<T> {
  try {
    return await run({ policyPacks: policyPacks(folder), onEvent: (event) => events.push(event) });
  } catch (error) {
    const refused = events.flatMap(({ policyEvent }) => {
      if (policyEvent?.enforcementLevel !== 'mandatory') return [];
      // The message starts with the policy's description, which says what must hold.
      const [, ...what] = policyEvent.message
        .replace(/<\{%[^%]*%\}>/g, '')
        .trim()
        .split('\n');
      return [`  ${policyEvent.policyName}: ${what.join(' ')}`];
    });
    if (refused.length === 0) throw error;
    throw new UsageError(`The policies (policies/) refuse this:\n${[...new Set(refused)].sort().join('\n')}`);
  }
}
