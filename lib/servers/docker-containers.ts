/** The state of a stack's containers, from Docker's CLI. */
import type { Settings } from '../settings/schema';
import { run } from './run-program';

/** Number of lines to print of a container's log. */
const LOG_LINES = 12;

export interface Container {
  readonly name: string;
  /** Such as `Up 2 minutes (unhealthy)` or `Restarting (1) 3 seconds ago`. */
  readonly status: string;
  /** Such as `127.0.0.1:3000->3000/tcp`. */
  readonly ports: string;
  readonly networks: readonly string[];
}

/**
 * The containers of a platform's stacks, stopped ones included. Throws if Docker is not installed or does not answer.
 */
export async function containers(platform: string): Promise<Container[]> {
  const format = '{{.Names}}\t{{.Status}}\t{{.Ports}}\t{{.Networks}}';
  const { stdout } = await run('docker', ['ps', '--all', '--filter', `name=^${platform}_`, '--format', format]);
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [name = '', status = '', ports = '', networks = ''] = line.split('\t');
      return { name, status, ports, networks: networks.split(',') };
    });
}

let first: Promise<Container[]> | undefined;
/** The same, as they were at the first call in this process. */
export const containersAtStart = (platform: string): Promise<Container[]> => (first ??= containers(platform));

/** Whether a container belongs to the stack. */
const isOfStack =
  ({ environment }: Settings) =>
  ({ name }: Container): boolean =>
    name.endsWith(`_${environment}`);

/**
 * Whether a container has a problem. A container that only carries files is created and never started, so that is none.
 */
export const isUnhealthy = ({ name, status }: Pick<Container, 'name' | 'status'>): boolean =>
  !name.endsWith('_files') && !/^Up [^(]*(\(healthy\))?$/.test(status);

/** Whether a container runs but does not work. Docker's provider considers it healthy, so no update repairs it. */
export const isStuck = ({ name, status }: Pick<Container, 'name' | 'status'>): boolean =>
  isUnhealthy({ name, status }) && /^(Restarting |Up .*\((Paused|unhealthy)\))/.test(status);

/** Whether the container is there and can do its work. */
export const isWell = (all: readonly Container[], name: string): boolean =>
  all.some((container) => container.name === name && !isUnhealthy(container));

/** A sentence for each stuck container of an environment, with what to do. */
export function describeStuckContainers(all: readonly Container[], settings: Settings): string[] {
  const ours = all.filter(isOfStack(settings));
  return ours.filter(isStuck).map(({ name, status }) => {
    const help = status.includes('(Paused)')
      ? `\`docker unpause ${name}\``
      : `\`docker rm -f ${name}\`, then \`make up\``;
    return `${name} runs and does not work (${status}): ${help}.`;
  });
}

/** The last log lines of each unhealthy container of an environment, for a user whose update failed. */
export async function recentLogs(settings: Settings): Promise<string[]> {
  const ours = (await containers(settings.catalogue.name)).filter(isOfStack(settings));
  const logs = ours.filter(isUnhealthy).map(async ({ name, status }) => {
    const { stdout, stderr } = await run('docker', ['logs', '--tail', String(LOG_LINES), name]);
    const lines = `${stdout}${stderr}`.trimEnd().split('\n').slice(-LOG_LINES);
    return `${name} is not well (${status}). Its last words, of \`docker logs ${name}\`:\n${lines.map((line) => `  ${line}`).join('\n')}`;
  });
  return Promise.all(logs);
}
