/** Runs the stand-in backend: `npm run demo`, and the bundled file in a container. */
import type { AddressInfo } from 'node:net';
import { runWithSentences } from '../lib/servers/command-line';
import { Backend } from './backend';
import { readFlags, USAGE, type Flags } from './flags';
import { demoServer } from './server';

const STEP_MS = 1000;

function run({ port, host, scenario, seed, now: begin }: Flags): void {
  const ahead = begin.getTime() - Date.now();
  const clock = () => new Date(Date.now() + ahead);
  const backend = new Backend(scenario, seed, clock());
  const server = demoServer(backend);
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    backend.advance((now - last) / 1000, clock());
    last = now;
  }, STEP_MS);

  const end = () => {
    clearInterval(timer);
    server.close();
    server.closeAllConnections();
  };
  server.on('error', (error: NodeJS.ErrnoException) => {
    const why = error.code === 'EADDRINUSE' ? 'the port is taken; choose another with --port' : error.message;
    console.error(`demo backend cannot listen on ${host}:${port}: ${why}`);
    process.exitCode = 1;
    end();
  });
  // Process 1 of a container only stops if it handles the signals itself.
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
  server.listen(port, host, () => {
    const { port: actual } = server.address() as AddressInfo;
    const urlHost = host.includes(':') ? `[${host}]` : host;
    console.log(`demo backend: http://${urlHost}:${actual}/metrics, scenario ${scenario}, seed ${seed}`);
  });
}

const args = process.argv.slice(2);
void runWithSentences(
  () => {
    if (args.includes('--help')) console.log(USAGE);
    else run(readFlags(args, process.env));
  },
  () => `demo backend ${args.join(' ')}`.trim(),
);
