/** A running Prometheus, with the flags that stacks deploy, loads a changed threshold from its folder. */
import { trading } from '../../platform';
import { compile } from '../../lib/compile';
import { toSettings } from '../../lib/settings/settings';
import { waitFor } from '../../lib/servers/processes';
import { TIMEOUT } from '../support/timeout';
import { startReloadingPrometheus, type ReloadingPrometheus } from '../support/reloading-prometheus';

/** The files that a stack uploads. */
const filesOf = (settings: Readonly<Record<string, unknown>>) =>
  compile(toSettings(trading, 'dev', settings)).prometheus;

let server: ReloadingPrometheus;
beforeAll(async () => {
  server = await startReloadingPrometheus(filesOf({}));
});
afterAll(() => server.stop());

interface Rules {
  readonly data: { readonly groups: readonly { readonly rules: readonly { name: string; query: string }[] }[] };
}
const expressionOf = async (alert: string) => {
  const { data } = (await (await fetch(`${server.url}/api/v1/rules`)).json()) as Rules;
  return data.groups.flatMap(({ rules }) => rules).find(({ name }) => name === alert)?.query;
};

const loaded = (number: string) =>
  waitFor(
    `HighErrorRate above ${number}`,
    async () => ((await expressionOf('HighErrorRate'))?.includes(number) ? true : undefined),
    TIMEOUT,
  );

test('a running Prometheus loads a changed threshold', async () => {
  expect(await expressionOf('HighErrorRate')).not.toContain('0.4321');
  server.upload(filesOf({ thresholds: { HighErrorRate: { above: 0.4321 } } }));
  await loaded('0.4321');
  server.alive();
});

test('a running Prometheus loads added and removed rule groups', async () => {
  const slo = 'APIAvailabilityErrorBudgetBurn';
  expect(await expressionOf(slo)).toBeDefined();
  server.upload(filesOf({ slos: { 'api-availability': { enabled: false } } }));
  await waitFor(`no ${slo}`, async () => ((await expressionOf(slo)) === undefined ? true : undefined), TIMEOUT);
  server.alive();
});

test.each(['quit', 'reload'])('a page in a browser cannot POST /-/%s', async (action) => {
  expect((await fetch(`${server.url}/-/${action}`, { method: 'POST' })).status).toBe(403);
  server.alive();
});
