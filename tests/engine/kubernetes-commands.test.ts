/**
 * What `make up`, `drift` and `down` do on Kubernetes, on the real Pulumi engine; providers and kubectl are
 * stand-ins.
 */
import { trading } from '../../platform';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { delimiter, join } from 'node:path';
import { toSettings } from '../../lib/settings/settings';
import { down } from '../../scripts/stack/down';
import { up } from '../../scripts/stack/up';
import { drift } from '../../scripts/stack/words';
import { resourceName } from '../../scripts/support/resource-steps';
import { startEngine, calledResources, decryptedResources, type Engine } from '../support/engine';
import { kubernetesSettings } from '../support/kubernetes';

const path = process.env.PATH;
let subject: Engine | undefined;
let output: string[];
beforeEach(() => {
  output = [];
  const keep = (...words: unknown[]) => void output.push(words.join(' '));
  jest.spyOn(console, 'log').mockImplementation(keep);
});
afterEach(() => {
  process.env.PATH = path;
  subject?.close();
  jest.restoreAllMocks();
});

/**
 * A stack with these Kubernetes settings, deployed by `make up`, a kubectl without a cluster, and Grafana's usual
 * port.
 */
async function deployed(kubernetes: object, port?: number) {
  const raw = kubernetesSettings({ kubernetes });
  subject = await startEngine('prod', raw);
  const bin = join(subject.folder, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'kubectl'), '#!/bin/sh\n[ "$1" = version ]\n');
  chmodSync(join(bin, 'kubectl'), 0o755);
  process.env.PATH = [bin, process.env.PATH ?? ''].join(delimiter);
  const usual = toSettings(trading, 'prod', raw);
  const localUrl = `http://localhost:${port}`;
  const settings = port === undefined ? usual : { ...usual, grafana: { ...usual.grafana, port, localUrl } };
  await up(subject.stack, settings, bin, () => undefined);
  return { subject, settings };
}
const states = async (of: Engine) => (await decryptedResources(of)).map(({ urn }) => resourceName(urn));

test('down keeps protected resources, names them, and succeeds', async () => {
  const { subject, settings } = await deployed({ protectData: true });
  subject.calls();
  await down(subject.stack, settings, () => undefined);
  const deleted = calledResources(subject.calls(), 'delete');
  expect(deleted).toContain('Release kube-prometheus-stack');
  expect(deleted).not.toContain('Namespace namespace');
  expect(deleted).not.toContain('RandomPassword grafana-admin');
  expect(await states(subject)).toEqual(expect.arrayContaining(['namespace', 'grafana-admin']));
  expect(output.join('\n')).toContain(
    'Protected, so not deleted: namespace namespace, password grafana-admin. `make up`',
  );
  // The next up creates the rest, with the same data.
  await up(subject.stack, settings, join(subject.folder, 'bin'), () => undefined);
  expect(calledResources(subject.calls(), 'create')).not.toContain('RandomPassword grafana-admin');
});

test('down of a stack without protection deletes everything, and sends no request to Grafana', async () => {
  const { subject, settings } = await deployed({});
  subject.calls();
  await down(subject.stack, settings, () => undefined);
  const deleted = calledResources(subject.calls(), 'delete');
  expect(deleted).toEqual(expect.arrayContaining(['Namespace namespace', 'Release kube-prometheus-stack']));
  expect(deleted.filter((each) => /^(Dashboard|Folder|DataSource|RuleGroup)/.test(each))).toEqual([]);
  expect(subject.state()).not.toContain('urn:pulumi:');
});

test('up picks another port for Grafana if the usual one is in use, and drift does not report it', async () => {
  const stranger = createServer().listen(0, '127.0.0.1');
  await new Promise((ready) => stranger.once('listening', ready));
  const { port } = stranger.address() as AddressInfo;
  try {
    const { subject, settings } = await deployed({}, port);
    const grafana = (await decryptedResources(subject)).find(({ type }) => type === 'pulumi:providers:grafana');
    expect(grafana?.inputs.url).toMatch(/^http:\/\/localhost:\d+$/);
    expect(grafana?.inputs.url).not.toBe(`http://localhost:${port}`);
    // Every run picks its own port.
    const write = jest.spyOn(process.stdout, 'write').mockImplementation((text) => output.push(String(text)) > 0);
    await drift(subject.stack, settings, false).finally(() => write.mockRestore());
    expect(output.join('\n')).toContain('No drift: what runs is stack prod as its file says.');
  } finally {
    stranger.close();
  }
});
