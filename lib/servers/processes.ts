/** Servers as child processes of this one: their ports, their start, their end, and waiting for what they do. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { UsageError } from './command-line';

/**
 * Below the ports that systems give to outgoing connections: one of those may be taken between the moment it was found
 * free and the start of its server. Each process begins elsewhere, and goes round.
 */
const PORTS = { first: 20_000, count: 12_000 };
let next = (process.pid * 97) % PORTS.count;

/** Whether nobody listens on a port of this machine. */
export const isPortFree = (port: number, host = '0.0.0.0'): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });

/** A port that nobody listens on now, and that this process has not named before. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < PORTS.count; attempt++) {
    const port = PORTS.first + next;
    next = (next + 1) % PORTS.count;
    if (await isPortFree(port)) return port;
  }
  throw new Error(`no port from ${PORTS.first} on is free`);
}

/** A process that ended by itself, with its last words: nothing to wait for any more. */
export class ProcessEnded extends UsageError {}

/** Polls until `probe` gives a value. Throws after `seconds` with what was awaited and the last error. */
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

/** Asks every so many milliseconds for a reason to wait; the last one where there still is one after `limit`. */
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

/** Starts a process whose last words are kept for the error message, should it die. */
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

/** Ends a process and waits until it is gone. */
export const endProcess = (child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return resolve();
    child.once('exit', () => resolve());
    child.kill(signal);
  });
