/**
 * `make lint` allows imports between folders in one direction; these tests check imports that the tree does not have.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const ROOT = join(__dirname, '../..');
let tree: string;
beforeEach(() => {
  tree = mkdtempSync(join(tmpdir(), 'flow-'));
  for (const file of ['.dependency-cruiser.cjs', 'tsconfig.json', 'package.json'])
    cpSync(join(ROOT, file), join(tree, file));
  symlinkSync(join(ROOT, 'node_modules'), join(tree, 'node_modules'));
});
afterEach(() => rmSync(tree, { recursive: true, force: true }));

/** The output of the check for a tree with these files. */
function checkImports(files: Readonly<Record<string, string>>): { passes: boolean; report: string } {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), text);
  }
  const args = ['--config', '.dependency-cruiser.cjs', '--output-type', 'err-long', ...Object.keys(files)];
  const { status, stdout } = spawnSync(join(ROOT, 'node_modules/.bin/depcruise'), args, { cwd: tree });
  return { passes: status === 0, report: String(stdout) };
}

test('an import against the direction, a cycle, a misplaced file or provider: each is refused by its name', () => {
  const { report } = checkImports({
    'rules/up.ts': "export { c } from '../lib/settings/c';\nexport { d } from '../dashboards/d';\n",
    'dashboards/d.ts': "export { c as d } from '../lib/settings/c';\n",
    'lib/settings/c.ts': 'export const c = 1;\n',
    'lib/compile/up.ts': "export { k } from '../../components/k';\n",
    'components/k.ts': "export { s as k } from '../scripts/s';\n",
    'scripts/s.ts': 'export const s = 1;\n',
    'lib/alerting/up.ts': "export { c } from '../../rules/up';\n",
    // Type-only imports make a cycle too.
    'lib/settings/a.ts': "import type { B } from './b';\nexport type A = B | 1;\n",
    'lib/settings/b.ts': "import type { A } from './a';\nexport type B = A | 2;\n",
    'metrics/file.ts': "export { readFileSync } from 'node:fs';\n",
    'lib/servers/provider.ts': "export { Container } from '@pulumi/docker';\n",
  });
  for (const refused of [
    'rules-imports: rules/up.ts → lib/settings/c.ts',
    'rules-imports: rules/up.ts → dashboards/d.ts',
    'dashboards-imports: dashboards/d.ts → lib/settings/c.ts',
    'lib/compile-imports: lib/compile/up.ts → components/k.ts',
    'components-imports: components/k.ts → scripts/s.ts',
    'no-circles: lib/settings/',
    'pure: metrics/file.ts → fs',
    'providers-in-components: lib/servers/provider.ts',
    'rules may import lib/units.ts, lib/contract',
    'lib/alerting-imports: lib/alerting/up.ts → rules/up.ts',
  ])
    expect(report).toContain(refused);
});

test('an import of the whole Kubernetes SDK is refused, of one module or its types is not', () => {
  const { report } = checkImports({
    'components/whole.ts': "export { core } from '@pulumi/kubernetes';\n",
    'components/helm.ts': "export { Release } from '@pulumi/kubernetes/helm/v3';\n",
    'components/types.ts': "export type { core } from '@pulumi/kubernetes';\n",
    'components/module.ts': "export { Secret } from '@pulumi/kubernetes/core/v1';\n",
  });
  expect(report.match(/kubernetes-by-module: \S+/g)?.sort()).toEqual([
    'kubernetes-by-module: components/helm.ts',
    'kubernetes-by-module: components/whole.ts',
  ]);
});

test('imports in the right direction pass', () => {
  expect(
    checkImports({
      'rules/a.ts': "export { m } from '../metrics/m';\n",
      'metrics/m.ts': 'export const m = 1;\n',
      'lib/alerting/l.ts': 'export const m = 1;\n',
      'components/k.ts': "export { m } from '../lib/alerting/l';\nexport { Container } from '@pulumi/docker';\n",
    }),
  ).toEqual({ passes: true, report: expect.stringContaining('no dependency violations') as string });
});
