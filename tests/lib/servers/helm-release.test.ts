/** How up repairs a release that a killed update left pending; kubectl is a stand-in. */
import { trading } from '../../../platform';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { toSettings } from '../../../lib/settings/settings';
import { mendReleases } from '../../../lib/servers/helm-release';
import { kubernetesSettings } from '../../support/kubernetes';

const folder = mkdtempSync(join(tmpdir(), 'release-'));
const env = { PATH: [folder, process.env.PATH].join(delimiter) };
const log = join(folder, 'calls');
const settings = toSettings(trading, 'prod', kubernetesSettings());
const BEGUN = '2026-11-24T12:00:00Z';
const minutesLater = (minutes: number) => Date.parse(BEGUN) + minutes * 60_000;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A kubectl that finds these revisions and records its arguments. */
function kubectl(...revisions: string[]): void {
  const items = revisions.map((name) => ({
    metadata: { name, creationTimestamp: BEGUN, labels: { name: 'trading-prod' } },
  }));
  writeFileSync(log, '');
  writeFileSync(join(folder, 'secrets'), JSON.stringify({ items }));
  writeFileSync(join(folder, 'kubectl'), `#!/bin/sh\necho "$@" >> "${log}"\ncat "${join(folder, 'secrets')}"\n`);
  chmodSync(join(folder, 'kubectl'), 0o755);
}
const deleted = () =>
  readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => line.includes(' delete '));

test('the pending revision is deleted, and the update continues', async () => {
  const consoleLog = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  kubectl('sh.helm.release.v1.trading-prod.v7');
  expect(await mendReleases(settings, env, minutesLater(31))).toEqual([]);
  expect(deleted()).toEqual([
    '--context test --namespace trading-observability-prod delete secret sh.helm.release.v1.trading-prod.v7',
  ]);
  expect(consoleLog.mock.calls.join()).toContain('release trading-prod was killed half way');
  consoleLog.mockRestore();
});

test('a revision whose update may still run is not touched, and reported', async () => {
  kubectl('sh.helm.release.v1.trading-prod.v7');
  expect(await mendReleases(settings, env, minutesLater(14))).toEqual([
    `An update of the release trading-prod began at ${BEGUN} and has not ended: wait for it. If it was killed, \`kubectl --context test --namespace trading-observability-prod delete secret sh.helm.release.v1.trading-prod.v7\` lets the next one go on.`,
  ]);
  expect(deleted()).toEqual([]);
});

test('nothing is reported for a complete release, or without kubectl', async () => {
  kubectl();
  expect(await mendReleases(settings, env)).toEqual([]);
  expect(await mendReleases(settings, { PATH: join(folder, 'nowhere') })).toEqual([]);
  expect(deleted()).toEqual([]);
});
