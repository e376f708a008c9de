/** The port-forward that `make` keeps while the engine runs; kubectl is a stand-in. */
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
import { onKubernetes } from '../../support/kubernetes';

const folder = mkdtempSync(join(tmpdir(), 'forward-'));
const log = join(folder, 'calls');
const env = { PATH: [folder, process.env.PATH].join(delimiter) };
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Settings whose Grafana is forwarded to this port. */
function forwardedTo(port: number, raw: object = {}): Settings {
  const settings = toSettings(trading, 'prod', onKubernetes({ ...raw }));
  return { ...settings, grafana: { ...settings.grafana, port, localUrl: `http://localhost:${port}` } };
}
/** What Grafana answers; undefined where nothing does. */
const answer = (url: string | undefined): Promise<string | undefined> =>
  fetch(url ?? 'http://nowhere.invalid').then(
    (response) => response.text(),
    () => undefined,
  );
const forwardedUrl = () => process.env[FORWARDED_GRAFANA];
/** The forwards that kubectl was called for, by its arguments. */
const calls = () =>
  readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => line.includes('port-forward'));
const LINE = '--context test --namespace trading-observability-prod port-forward svc/trading-prod-grafana :80';

beforeEach(() => {
  writeFileSync(log, '');
  const server = `require('http').createServer((_, answer) => answer.end('our Grafana'))
    .listen(0, '127.0.0.1', function () { console.log('Forwarding from 127.0.0.1:' + this.address().port + ' -> 3000') })`;
  // There is no such service when it is asked for the first time, as in a first update.
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

test('a request waits until Grafana is there, and nothing listens once the run is over', async () => {
  const port = await freePort();
  const body = await withPortForward(forwardedTo(port), () => answer(forwardedUrl()), env);
  expect(body).toBe('our Grafana');
  expect(await answer(`http://127.0.0.1:${port}`)).toBeUndefined();
  expect(calls()).toEqual([`${LINE} --address 127.0.0.1`, `${LINE} --address 127.0.0.1`]);
}, 60_000);

test('the usual port is used where it is free, so that the state keeps one address', async () => {
  const port = await freePort();
  const url = await withPortForward(forwardedTo(port), () => Promise.resolve(forwardedUrl()), env);
  expect(url).toBe(`http://localhost:${port}`);
  expect(forwardedUrl()).toBeUndefined();
});

test.each(['127.0.0.1', '::1'])(
  'what listens on the usual port of %s already is never asked',
  async (host) => {
    let requests = 0;
    const stranger = createServer((socket) => void (requests++, socket.destroy())).listen(0, host);
    await new Promise((ready) => stranger.once('listening', ready));
    const { port } = stranger.address() as AddressInfo;
    const [url, body] = await withPortForward(
      forwardedTo(port),
      async () => [forwardedUrl(), await answer(forwardedUrl())],
      env,
    );
    expect(url).not.toBe(`http://localhost:${port}`);
    expect([body, requests]).toEqual(['our Grafana', 0]);
    stranger.close();
  },
  60_000,
);

test('an update that fails ends it too, and its error is the one that is shown', async () => {
  const port = await freePort();
  const failing = withPortForward(forwardedTo(port), () => Promise.reject(new Error('the update failed')), env);
  await expect(failing).rejects.toThrow('the update failed');
  expect(await answer(`http://127.0.0.1:${port}`)).toBeUndefined();
});

test('where Grafana has an address, nothing is forwarded', async () => {
  const ingress = onKubernetes({ kubernetes: { ingress: { host: 'grafana.example.com' } } });
  await withPortForward(toSettings(trading, 'prod', ingress), () => Promise.resolve(), env);
  expect(calls()).toEqual([]);
});

test('an Alertmanager without an address is forwarded to for as long as the work takes', async () => {
  const settings = toSettings(trading, 'prod', onKubernetes({ alerting: { engine: 'alertmanager' } }));
  const port = await freePort();
  const moved = {
    ...settings,
    alertmanager: { ...settings.alertmanager, port, externalUrl: `http://localhost:${port}` },
  };
  let address = '';
  const reply = await withAlertmanagerUrl(moved, (url) => answer((address = url)), env);
  expect([reply, address]).toEqual(['our Grafana', `http://localhost:${port}`]);
  expect(calls()[0]).toContain('port-forward svc/trading-prod-alertmanager :9093');
  expect(await answer(address)).toBeUndefined();
}, 60_000);

test('without kubectl the line to type is shown', async () => {
  const consoleLog = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  await withPortForward(forwardedTo(await freePort()), () => Promise.resolve(), { PATH: join(folder, 'nowhere') });
  expect(consoleLog.mock.calls.join()).toContain(
    'while ! kubectl --context test --namespace trading-observability-prod',
  );
  consoleLog.mockRestore();
});
