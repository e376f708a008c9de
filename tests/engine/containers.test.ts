/**
 * Containers through failures and changes, on the real engine. That Docker behaves as the double does here was measured
 * on a real one with its real provider; tests/docker/real.test.ts repeats that where both are.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dump, load } from 'js-yaml';
import { engine, names, PROJECT, short, type Engine } from '../support/engine';

function configure({ folder }: Engine, settings: Readonly<Record<string, unknown>>): void {
  const file = join(folder, 'work/Pulumi.dev.yaml');
  const { encryptionsalt } = load(readFileSync(file, 'utf8')) as { encryptionsalt: string };
  const config = Object.fromEntries(Object.entries(settings).map(([key, value]) => [`${PROJECT}:${key}`, value]));
  writeFileSync(file, dump({ encryptionsalt, config }));
}

let subject: Engine;
afterEach(() => subject?.close());

test('a server that did not become healthy is not taken for deployed by the next update, and a good image mends it', async () => {
  const image = 'example.org/never-healthy:1';
  subject = await engine('dev', { prometheus: { image } });
  await expect(subject.up()).rejects.toThrow(/not healthy in time/);
  await expect(subject.up()).rejects.toThrow(/not healthy in time/);
  configure(subject, {});
  await subject.up();
  subject.calls();
  await subject.up();
  expect(subject.calls()).toEqual([]);
});

test('the credential of a route that is taken away leaves the machine: the volume that carried it is replaced', async () => {
  const route = (path: string) => ({ webhook: { url: `https://example.org/${path}` } });
  const withRoutes = (routes: object) => ({ alerting: { engine: 'alertmanager', routes } });
  subject = await engine('dev', withRoutes({ critical: route('a'), warning: route('b') }));
  await subject.up();
  subject.calls();
  configure(subject, withRoutes({ critical: route('other') }));
  await subject.up();
  const replaced = ['Container alertmanager', 'Container alertmanager-files', 'Volume alertmanager-config'];
  const calls = subject.calls().filter(({ type }) => type.startsWith('docker:'));
  // Who holds the volume goes first, and comes last.
  expect(calls.map((each) => `${each.call} ${short(each)}`)).toEqual([
    ...replaced.map((each) => `delete ${each}`),
    ...[...replaced].reverse().map((each) => `create ${each}`),
  ]);

  configure(subject, withRoutes({ critical: route('changed') }));
  await subject.up();
  expect(names(subject.calls(), 'create')).toEqual(replaced.slice(0, 2));
});
