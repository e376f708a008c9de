/** The port-forward that `make up` keeps; kubectl is a stand-in. */
import { trading } from '../../../platform';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Settings } from '../../../lib/settings/schema';
import { toSettings } from '../../../lib/settings/settings';
import { freePort } from '../../../lib/servers/processes';
import { withPortForward } from '../../../lib/servers/port-forward';
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
const answers = (port: number) =>
  fetch(`http://127.0.0.1:${port}`).then(
    () => true,
    () => false,
  );
/** The forwards that were asked for, as kubectl's arguments. */
const asked = () =>
  readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => line.includes('port-forward'));

beforeEach(() => {
  writeFileSync(log, '');
  // There is no such service when it is asked for the first time, as in a first update.
  writeFileSync(
    join(folder, 'kubectl'),
    `#!/bin/sh
echo "$@" >> "${log}"
[ "$1" = version ] && exit 0
[ "$(grep -c port-forward "${log}")" -lt 2 ] && exit 1
port="\${7%%:*}"
exec "${process.execPath}" -e "require('http').createServer((_, answer) => answer.end('ok')).listen($port, '127.0.0.1')"
`,
  );
  chmodSync(join(folder, 'kubectl'), 0o755);
});

test('Grafana answers as soon as it is there, for as long as the update runs and no longer', async () => {
  const port = await freePort();
  const reached = await withPortForward(
    forwardedTo(port),
    async () => {
      for (let attempt = 0; attempt < 100; attempt++) {
        if (await answers(port)) return true;
        await setTimeout(200);
      }
      return false;
    },
    env,
  );
  expect(reached).toBe(true);
  expect(await answers(port)).toBe(false);
  const line = `--context test --namespace trading-observability-prod port-forward svc/trading-prod-grafana ${port}:80`;
  expect(asked()).toEqual([line, line]);
}, 60_000);

test('an update that fails ends it too, and its error is the one that is told', async () => {
  const port = await freePort();
  const failing = withPortForward(forwardedTo(port), () => Promise.reject(new Error('the update failed')), env);
  await expect(failing).rejects.toThrow('the update failed');
  expect(await answers(port)).toBe(false);
});

test('where Grafana answers already, or has an address, nothing is forwarded', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((ready) => server.once('listening', ready));
  const { port } = server.address() as AddressInfo;
  await withPortForward(forwardedTo(port), () => Promise.resolve(), env);
  server.close();
  const ingress = onKubernetes({ kubernetes: { ingress: { host: 'grafana.example.com' } } });
  await withPortForward(toSettings(trading, 'prod', ingress), () => Promise.resolve(), env);
  expect(asked()).toEqual([]);
});

test('without kubectl the line to type is told', async () => {
  const told = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  await withPortForward(forwardedTo(await freePort()), () => Promise.resolve(), { PATH: join(folder, 'nowhere') });
  expect(told.mock.calls.join()).toContain('while ! kubectl --context test --namespace trading-observability-prod');
  told.mockRestore();
});
