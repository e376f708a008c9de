/** The programs that tests and demo run are pinned, and fit what the project uses. */
import { dependencies } from '../../package.json';
import { IMAGES, tagOf } from '../../config/versions';
import { pinned, release, stamp, toolNames } from '../../toolchain/tools';

it('Pulumi’s CLI is pinned at the version of its SDK: they belong to the same release', async () => {
  expect(await pinned('pulumi')).toBe(dependencies['@pulumi/pulumi']);
});

it.each(toolNames)('%s is pinned at one version, and built again when that changes', async (name) => {
  expect(await pinned(name)).toMatch(/^\d+\.\d+\.\d+$/);
  expect(await stamp(name)).toMatch(/^[0-9a-f]{64}$/);
});

it.each(['prometheus', 'alertmanager'] as const)(
  'the %s that the tests run is the one that is deployed',
  async (name) => {
    expect(await release(name)).toBe(tagOf(IMAGES[name]).replace(/^v/, ''));
  },
);
