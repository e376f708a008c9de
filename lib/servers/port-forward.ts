/** Reaches a Grafana in a cluster for as long as an update runs, where it has no address of its own. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { connect } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { forwardLine, portForwards, type PortForward } from '../compile/kubernetes/names';
import type { Settings } from '../settings/schema';

/** Milliseconds until kubectl is started again: on a first update Grafana appears half way. */
const AGAIN = 2000;

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });

function kubectlFound(env: NodeJS.ProcessEnv): boolean {
  try {
    execFileSync('kubectl', ['version', '--client'], { stdio: 'ignore', env });
    return true;
  } catch {
    return false;
  }
}

/** Keeps the forward up until it is told to end. */
function keep({ args }: PortForward, env: NodeJS.ProcessEnv): () => Promise<void> {
  const ended = new AbortController();
  let child: ChildProcess | undefined;
  const stop = () => child?.kill();
  process.once('exit', stop);
  const running = (async () => {
    while (!ended.signal.aborted) {
      // Ctrl-C is the engine's, which may need Grafana to end in good order.
      const kubectl = spawn('kubectl', args, { stdio: 'ignore', detached: true, env });
      child = kubectl;
      await new Promise((resolve) => kubectl.once('exit', resolve).once('error', resolve));
      await setTimeout(AGAIN, undefined, { signal: ended.signal }).catch(() => undefined);
    }
  })();
  return async () => {
    ended.abort();
    stop();
    process.off('exit', stop);
    await running;
  };
}

/** Does `work` with a port-forward to Grafana where one is needed, or says what to type where kubectl cannot be used. */
export async function withPortForward<T>(settings: Settings, work: () => Promise<T>, env = process.env): Promise<T> {
  const forward = settings.target === 'kubernetes' ? portForwards(settings).grafana : undefined;
  // A forward of somebody's own is as good.
  if (forward === undefined || (await answers(forward.port))) return work();
  if (settings.kubernetes.context === undefined || !kubectlFound(env)) {
    console.log(`Grafana has no address of its own; keep this running in another terminal, from now on:
  while ! ${forwardLine(forward)}; do sleep 2; done\n`);
    return work();
  }
  const end = keep(forward, env);
  try {
    return await work();
  } finally {
    await end();
  }
}
