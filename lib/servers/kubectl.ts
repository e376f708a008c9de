/** kubectl as the person who deploys has it: with the stack's context and namespace. */
import { execFile } from 'node:child_process';
import type { Settings } from '../settings/schema';

export interface Kubectl {
  /** Arguments that say which cluster and namespace. */
  readonly where: readonly string[];
  /** Standard output of a call; throws where kubectl is not there, or refuses. */
  readonly run: (args: readonly string[], input?: string) => Promise<string>;
}

/** Undefined where the stack has its kubeconfig in its settings: only the engine can decrypt that. */
export function kubectl({ kubernetes }: Pick<Settings, 'kubernetes'>, env = process.env): Kubectl | undefined {
  const { context, kubeconfig, namespace } = kubernetes;
  if (context === undefined || kubeconfig !== undefined) return undefined;
  const where = ['--context', context, '--namespace', namespace];
  const run = (args: readonly string[], input = '') =>
    new Promise<string>((resolve, reject) => {
      const child = execFile('kubectl', [...where, ...args], { env, maxBuffer: 2 ** 26 }, (error, stdout) =>
        error === null ? resolve(stdout) : reject(new Error(error.message, { cause: error })),
      );
      // Where kubectl cannot be started, the error above says so.
      child.stdin?.on('error', () => undefined).end(input);
    });
  return { where, run };
}
