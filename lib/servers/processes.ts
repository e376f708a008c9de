/** Servers as child processes: their ports, starting and stopping them, and waiting for a condition. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { UsageError } from './command-line';

/**
 * Below the range that systems use for outgoing connections: a port of that range might be used between the check that
 * it is free and the start of its server. Each process starts at another port, and wraps around.
 */
const PORTS = { first: 20_000, count: 12_000 };
let next = (process.pid * 97) % PORTS.count;

/** Whether a port of this machine is free. */
export const isPortFree = (port: number, host = '0.0.0.0'): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });

/** A free port that this process has not returned before. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < PORTS.count; attempt++) {
    const port = PORTS.first + next;
    next = (next + 1) % PORTS.count;
    if (await isPortFree(port)) return port;
  }
  throw new Error(`no port from ${PORTS.first} on is free`);
}

/** A process exited by itself; the message has its last output. There is nothing to wait for any more. */
export class ProcessEnded extends UsageError {}

/** Polls until `probe` returns a value. Throws after `seconds` with what it waited for and the last error. */
export async function waitFor<T>(what: string, probe: () => Promise<T | undefined>, seconds = 60): Promise<T> {
  const end = Date.now() + seconds * 1000;
  let last: unknown;
  while (Date.now() < end) {
    try {
      const value = await probe();
      if (value !== undefined) return value;
    } catch (error) {
      if (error instanceof ProcessEnded) throw error;
      last = error;
    }
    await pause(200);
  }
  throw new Error(`${what}: not within ${seconds} s${last instanceof Error ? ` (${last.message})` : ''}`);
}

/** Polls for a reason to wait; returns undefined when there is none, or the last one after `limit` milliseconds. */
export async function reasonAfter(
  limit: number,
  every: number,
  ask: (timeLeft: number) => Promise<string | undefined>,
): Promise<string | undefined> {
  const end = Date.now() + limit;
  for (;;) {
    const reason = await ask(end - Date.now());
    if (reason === undefined || Date.now() + every > end) return reason;
    await pause(every);
  }
}

/** Starts a process and keeps its last output for the error message, in case it exits. */
export function startProcess(
  name: string,
  file: string,
  args: readonly string[],
): { child: ChildProcess; alive: () => void } {
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let words = '';
  const listen = (chunk: Buffer) => (words = (words + chunk.toString()).slice(-2000));
  child.stdout.on('data', listen);
  child.stderr.on('data', listen);
  child.on('error', (error) => (words += error.message));
  return {
    child,
    alive: () => {
      if (child.exitCode !== null || child.pid === undefined) throw new ProcessEnded(`${name} ended: ${words.trim()}`);
    },
  };
}

/** Stops a process and waits until it has exited. */
export const endProcess = (child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return resolve();
    child.once('exit', () => resolve());
    child.kill(signal);
  });
