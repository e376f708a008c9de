/**
 * A fresh copy of this checkout in which commands run as a newcomer types them: make, Pulumi's CLI and its engine are
 * real, the providers are test doubles, and stand-ins replace Docker and the servers that it would start.
 */
import { execFile, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { delimiter, dirname, join } from 'node:path';
import { tool } from '../../lib/servers/tools';
import { makeNumberedFolder } from '../../lib/servers/write-files';
import { ENGINE_ENVIRONMENT, startDouble } from './engine';

const ROOT = join(__dirname, '../..');

export interface CommandResult {
  readonly code: number;
  /** stdout and stderr. */
  readonly output: string;
}
export interface Checkout {
  readonly folder: string;
  readonly run: (script: string, env?: Readonly<Record<string, string>>) => Promise<CommandResult>;
  /** The arguments of all `docker` calls so far, a call a line. */
  readonly dockerCalls: () => string[];
  /** Makes `docker` fail as if its daemon were unreachable, or answer again. */
  readonly setDockerRunning: (running: boolean) => void;
  /**
   * Docker's status of the container of Prometheus or Grafana, such as `Exited (137) 2 minutes ago`; undefined: it is
   * missing.
   */
  readonly setContainer: (server: string, status: string | undefined) => void;
  /**
   * Makes the next refresh find resources (`Container grafana`) with other properties, or deleted if there are none.
   */
  readonly simulateDrift: (resources: Readonly<Record<string, Readonly<Record<string, unknown>> | null>>) => void;
  readonly close: () => void;
}

/** Copies the files of this checkout, with uncommitted changes, and links its packages and tools. */
export function copyRepository(folder: string): void {
  const files = execFileSync('git', ['ls-files', '-z', '-c', '-o', '--exclude-standard'], { cwd: ROOT }).toString();
  for (const file of files.split('\0').filter(Boolean)) cpSync(join(ROOT, file), join(folder, file));
  for (const name of ['node_modules', '.tools']) symlinkSync(join(ROOT, name), join(folder, name));
}

/** `answer`: what the stand-in for Prometheus, Alertmanager and Grafana answers; 200 by default. */
export async function checkOut(
  answer: RequestListener = (_request, response) => response.end('{}'),
): Promise<Checkout> {
  const base = makeNumberedFolder('checkout');
  const folder = join(base, 'repository');
  copyRepository(folder);
  // make would install the packages again if the lock file were newer.
  utimesSync(join(folder, 'package-lock.json'), 0, 0);

  const servers = await Promise.all(
    ['grafana', 'prometheus'].map(async (name) => {
      const server = createServer(answer).listen(0, '127.0.0.1');
      await once(server, 'listening');
      return { name, server, port: (server.address() as AddressInfo).port };
    }),
  );
  const settings = servers.map(({ name, port }) => `  trading-observability:${name}:\n    port: ${port}\n`);
  writeFileSync(
    join(folder, 'Pulumi.dev.yaml'),
    `config:\n  trading-observability:environment: dev\n${settings.join('')}`,
  );
  const bin = join(base, 'bin');
  mkdirSync(bin);
  const otherContainers: [string, string][] = [['backend', 'Up 2 minutes (healthy)\t']];
  const statuses = new Map([
    ...otherContainers,
    ...servers.map(({ name, port }): [string, string] => [name, `Up 2 minutes (healthy)\t127.0.0.1:${port}->1/tcp`]),
  ]);
  const calls = join(base, 'docker-calls');
  const setDockerRunning = (running: boolean) => {
    const containers = [...statuses].map(([name, status]) => `trading_${name}_dev\t${status}\n`);
    writeFileSync(
      join(bin, 'docker'),
      running
        ? `#!/bin/sh\necho "$@" >> '${calls}'\n[ "$1" = ps ] && cat <<'EOT'\n${containers.join('')}EOT\nexit 0\n`
        : '#!/bin/sh\necho "Cannot connect to the Docker daemon" >&2\nexit 1\n',
      { mode: 0o755 },
    );
  };
  setDockerRunning(true);
  const setContainer = (server: string, status: string | undefined) => {
    if (status === undefined) statuses.delete(server);
    else statuses.set(server, `${status}\t`);
    setDockerRunning(true);
  };
  const doubles = await startDouble(['docker', 'grafana', 'random'], join(base, 'calls'), join(base, 'by-hand'));
  // A user's shell: without the variables that this run's own make and backend have set.
  const INHERITED = /^(PULUMI_(CONFIG_PASSPHRASE|BACKEND_URL)|MAKE|MFLAGS$)/;
  const shellEnvironment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !INHERITED.test(name)));
  const environment = {
    ...shellEnvironment,
    ...doubles.environment,
    PATH: [bin, dirname(await tool('pulumi')), process.env.PATH].join(delimiter),
    HOME: base,
    PULUMI_HOME: join(base, 'home'),
    ...ENGINE_ENVIRONMENT,
  };
  return {
    folder,
    dockerCalls: () => readFileSync(calls, 'utf8').trim().split('\n'),
    setDockerRunning,
    setContainer,
    simulateDrift: (resources) => writeFileSync(join(base, 'by-hand'), JSON.stringify(resources)),
    run: (script, env = {}) =>
      new Promise((resolve) => {
        const options = { cwd: folder, env: { ...environment, ...env }, maxBuffer: 2 ** 26 };
        const child = execFile('bash', ['-c', `exec 2>&1\n${script}`], options, (error, stdout) =>
          resolve({ code: error === null ? 0 : Number(error.code ?? 1), output: stdout }),
        );
        child.stdin?.end();
      }),
    close: () => {
      for (const { server } of servers) {
        server.closeAllConnections();
        server.close();
      }
      doubles.end();
      rmSync(base, { recursive: true, force: true });
    },
  };
}
