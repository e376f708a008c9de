/**
 * The programs of examples/ on the real CLI with Pulumi's language hosts: YAML and Python use the plugin, which the
 * host for Node starts from its folder. The providers are test doubles. Runs where PATH has the hosts; Python also
 * needs its interpreter and a reachable package registry.
 */
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { load } from 'js-yaml';
import { pulumiCli } from '../../scripts/support/pulumi-cli';
import { startDouble, calledResources, readCalls } from '../support/engine';

const ROOT = join(__dirname, '../..');
const ADD_PLUGIN = ['package', 'add', '../../scripts/plugin'];
const isOnPath = (program: string): boolean =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));
const hosts = (...languages: string[]) => languages.map((language) => `pulumi-language-${language}`);

let folder: string;
let doubles: Awaited<ReturnType<typeof startDouble>>;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'languages-'));
  mkdirSync(join(folder, 'state'));
  writeFileSync(join(folder, 'calls'), '');
  const providers = ['docker', 'grafana', 'kubernetes', 'random'];
  doubles = await startDouble(providers, join(folder, 'calls'), join(folder, 'by-hand'));
});
afterEach(() => {
  doubles.end();
  rmSync(folder, { recursive: true, force: true });
});

type Command = readonly string[];
/** Deploys an example as its README says, from a copy in a folder that is this checkout; returns the outputs. */
async function deployExample(example: string, preparation: readonly Command[]): Promise<unknown> {
  const checkout = join(folder, 'checkout');
  const project = join(checkout, 'examples', example);
  cpSync(join(ROOT, 'examples', example), project, { recursive: true });
  for (const entry of readdirSync(ROOT).filter((name) => name !== 'examples'))
    symlinkSync(join(ROOT, entry), join(checkout, entry));
  const { command } = await pulumiCli();
  const pulumi = (...args: readonly string[]): string =>
    execFileSync(command, [...args, '--non-interactive'], {
      cwd: project,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...process.env,
        PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ''}`,
        PULUMI_HOME: join(folder, 'home'),
        PULUMI_BACKEND_URL: `file://${join(folder, 'state')}`,
        PULUMI_CONFIG_PASSPHRASE: 'test',
        PULUMI_SKIP_UPDATE_CHECK: 'true',
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: 'true',
        ...doubles.environment,
      },
    });
  pulumi('stack', 'init', 'dev');
  for (const args of preparation) pulumi(...args);
  pulumi('up', '--yes');
  return JSON.parse(pulumi('stack', 'output', '--json'));
}

const CREDENTIAL = '0123456789abcdef0123456789abcdef';
test('each example in TypeScript names its program; otherwise Pulumi would run that of the package.json above it', () => {
  const projects = readdirSync(join(ROOT, 'examples'))
    .map((example) => join(ROOT, 'examples', example, 'Pulumi.yaml'))
    .filter((file) => existsSync(file))
    .map((file) => load(readFileSync(file, 'utf8')) as { main?: string; runtime: string | { name: string } });
  const inTypeScript = projects.filter(({ runtime }) => typeof runtime === 'object' && runtime.name === 'nodejs');
  expect(inTypeScript.map(({ main }) => main)).toEqual(['index.ts', 'index.ts']);
});

const set = (...setting: readonly string[]) => ['config', 'set', ...setting];
const DEPLOYED = {
  grafanaUrl: 'http://localhost:3000',
  dashboards: { overview: 'http://localhost:3000/d/overview-prod' },
};
const EXAMPLES = [
  { example: 'yaml', needs: hosts('nodejs', 'yaml'), preparation: [ADD_PLUGIN], outputs: DEPLOYED },
  {
    example: 'python',
    needs: [...hosts('nodejs', 'python'), 'python3'],
    preparation: [
      ADD_PLUGIN,
      set('backendAddress', 'backend.example.com:8000'),
      set('pagerdutyKey', CREDENTIAL, '--secret'),
    ],
    outputs: DEPLOYED,
  },
  {
    example: 'two-stacks',
    needs: hosts('nodejs'),
    preparation: [set('grafanaUrl', 'https://grafana.example.com'), set('grafanaToken', CREDENTIAL, '--secret')],
    outputs: { staging: 'http://localhost:3000', live: 'https://grafana.example.com/d/overview-live' },
  },
  {
    example: 'webshop',
    needs: hosts('nodejs'),
    preparation: [],
    outputs: { dashboardUrls: { shop: 'http://localhost:3000/d/shop-dev' } },
  },
];
for (const { example, needs, preparation, outputs } of EXAMPLES) {
  const title = `examples/${example} deploys by the real CLI`;
  const missing = needs.filter((program) => !isOnPath(program));
  if (missing.length > 0) {
    test.todo(`${title}: PATH has no ${missing.join(', ')}`);
    continue;
  }
  test(title, async () => {
    expect(await deployExample(example, preparation)).toMatchObject(outputs);
    expect(calledResources(readCalls(join(folder, 'calls')), 'create').join()).toMatch(/Container [\w-]*prometheus\b/);
    const states = readdirSync(join(folder, 'state'), { recursive: true, encoding: 'utf8' });
    const texts = states
      .filter((file) => file.endsWith('dev.json'))
      .map((file) => readFileSync(join(folder, 'state', file), 'utf8'));
    expect(texts).not.toEqual([]);
    expect(texts.filter((text) => text.includes(CREDENTIAL))).toEqual([]);
  });
}
