/** Checks after an update that the stack's servers on this machine are ready. */
import { containerName } from '../settings/names';
import type { Settings } from '../settings/schema';
import { localUrl } from '../settings/bind-address';
import { describeError } from './error-sentence';
import { reasonAfter } from './processes';

export interface Server {
  readonly name: string;
  /** Address that answers 200 when the server is ready. */
  readonly url: string;
  readonly container: string;
}

/** The servers that the stack starts with Docker. */
export function localServers(settings: Settings): Server[] {
  if (settings.target !== 'docker') return [];
  const server = (name: string, key: 'prometheus' | 'alertmanager' | 'grafana', path: string): Server => ({
    name,
    url: `${localUrl(settings[key])}${path}`,
    container: containerName(settings, key),
  });
  return [
    server('Prometheus', 'prometheus', '/-/ready'),
    ...(settings.alerting.engine === 'alertmanager' ? [server('Alertmanager', 'alertmanager', '/-/ready')] : []),
    server('Grafana', 'grafana', '/api/health'),
  ];
}

const AGAIN = 500;

/** The server's response if it is not 200; undefined if the server is ready. */
async function refusal(url: string, limit: number): Promise<string | undefined> {
  try {
    const answer = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(Math.max(limit, AGAIN)) });
    await answer.body?.cancel();
    return answer.status === 200 ? undefined : `it answers ${answer.status}`;
  } catch (error) {
    return describeError(error);
  }
}

async function readinessProblem({ name, url, container }: Server, limit: number): Promise<string[]> {
  const reason = await reasonAfter(limit, AGAIN, (timeLeft) => refusal(url, timeLeft));
  return reason === undefined
    ? []
    : [
        `${name} is not ready after ${Math.round(limit / 1000)} s at ${url} (${reason}): look at \`docker logs ${container}\`.`,
      ];
}

/** One sentence for each server that is not ready within `limit` milliseconds. */
export const unreadyServers = async (servers: readonly Server[], limit = 30_000): Promise<string[]> =>
  (await Promise.all(servers.map((server) => readinessProblem(server, limit)))).flat();
