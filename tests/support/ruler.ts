/** A server with the rule API of Mimir's ruler over real HTTP, for one tenant and one user. It evaluates nothing. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dump, load } from 'js-yaml';

interface Group {
  readonly name: string;
  readonly interval?: string;
  readonly rules: readonly Readonly<Record<string, unknown>>[];
}

export interface Ruler {
  readonly url: string;
  /** Groups by namespace and name, which a test may change without the stack. */
  readonly groups: Map<string, Group>;
  /** `METHOD path` of each request since the last time. */
  readonly requests: () => string[];
  readonly close: () => Promise<void>;
}

const PREFIX = '/prometheus/config/v1/rules/';

/** Durations as Prometheus prints them. */
const normalizeDuration = (group: Group): Group =>
  JSON.parse(JSON.stringify(group).replaceAll('"for":"90s"', '"for":"1m30s"')) as Group;

export async function startRuler(authorization: string, tenant?: string, port = 0): Promise<Ruler> {
  const groups = new Map<string, Group>();
  let log: string[] = [];
  const server = createServer((request, response) => {
    const { method = '', url = '', headers } = request;
    log.push(`${method} ${url}`);
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const answer = (status: number, text = '') => response.writeHead(status).end(text);
      if (headers.authorization !== authorization || headers['x-scope-orgid'] !== tenant)
        return answer(401, 'no org id');
      if (!url.startsWith(PREFIX)) return answer(404, '404 page not found');
      const [namespace = '', name] = url.slice(PREFIX.length).split('/').map(decodeURIComponent);
      if (method === 'POST') {
        const group = load(Buffer.concat(chunks).toString()) as Group;
        if (group.rules.some(({ expr }) => typeof expr !== 'string')) return answer(400, 'unable to decode rule group');
        groups.set(`${namespace}/${group.name}`, normalizeDuration(group));
        return answer(202, '{"status":"success"}');
      }
      const key = `${namespace}/${name}`;
      const group = groups.get(key);
      if (group === undefined) return answer(404, 'group does not exist\n');
      if (method === 'DELETE') return answer(202, String(groups.delete(key)));
      return answer(200, dump(group));
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    groups,
    requests: () => {
      const requests = log;
      log = [];
      return requests;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
