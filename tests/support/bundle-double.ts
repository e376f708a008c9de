/** Before the tests: bundles the provider double as one file, so that none of its processes loads a compiler. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

const ROOT = join(__dirname, '../..');

/** Jest's `globalSetup`: the tests find the path of the file in their environment. */
export = function bundleDouble(): void {
  // Below node_modules, so that it finds the packages that are not bundled.
  const outfile = join(ROOT, `node_modules/.cache/provider-double-${process.pid}.cjs`);
  process.once('exit', () => rmSync(outfile, { force: true }));
  process.env.PROVIDER_DOUBLE = outfile;
  buildSync({
    entryPoints: [join(ROOT, 'tests/support/provider-double.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    packages: 'external',
    tsconfigRaw: {},
  });
};
