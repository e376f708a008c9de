/** A running Prometheus with the flags that are deployed takes a changed threshold from its folder. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compile } from '../../compile';
import { CONFIG_FLAGS } from '../../compile/prometheus-config';
import { toSettings } from '../../config/settings';
import { alertFlags } from '../../rules/routing';
import { ended, freePort, start, until } from '../../servers/processes';
import { tool } from '../../toolchain/tools';
import { writeText } from '../../toolchain/write-files';
import { PATIENCE } from '../support/patience';

const folder = mkdtempSync(join(tmpdir(), 'reload-'));

/** Writes what a stack would upload, as Docker does: the old file goes first. */
function upload(settings: Readonly<Record<string, unknown>>): void {
  const { prometheus } = compile(toSettings('dev', settings));
  for (const [path, text] of Object.entries(prometheus)) {
    rmSync(join(folder, path), { force: true });
    writeText(join(folder, path), text);
  }
}

let server: ReturnType<typeof start>;
let url: string;
beforeAll(async () => {
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  upload({});
  mkdirSync(join(folder, 'data'));
  server = start('Prometheus', await tool('prometheus'), [
    `--config.file=${join(folder, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    ...CONFIG_FLAGS,
    ...alertFlags(),
    // Deployed is the server's default of 30 seconds.
    '--config.auto-reload-interval=1s',
  ]);
  await until('Prometheus to be ready', async () => {
    server.alive();
    return (await fetch(`${url}/-/ready`)).ok ? true : undefined;
  });
});
afterAll(async () => {
  if (server !== undefined) await ended(server.child);
  rmSync(folder, { recursive: true, force: true });
});

interface Rules {
  readonly data: { readonly groups: readonly { readonly rules: readonly { name: string; query: string }[] }[] };
}
const expressionOf = async (alert: string) => {
  const { data } = (await (await fetch(`${url}/api/v1/rules`)).json()) as Rules;
  return data.groups.flatMap(({ rules }) => rules).find(({ name }) => name === alert)?.query;
};

const loaded = (number: string) =>
  until(
    `HighErrorRate above ${number}`,
    async () => ((await expressionOf('HighErrorRate'))?.includes(number) ? true : undefined),
    PATIENCE,
  );

test('a changed threshold is loaded by the process that runs', async () => {
  expect(await expressionOf('HighErrorRate')).not.toContain('0.4321');
  upload({ thresholds: { HighErrorRate: { above: 0.4321 } } });
  await loaded('0.4321');
  server.alive();
});

test('a stack file that adds and removes rule groups is loaded too', async () => {
  const slo = 'APIAvailabilityErrorBudgetBurn';
  expect(await expressionOf(slo)).toBeDefined();
  upload({ slos: { 'api-availability': { enabled: false } } });
  await until(`no ${slo}`, async () => ((await expressionOf(slo)) === undefined ? true : undefined), PATIENCE);
  server.alive();
});

test.each(['quit', 'reload'])('a page in a browser cannot POST /-/%s', async (action) => {
  expect((await fetch(`${url}/-/${action}`, { method: 'POST' })).status).toBe(403);
  server.alive();
});
