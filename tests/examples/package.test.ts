/** The package as another project installs it, and the programs of examples/ that use it, on the real Pulumi engine. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PulumiFn } from '@pulumi/pulumi/automation';
import twoStacks = require('../../examples/two-stacks/index');
import { buildPackage } from '../../scripts/package/build';
import { engine, names, PROJECT, type Engine } from '../support/engine';

const MODULES = join(__dirname, '../../node_modules');
const NAME = '@trading-observability/pulumi';
let subject: Engine | undefined;
afterEach(() => subject?.close());

describe('the tarball in an empty project', () => {
  const project = mkdtempSync(join(tmpdir(), 'package-'));
  const installed = join(project, 'node_modules', NAME);
  beforeAll(() => {
    const tarball = buildPackage(join(project, 'build'));
    mkdirSync(installed, { recursive: true });
    execFileSync('tar', ['xzf', tarball, '--strip-components=1', '-C', installed]);
    // What npm would fetch.
    for (const name of readdirSync(MODULES))
      if (!name.startsWith('.')) symlinkSync(join(MODULES, name), join(project, 'node_modules', name));
    const [, example = ''] = /```ts\n([\s\S]*?)```/.exec(readFileSync(join(installed, 'README.md'), 'utf8')) ?? [];
    writeFileSync(join(project, 'index.ts'), example);
  });
  afterAll(() => rmSync(project, { recursive: true, force: true }));

  test('has types, and neither tests, scripts nor the demo', () => {
    const files = readdirSync(installed, { recursive: true, encoding: 'utf8' });
    expect(files).toContain('exports.d.ts');
    expect(files.filter((file) => /^(tests|scripts|demo|examples|policies)\//.test(file))).toEqual([]);
  });

  test('asks for all that it loads, and for Pulumi’s packages as those of the project', () => {
    const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
      peerDependencies: Record<string, string>;
    };
    expect(Object.keys(manifest.peerDependencies)).toContain('@pulumi/pulumi');
    expect(Object.keys(manifest.dependencies)).toContain('zod');
    expect(Object.keys(manifest.dependencies).filter((name) => name.startsWith('@pulumi'))).toEqual([]);
  });

  test('the example of its README type-checks and deploys', async () => {
    const options = ['--strict', '--module', 'commonjs', '--target', 'es2022', '--skipLibCheck', '--types', 'node'];
    const compiler = join(MODULES, 'typescript/bin/tsc');
    execFileSync(process.execPath, [compiler, ...options, 'index.ts'], { cwd: project, stdio: 'inherit' });
    const program: PulumiFn = async () => {
      const { dashboardUrls, secretNames } = (await import(join(project, 'index.js'))) as Record<string, unknown>;
      return { dashboardUrls, secretNames };
    };
    subject = await engine(
      'prod',
      { kubeconfig: 'theirs', slackUrl: 'https://hooks.slack.com/services/T0/B0/x' },
      program,
    );
    const { outputs } = await subject.stack.up();
    expect(outputs.secretNames?.value).toMatchObject({ grafanaAdmin: 'trading-prod-grafana-admin' });
    expect(names(subject.calls(), 'create')).toContain('Release prod-servers-kube-prometheus-stack');
  });
});

test('examples/two-stacks deploys both environments, once', async () => {
  subject = await engine('dev', { grafanaUrl: 'https://grafana.example.com' }, async () => twoStacks());
  await subject.stack.setConfig(`${PROJECT}:grafanaToken`, { value: 'glsa_theirs', secret: true });
  const { outputs } = await subject.stack.up();
  expect(outputs).toMatchObject({
    staging: { value: 'http://localhost:3000' },
    live: { value: 'https://grafana.example.com/d/overview-live' },
  });
  const { summary } = await subject.stack.up();
  expect(Object.keys(summary.resourceChanges ?? {})).toEqual(['same']);
});
