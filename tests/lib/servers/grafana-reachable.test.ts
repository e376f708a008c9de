/** Errors about an external Grafana before an update. The server is a stand-in over real HTTP. */
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { grafanaProblems, passwordProblems } from '../../../lib/servers/grafana-reachable';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function serving(listener: RequestListener): Promise<string> {
  server = createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A Grafana with one token and one data source, under a path as behind a proxy. */
const grafana: RequestListener = ({ url = '', headers }, response) => {
  const answer = (status: number, body: unknown) => response.writeHead(status).end(JSON.stringify(body));
  if (url === '/grafana/api/health') return answer(200, { database: 'ok' });
  if (headers.authorization !== 'Bearer glsa_right') return answer(401, { message: 'Invalid API key' });
  if (url.startsWith('/grafana/api/folders')) return answer(200, []);
  return url === '/grafana/api/datasources/uid/prom' ? answer(200, {}) : answer(404, {});
};

test('a Grafana that answers and accepts the token gives no error', async () => {
  const url = `${await serving(grafana)}/grafana`;
  expect(await grafanaProblems(url, 'glsa_right')).toEqual([]);
  expect(await grafanaProblems(url, 'glsa_right', 'prom')).toEqual([]);
});

test('a token that Grafana does not know is refused', async () => {
  const url = `${await serving(grafana)}/grafana`;
  expect(await grafanaProblems(url, 'glsa_wrong')).toEqual([
    `Grafana at ${url} refuses the token: \`pulumi config set --secret --path external.grafana.token\`.`,
  ]);
});

test('a data source that Grafana does not have is refused', async () => {
  const url = `${await serving(grafana)}/grafana`;
  expect(await grafanaProblems(url, 'glsa_right', 'other')).toEqual([
    `Grafana at ${url} has no data source with the UID other: see external.prometheus.dataSourceUid.`,
  ]);
});

test('an address at which nothing listens is reported', async () => {
  const url = await serving(grafana);
  server?.close();
  await once(server as Server, 'close');
  expect(await grafanaProblems(url, 'glsa_right')).toEqual([
    expect.stringMatching(`^Grafana does not answer at ${url}: .*ECONNREFUSED.*: see external.grafana.url.$`),
  ]);
});

test('a server other than Grafana, or a login page in between, is reported and gets no token', async () => {
  const tokens: (string | undefined)[] = [];
  const url = await serving(({ headers }, response) => {
    tokens.push(headers.authorization);
    response.writeHead(302, { location: '/login' }).end('<html>');
  });
  expect(await grafanaProblems(url, 'glsa_right')).toEqual([
    `No healthy Grafana answers at ${url} (302 for /api/health): see external.grafana.url.`,
  ]);
  expect(tokens).toEqual([undefined]);
});

test('a token with too few permissions is refused', async () => {
  const url = await serving(({ url: path }, response) =>
    path === '/api/health' ? response.end('{"database":"ok"}') : response.writeHead(403).end('{}'),
  );
  expect(await grafanaProblems(url, 'glsa_right')).toEqual([
    `The token may not list folders at ${url} (403): docs/external.md says what it needs.`,
  ]);
});

test('a wrong password is tried once, and the error mentions the lock after more attempts', async () => {
  const credentials: (string | undefined)[] = [];
  const url = await serving(({ headers }, response) => {
    credentials.push(headers.authorization);
    response.writeHead(401).end('{}');
  });
  expect(await passwordProblems(url, 'admin', 'old')).toEqual([
    expect.stringContaining('keeps the account locked for five minutes') as string,
  ]);
  expect(credentials).toEqual([`Basic ${Buffer.from('admin:old').toString('base64')}`]);
});
