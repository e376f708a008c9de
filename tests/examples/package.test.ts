/**
 * The package as npm installs it into another project, with its dependencies, and the programs of examples/ that use
 * it, on the real Pulumi engine; the providers are test doubles. Needs a reachable npm registry.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { homepage } from '../../package.json';
import twoStacks = require('../../examples/two-stacks/index');
import { buildPackage } from '../../scripts/package/build';
import { pulumiCli } from '../../scripts/support/pulumi-cli';
import {
  ENGINE_ENVIRONMENT,
  startDouble,
  startEngine,
  calledResources,
  PROJECT,
  readCalls,
  type Engine,
} from '../support/engine';

const MODULES = join(__dirname, '../../node_modules');
const NAME = '@trading-observability/pulumi';
let subject: Engine | undefined;
afterEach(() => subject?.close());

/** The program of a project, with the settings of its stack file; prints the outputs. */
const RUN = `
const { LocalWorkspace } = require('@pulumi/pulumi/automation');
const secret = { kubeconfig: 'theirs', slackUrl: 'https://hooks.slack.com/services/T0/B0/x' };
const program = async () => {
  const { dashboardUrls, secretNames } = require('./index.js');
  return { dashboardUrls, secretNames };
};
(async () => {
  const stack = await LocalWorkspace.createOrSelectStack({ stackName: 'prod', projectName: 'theirs', program });
  for (const [key, value] of Object.entries(secret)) await stack.setConfig(key, { value, secret: true });
  console.log(JSON.stringify((await stack.up()).outputs));
})();
`;

const { status, stderr } = spawnSync('npm', ['ping'], { encoding: 'utf8', timeout: 30_000 });
if (status !== 0) {
  test.todo(
    `the package in an empty project: npm's registry does not answer (${stderr.trim().split('\n').pop() ?? ''})`,
  );
} else {
  describe('the tarball in an empty project', () => {
    const folder = mkdtempSync(join(tmpdir(), 'package-'));
    const project = join(folder, 'project');
    const installed = join(project, 'node_modules', NAME);
    beforeAll(() => {
      const tarball = buildPackage(join(folder, 'build'));
      mkdirSync(project);
      writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'theirs', private: true }));
      const options = ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
      execFileSync('npm', ['install', ...options, tarball], { cwd: project, stdio: 'inherit' });
      const [, example = ''] = /```ts\n([\s\S]*?)```/.exec(readFileSync(join(installed, 'README.md'), 'utf8')) ?? [];
      writeFileSync(join(project, 'index.ts'), example);
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    test('has types, and neither tests, scripts nor the demo', () => {
      const files = readdirSync(installed, { recursive: true, encoding: 'utf8' });
      expect(files).toContain('exports.d.ts');
      expect(files.filter((file) => /^(tests|scripts|demo|examples|policies)\//.test(file))).toEqual([]);
    });

    test('has a README with links to the repository', () => {
      const links = [...readFileSync(join(installed, 'README.md'), 'utf8').matchAll(/\]\(([^)]+)\)/g)];
      const addresses = links.map(([, address = '']) => address);
      expect(addresses).toContain(`${homepage}/blob/main/docs/settings.md`);
      expect(addresses.filter((address) => !/^(#|https:)/.test(address))).toEqual([]);
    });

    test('contains everything that it loads, and uses the Pulumi packages of the project', () => {
      const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as {
        dependencies: Record<string, string>;
        peerDependencies: Record<string, string>;
      };
      expect(Object.keys(manifest.peerDependencies)).toContain('@pulumi/pulumi');
      expect(Object.keys(manifest.dependencies)).toContain('zod');
      expect(Object.keys(manifest.dependencies).filter((name) => name.startsWith('@pulumi'))).toEqual([]);
      expect(readdirSync(installed)).not.toContain('node_modules');
    });

    test('the example of its README type-checks and deploys', async () => {
      const options = ['--strict', '--module', 'commonjs', '--target', 'es2022', '--skipLibCheck'];
      const compiler = join(MODULES, 'typescript/bin/tsc');
      execFileSync(process.execPath, [compiler, ...options, 'index.ts'], { cwd: project, stdio: 'inherit' });
      writeFileSync(join(project, 'run.js'), RUN);
      const log = join(folder, 'calls');
      writeFileSync(log, '');
      const { command } = await pulumiCli();
      const doubles = await startDouble(['docker', 'grafana', 'kubernetes', 'random'], log, join(folder, 'by-hand'));
      const text = execFileSync(process.execPath, ['run.js'], {
        cwd: project,
        encoding: 'utf8',
        env: {
          PATH: `${dirname(command)}:${process.env.PATH ?? ''}`,
          HOME: folder,
          PULUMI_BACKEND_URL: `file://${folder}`,
          PULUMI_CONFIG_PASSPHRASE: 'test',
          ...ENGINE_ENVIRONMENT,
          ...doubles.environment,
        },
      });
      doubles.end();
      expect(JSON.parse(text)).toMatchObject({
        secretNames: { value: { grafanaAdmin: 'trading-prod-grafana-admin' } },
      });
      expect(calledResources(readCalls(log), 'create')).toContain('Release prod-servers-kube-prometheus-stack');
    });
  });
}

test('examples/two-stacks deploys each environment once', async () => {
  subject = await startEngine('dev', { grafanaUrl: 'https://grafana.example.com' }, async () => twoStacks());
  await subject.stack.setConfig(`${PROJECT}:grafanaToken`, { value: 'glsa_theirs', secret: true });
  await subject.up();
  const outputs = await subject.stack.outputs();
  expect(outputs).toMatchObject({
    staging: { value: 'http://localhost:3000' },
    live: { value: 'https://grafana.example.com/d/overview-live' },
  });
  expect(Object.keys(await subject.up())).toEqual(['same']);
});
