/** Tests and demo run the deployed versions of the servers' programs; each program reports its version. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { dependencies } from '../../../package.json';
import { tagOf } from '../../../lib/settings/images';
import { IMAGES } from '../../../lib/settings/versions';
import { pinnedVersion, release, tool, toolReason, versionOf } from '../../../lib/servers/tools';

it('Pulumi’s CLI has the version of its SDK: they belong to the same release', async () => {
  expect(await pinnedVersion('pulumi')).toBe(dependencies['@pulumi/pulumi']);
});

it.each([
  ['prometheus', IMAGES.prometheus],
  ['promtool', IMAGES.prometheus],
  ['alertmanager', IMAGES.alertmanager],
  ['amtool', IMAGES.alertmanager],
] as const)('the %s of the tests reports the deployed version', async (name, image) => {
  const deployed = tagOf(image).replace(/^v/, '');
  expect(await release(name)).toBe(deployed);
  expect(await versionOf(name, await tool(name))).toBe(deployed);
});

describe('a program on PATH', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tools-'));
  const path = process.env.PATH;
  const install = (name: string, output: string) => {
    writeFileSync(join(folder, name), `#!/bin/sh\necho '${output}'\n`);
    chmodSync(join(folder, name), 0o755);
  };
  beforeAll(() => {
    process.env.PATH = `${folder}${delimiter}${path ?? ''}`;
  });
  afterAll(() => {
    process.env.PATH = path;
    rmSync(folder, { recursive: true });
  });

  it('is not used if its version differs from the deployed one, and the reason has both', async () => {
    install('promtool', 'promtool, version 3.0.0 (branch: HEAD)');
    expect(await toolReason('promtool')).toBe(
      `made here: ${join(folder, 'promtool')} is 3.0.0, needed is ${tagOf(IMAGES.prometheus).slice(1)}`,
    );
  });

  it('is used if its version is the deployed one', async () => {
    install('amtool', `amtool, version ${tagOf(IMAGES.alertmanager).slice(1)} (branch: HEAD)`);
    expect(await toolReason('amtool')).toBe('on PATH, the version that is deployed');
  });

  it.each([
    ['a later release of the same major', '3.999.0', 'on PATH'],
    ['an older release', '3.1.0', 'made here'],
    ['another major release', '4.0.0', 'made here'],
  ])('is used if it is Pulumi of %s', async (_, version, reason) => {
    install('pulumi', `v${version}`);
    expect(await toolReason('pulumi')).toMatch(reason);
  });
});
