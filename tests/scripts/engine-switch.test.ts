/** The warning before the alerts move to another engine. */
import { trading } from '../../platform';
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { toSettings } from '../../lib/settings/settings';
import { pagesLeftOpen } from '../../scripts/support/engine-switch';

let server: Server;
let prometheusUrl: string;
let names: string[];
beforeEach(async () => {
  server = createServer((_request, response) =>
    response.end(JSON.stringify({ data: { result: names.map((alertname) => ({ metric: { alertname } })) } })),
  ).listen(0, '127.0.0.1');
  await once(server, 'listening');
  prometheusUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});
const settings = toSettings(trading, 'dev', {});

test('names each firing alert once', async () => {
  names = ['TargetDown', 'RedisDown', 'TargetDown'];
  const [line = ''] = await pagesLeftOpen({ prometheusUrl, alertingEngine: 'alertmanager' }, settings);
  expect(line).toMatch(/^alerting\.engine goes from alertmanager to grafana, .*: RedisDown, TargetDown\.$/);
});
test('says that no alert fires', async () => {
  names = [];
  const [line] = await pagesLeftOpen({ prometheusUrl, alertingEngine: 'alertmanager' }, settings);
  expect(line).toContain('No alert fires');
});
test('says that it does not know if Prometheus does not answer', async () => {
  const away = 'http://127.0.0.1:1';
  const [line] = await pagesLeftOpen({ prometheusUrl: away, alertingEngine: 'alertmanager' }, settings);
  expect(line).toContain('is not known (Prometheus does not answer at http://127.0.0.1:1: ');
});
test.each([
  [503, 'starting', (url: string) => `Prometheus at ${url} answers 503`],
  [200, '<html>', (url: string) => `what answers at ${url} does not answer as Prometheus does`],
])('says that it does not know after the invalid answer %i "%s"', async (status, text, reason) => {
  server.removeAllListeners('request').on('request', (_request, response) => {
    (response as ServerResponse).writeHead(status).end(text);
  });
  const [line] = await pagesLeftOpen({ prometheusUrl, alertingEngine: 'alertmanager' }, settings);
  expect(line).toContain(`is not known (${reason(prometheusUrl)})`);
});
test.each([
  ['the same engine', 'grafana'],
  ['a stack without an engine', undefined],
])('prints nothing for %s', async (_case, alertingEngine) => {
  names = ['TargetDown'];
  expect(await pagesLeftOpen({ prometheusUrl, alertingEngine }, settings)).toEqual([]);
});
