/** The port-forward that `make` keeps open while the engine runs; kubectl is a stand-in. */
import { trading } from '../../../platform';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Settings } from '../../../lib/settings/schema';
import { toSettings } from '../../../lib/settings/settings';
import { FORWARDED_GRAFANA } from '../../../lib/compile/kubernetes/names';
import { freePort } from '../../../lib/servers/processes';
import { withAlertmanagerUrl, withPortForward } from '../../../lib/servers/port-forward';
import { kubernetesSettings } from '../../support/kubernetes';

const folder = mkdtempSync(join(tmpdir(), 'forward-'));
const log = join(folder, 'calls');
const env = { PATH: [folder, process.env.PATH].join(delimiter) };
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Settings with a port-forward to Grafana on this port. */
function forwardedTo(port: number, raw: object = {}): Settings {
  const settings = toSettings(trading, 'prod', kubernetesSettings({ ...raw }));
  return { ...settings, grafana: { ...settings.grafana, port, localUrl: `http://localhost:${port}` } };
}
/** Grafana's answer; undefined if nothing answers. */
const fetchGrafana = (url: string | undefined): Promise<string | undefined> =>
  fetch(url ?? 'http://nowhere.invalid').then(
    (response) => response.text(),
    () => undefined,
  );
const forwardedUrl = () => process.env[FORWARDED_GRAFANA];
/** The arguments of kubectl's port-forward calls. */
const calls = () =>
  readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => line.includes('port-forward'));
const LINE = '--context test --namespace trading-observability-prod port-forward svc/trading-prod-grafana :80';

beforeEach(() => {
  writeFileSync(log, '');
  const server = `require('http').createServer((_, answer) => answer.end('our Grafana'))
    .listen(0, '127.0.0.1', function () { console.log('Forwarding from 127.0.0.1:' + this.address().port + ' -> 3000') })`;
  // The service does not exist at the first request, as in a first update.
  writeFileSync(
    join(folder, 'kubectl'),
    `#!/bin/sh
echo "$@" >> "${log}"
[ "$1" = version ] && exit 0
[ "$(grep -c port-forward "${log}")" -lt 2 ] && exit 1
exec "${process.execPath}" -e "${server}"
`,
  );
  chmodSync(join(folder, 'kubectl'), 0o755);
});

test('a request waits until Grafana answers, and nothing listens after the run', async () => {
  const port = await freePort();
  const body = await withPortForward(forwardedTo(port), () => fetchGrafana(forwardedUrl()), env);
  expect(body).toBe('our Grafana');
  expect(await fetchGrafana(`http://127.0.0.1:${port}`)).toBeUndefined();
  expect(calls()).toEqual([`${LINE} --address 127.0.0.1`, `${LINE} --address 127.0.0.1`]);
}, 60_000);

test('the usual port is used if it is free, so that the state keeps one address', async () => {
  const port = await freePort();
  const url = await withPortForward(forwardedTo(port), () => Promise.resolve(forwardedUrl()), env);
  expect(url).toBe(`http://localhost:${port}`);
  expect(forwardedUrl()).toBeUndefined();
});

test.each(['127.0.0.1', '::1'])(
  'a server that already listens on the usual port of %s gets no request',
  async (host) => {
    let requests = 0;
    const stranger = createServer((socket) => void (requests++, socket.destroy())).listen(0, host);
    await new Promise((ready) => stranger.once('listening', ready));
    const { port } = stranger.address() as AddressInfo;
    const [url, body] = await withPortForward(
      forwardedTo(port),
      async () => [forwardedUrl(), await fetchGrafana(forwardedUrl())],
      env,
    );
    expect(url).not.toBe(`http://localhost:${port}`);
    expect([body, requests]).toEqual(['our Grafana', 0]);
    stranger.close();
  },
  60_000,
);

test('a failed update ends the port-forward too, and shows its own error', async () => {
  const port = await freePort();
  const failing = withPortForward(forwardedTo(port), () => Promise.reject(new Error('the update failed')), env);
  await expect(failing).rejects.toThrow('the update failed');
  expect(await fetchGrafana(`http://127.0.0.1:${port}`)).toBeUndefined();
});

test('a Grafana with an address gets no port-forward', async () => {
  const ingress = kubernetesSettings({ kubernetes: { ingress: { host: 'grafana.example.com' } } });
  await withPortForward(toSettings(trading, 'prod', ingress), () => Promise.resolve(), env);
  expect(calls()).toEqual([]);
});

test('an Alertmanager without an address gets a port-forward during the work', async () => {
  const settings = toSettings(trading, 'prod', kubernetesSettings({ alerting: { engine: 'alertmanager' } }));
  const port = await freePort();
  const moved = {
    ...settings,
    alertmanager: { ...settings.alertmanager, port, externalUrl: `http://localhost:${port}` },
  };
  let address = '';
  const reply = await withAlertmanagerUrl(moved, (url) => fetchGrafana((address = url)), env);
  expect([reply, address]).toEqual(['our Grafana', `http://localhost:${port}`]);
  expect(calls()[0]).toContain('port-forward svc/trading-prod-alertmanager :9093');
  expect(await fetchGrafana(address)).toBeUndefined();
}, 60_000);

test('the command to type is shown if there is no kubectl', async () => {
  const consoleLog = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  await withPortForward(forwardedTo(await freePort()), () => Promise.resolve(), { PATH: join(folder, 'nowhere') });
  expect(consoleLog.mock.calls.join()).toContain(
    'while ! kubectl --context test --namespace trading-observability-prod',
  );
  consoleLog.mockRestore();
});
