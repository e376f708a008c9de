/** Connects to a server in a cluster that has no address of its own, while the engine or a command runs. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { FORWARDED_GRAFANA, forwardLine, portForwards, type PortForward } from '../compile/kubernetes/names';
import { localUrl } from '../settings/bind-address';
import type { Settings } from '../settings/schema';
import { kubectl } from './kubectl';
import { findOnPath } from './on-path';
import { freePort } from './processes';

/** Milliseconds until kubectl is started again: during a first update, Grafana starts only halfway through. */
const AGAIN = 2000;
/** Milliseconds that a connection waits for kubectl to start. */
const TIMEOUT = 20_000;

/** Listens on this port on each of localhost's addresses; undefined if the port is in use. */
async function listen(port: number, accept: (socket: Socket) => void): Promise<Server[] | undefined> {
  const servers: Server[] = [];
  for (const host of ['127.0.0.1', '::1']) {
    const server = createServer(accept);
    try {
      await once(server.listen(port, host), 'listening');
      servers.push(server);
    } catch (error) {
      // A machine without IPv6 does not have this address.
      if (host === '::1' && (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') continue;
      servers.forEach((each) => each.close());
      return undefined;
    }
  }
  return servers;
}

/** Forwards connections to a port that is not known yet; until it is, they wait. */
class Relay {
  private readonly sockets = new Set<Socket>();
  private readonly waiting = new Set<Socket>();
  private target: number | undefined;

  readonly accept = (socket: Socket): void => {
    this.track(socket);
    if (this.target !== undefined) return this.pass(socket, this.target);
    this.waiting.add(socket);
    socket.setTimeout(TIMEOUT, () => socket.destroy()).once('close', () => this.waiting.delete(socket));
  };

  /** The port to forward to from now on; undefined for none. */
  set port(port: number | undefined) {
    this.target = port;
    if (port === undefined) return;
    for (const socket of this.waiting) this.pass(socket.setTimeout(0), port);
    this.waiting.clear();
  }

  close(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  private track(socket: Socket): Socket {
    this.sockets.add(socket);
    return socket.on('error', () => undefined).once('close', () => this.sockets.delete(socket));
  }

  private pass(socket: Socket, port: number): void {
    const onward = this.track(connect(port, '127.0.0.1'));
    socket.pipe(onward).once('close', () => socket.destroy());
    onward.pipe(socket).once('close', () => onward.destroy());
  }
}

interface Forwarding {
  readonly url: string;
  readonly end: () => Promise<void>;
}

/**
 * Keeps the port-forward running until it is stopped. This process itself listens, and forwards to the port that
 * kubectl has chosen, so that no other server on this machine is mistaken for the right one. If the usual port is in
 * use, another one is chosen.
 */
async function keep(server: string, { args, port, there }: PortForward, env: NodeJS.ProcessEnv): Promise<Forwarding> {
  const relay = new Relay();
  const usual = await listen(port, relay.accept);
  const servers = usual ?? (await listen(await freePort(), relay.accept)) ?? [];
  const [address] = servers.map((server) => server.address() as AddressInfo);
  if (address === undefined) throw new Error(`no port of this machine is free for the port-forward to ${server}`);
  const ended = new AbortController();
  let child: ChildProcess | undefined;
  const stop = () => child?.kill();
  process.once('exit', stop);
  const running = (async () => {
    while (!ended.signal.aborted) {
      // The engine handles Ctrl-C, and may need Grafana to stop cleanly.
      const forwarder = spawn('kubectl', [...args, `:${there}`, '--address', '127.0.0.1'], {
        stdio: ['ignore', 'pipe', 'ignore'],
        detached: true,
        env,
      });
      child = forwarder;
      forwarder.stdout.on('data', (text: Buffer) => {
        const [, chosen] = /Forwarding from 127\.0\.0\.1:(\d+)/.exec(text.toString()) ?? [];
        if (chosen !== undefined) relay.port = Number(chosen);
      });
      await new Promise((resolve) => forwarder.once('exit', resolve).once('error', resolve));
      relay.port = undefined;
      await setTimeout(AGAIN, undefined, { signal: ended.signal }).catch(() => undefined);
    }
  })();
  return {
    url: `http://localhost:${address.port}`,
    end: async () => {
      ended.abort();
      stop();
      process.off('exit', stop);
      for (const server of servers) server.close();
      relay.close();
      await running;
    },
  };
}

/** Whether kubectl can forward a port; if not, prints the command to type instead. */
function canForward(server: string, forward: PortForward, settings: Settings, env: NodeJS.ProcessEnv): boolean {
  if (kubectl(settings, env) !== undefined && findOnPath(['kubectl'], env.PATH) !== undefined) return true;
  console.log(`${server} has no address of its own; keep this running in another terminal, from now on:
  while ! ${forwardLine(forward)}; do sleep 2; done\n`);
  return false;
}

/**
 * Runs `work` with a port-forward to Grafana if one is needed; prints the command to type if kubectl cannot be used.
 */
export async function withPortForward<T>(settings: Settings, work: () => Promise<T>, env = process.env): Promise<T> {
  const forward = settings.target === 'kubernetes' ? portForwards(settings).grafana : undefined;
  if (forward === undefined || !canForward('Grafana', forward, settings, env)) return work();
  const { url, end } = await keep('Grafana', forward, env);
  process.env[FORWARDED_GRAFANA] = url;
  try {
    return await work();
  } finally {
    delete process.env[FORWARDED_GRAFANA];
    await end();
  }
}

/**
 * Runs `work` with the address at which this machine reaches the stack's Alertmanager, like {@link withPortForward}.
 */
export async function withAlertmanagerUrl<T>(
  settings: Settings,
  work: (url: string) => Promise<T>,
  env = process.env,
): Promise<T> {
  const { alertmanager, target } = settings;
  if (target !== 'kubernetes') return work(localUrl(alertmanager));
  const forward = portForwards(settings).alertmanager;
  if (forward === undefined) return work(alertmanager.externalUrl.replace(/\/$/, ''));
  if (!canForward('Alertmanager', forward, settings, env)) return work(localUrl(alertmanager));
  const { url, end } = await keep('Alertmanager', forward, env);
  try {
    return await work(url);
  } finally {
    await end();
  }
}
