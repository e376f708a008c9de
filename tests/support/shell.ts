/** A line of a shell, as a person types it. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';

/** Arguments with which Node runs this project's TypeScript, before those of a script. */
export const TYPESCRIPT = ['--require', join(__dirname, '../../scripts/support/typescript.cjs')] as const;

/** The beginning of a line that runs a script in TypeScript. */
export const RUN_TYPESCRIPT = `node ${TYPESCRIPT.join(' ')}`;

export interface ShellResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a line of bash in a folder; a pipe fails if one of its commands does. */
export const runShell = (line: string, cwd: string): Promise<ShellResult> =>
  new Promise((resolve) => {
    execFile('bash', ['-o', 'pipefail', '-c', line], { cwd, maxBuffer: 2 ** 26 }, (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err });
    });
  });
