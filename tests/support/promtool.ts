import { execFile } from 'node:child_process';
import { tool } from '../../toolchain/tools';

/** Runs promtool; its whole output is the message where it finds fault. */
export async function promtool(...args: string[]): Promise<void> {
  const path = await tool('promtool');
  await new Promise<void>((done, fail) => {
    execFile(path, args, (error, stdout, stderr) => (error === null ? done() : fail(new Error(stdout + stderr))));
  });
}
