/** Whether each server of a stack is ready, with servers that are and servers that are not. */
import { trading } from '../../../platform';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { toSettings } from '../../../lib/settings/settings';
import { localServers, unreadyServers } from '../../../lib/servers/server-readiness';

/** The server's status codes in turn; the last one repeats. */
let statuses: number[];
let server: Server;
let url: string;
beforeEach(async () => {
  server = createServer((_request, response) => {
    const [status = 500] = statuses.length > 1 ? statuses.splice(0, 1) : statuses;
    response.writeHead(status).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/-/ready`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const grafana = () => [{ name: 'Grafana', url, container: 'trading_grafana_dev' }];

test('a server that answers 200 after a while is ready', async () => {
  statuses = [503, 503, 200];
  expect(await unreadyServers(grafana(), 20_000)).toEqual([]);
});

test('a server that keeps answering 503 is named, with the command for its logs', async () => {
  statuses = [503];
  expect(await unreadyServers(grafana(), 1000)).toEqual([
    `Grafana is not ready after 1 s at ${url} (it answers 503): look at \`docker logs trading_grafana_dev\`.`,
  ]);
});

test('a server that does not answer is named', async () => {
  statuses = [200];
  server.closeAllConnections();
  server.close();
  const [sentence = ''] = await unreadyServers(grafana(), 1000);
  expect(sentence).toMatch(/^Grafana is not ready after 1 s at .*ECONNREFUSED.*docker logs trading_grafana_dev`\.$/);
});

test('Alertmanager is checked if it is the engine; a stack on another target has no server on this machine', () => {
  const names = (raw: object) =>
    localServers(toSettings(trading, 'dev', raw as Record<string, unknown>)).map(({ name }) => name);
  expect(names({})).toEqual(['Prometheus', 'Grafana']);
  expect(names({ alerting: { engine: 'alertmanager' } })).toEqual(['Prometheus', 'Alertmanager', 'Grafana']);
  expect(localServers(toSettings(trading, 'dev', { prometheus: { port: 9099 } }))[0]).toMatchObject({
    url: 'http://localhost:9099/-/ready',
    container: 'trading_prometheus_dev',
  });
});
