/** Runs the user's kubectl with the stack's context and namespace. */
import { execFile } from 'node:child_process';
import type { Settings } from '../settings/schema';

export interface Kubectl {
  /** Arguments that select the cluster and the namespace. */
  readonly where: readonly string[];
  /** Standard output of a call; throws if kubectl is not installed, or fails. */
  readonly run: (args: readonly string[], input?: string) => Promise<string>;
}

/** Undefined if the kubeconfig is in the stack file: only the engine can decrypt it. */
export function kubectl({ kubernetes }: Pick<Settings, 'kubernetes'>, env = process.env): Kubectl | undefined {
  const { context, kubeconfig, namespace } = kubernetes;
  if (context === undefined || kubeconfig !== undefined) return undefined;
  const where = ['--context', context, '--namespace', namespace];
  const run = (args: readonly string[], input = '') =>
    new Promise<string>((resolve, reject) => {
      const child = execFile('kubectl', [...where, ...args], { env, maxBuffer: 2 ** 26 }, (error, stdout) =>
        error === null ? resolve(stdout) : reject(new Error(error.message, { cause: error })),
      );
      // If kubectl cannot be started, the error above is reported.
      child.stdin?.on('error', () => undefined).end(input);
    });
  return { where, run };
}
