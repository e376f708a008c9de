/**
 * Failures and changes of containers, on the real engine. The double behaves as measured with a real Docker and its
 * real provider; tests/docker/real.test.ts repeats the measurement where both exist.
 */
import { startEngine, calledResources, resourceLabel, type Engine } from '../support/engine';

let subject: Engine;
afterEach(() => subject?.close());

test('the next update does not treat a server that never became healthy as deployed, and a good image repairs it', async () => {
  const image = 'example.org/never-healthy:1';
  subject = await startEngine('dev', { prometheus: { image } });
  await expect(subject.up()).rejects.toThrow(/not healthy in time/);
  await expect(subject.up()).rejects.toThrow(/not healthy in time/);
  subject.configure({});
  await subject.up();
  subject.calls();
  await subject.up();
  expect(subject.calls()).toEqual([]);
});

test('removing a route removes its credential from the machine: the volume with it is replaced', async () => {
  const route = (path: string) => ({ webhook: { url: `https://example.org/${path}` } });
  const withRoutes = (routes: object) => ({ alerting: { engine: 'alertmanager', routes } });
  subject = await startEngine('dev', withRoutes({ critical: route('a'), warning: route('b') }));
  await subject.up();
  subject.calls();
  subject.configure(withRoutes({ critical: route('other') }));
  await subject.up();
  const replaced = ['Container alertmanager', 'Container alertmanager-files', 'Volume alertmanager-config'];
  const calls = subject.calls().filter(({ type }) => type.startsWith('docker:'));
  // Containers that mount the volume are deleted first and created last.
  expect(calls.map((each) => `${each.call} ${resourceLabel(each)}`)).toEqual([
    ...replaced.map((each) => `delete ${each}`),
    ...[...replaced].reverse().map((each) => `create ${each}`),
  ]);

  subject.configure(withRoutes({ critical: route('changed') }));
  await subject.up();
  expect(calledResources(subject.calls(), 'create')).toEqual(replaced.slice(0, 2));
});
