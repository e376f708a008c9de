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
import { ENGINE_ENVIRONMENT, startDouble, calledResources, readCalls } from '../support/engine';

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
/** The real CLI in a folder; returns what a command prints. */
async function cliIn(cwd: string): Promise<(...args: Command) => string> {
  const { command } = await pulumiCli();
  return (...args) =>
    execFileSync(command, [...args, '--non-interactive'], {
      cwd,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...process.env,
        PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ''}`,
        PULUMI_HOME: join(folder, 'home'),
        PULUMI_BACKEND_URL: `file://${join(folder, 'state')}`,
        PULUMI_CONFIG_PASSPHRASE: 'test',
        ...ENGINE_ENVIRONMENT,
        ...doubles.environment,
      },
    });
}

/** Prepares an example as its README says, in a copy in a folder that is this checkout; returns its CLI. */
async function prepareExample(example: string, preparation: readonly Command[]): ReturnType<typeof cliIn> {
  const checkout = join(folder, 'checkout');
  const project = join(checkout, 'examples', example);
  cpSync(join(ROOT, 'examples', example), project, { recursive: true });
  for (const entry of readdirSync(ROOT).filter((name) => name !== 'examples'))
    symlinkSync(join(ROOT, entry), join(checkout, entry));
  const pulumi = await cliIn(project);
  pulumi('stack', 'init', 'dev');
  for (const args of preparation) pulumi(...args);
  return pulumi;
}

/** A test that needs programs on PATH. */
function testWith(programs: readonly string[], title: string, run: () => Promise<void>): void {
  const missing = programs.filter((program) => !isOnPath(program));
  if (missing.length > 0) test.todo(`${title}: PATH has no ${missing.join(', ')}`);
  else test(title, run);
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
  testWith(needs, `examples/${example} deploys by the real CLI`, async () => {
    const pulumi = await prepareExample(example, preparation);
    pulumi('up', '--yes');
    expect(JSON.parse(pulumi('stack', 'output', '--json'))).toMatchObject(outputs);
    expect(calledResources(readCalls(join(folder, 'calls')), 'create').join()).toMatch(/Container [\w-]*prometheus\b/);
    const states = readdirSync(join(folder, 'state'), { recursive: true, encoding: 'utf8' });
    const texts = states
      .filter((file) => file.endsWith('dev.json'))
      .map((file) => readFileSync(join(folder, 'state', file), 'utf8'));
    expect(texts).not.toEqual([]);
    expect(texts.filter((text) => text.includes(CREDENTIAL))).toEqual([]);
  });
}

testWith(
  [...hosts('nodejs', 'python'), 'python3'],
  'the SDK for Python has a class for each group of settings',
  async () => {
    const pulumi = await cliIn(ROOT);
    pulumi('package', 'gen-sdk', './scripts/plugin', '--language', 'python', '--out', join(folder, 'sdk'));
    const sdk = join(folder, 'sdk/python/pulumi_trading_observability');
    const files = readdirSync(sdk).filter((file) => file.endsWith('.py'));
    execFileSync('python3', ['-m', 'py_compile', ...files], { cwd: sdk });
    const { types } = JSON.parse(pulumi('package', 'get-schema', './scripts/plugin')) as {
      types: Record<string, object>;
    };
    const inputs = readFileSync(join(sdk, '_inputs.py'), 'utf8');
    const groups = Object.entries(types).flatMap(([token, type]) =>
      'properties' in type ? [`${token.split(':').at(-1) ?? ''}Args`] : [],
    );
    expect(groups).toContain('BackendArgs');
    expect([...inputs.matchAll(/^class (\w+Args):$/gm)].map(([, name]) => name).sort()).toEqual(groups.sort());
  },
);

testWith(
  hosts('nodejs', 'yaml'),
  'a wrong setting in YAML is refused with its name, without a stack trace',
  async () => {
    const pulumi = await prepareExample('yaml', [ADD_PLUGIN]);
    const file = join(folder, 'checkout/examples/yaml/Pulumi.yaml');
    const program = readFileSync(file, 'utf8');
    const refusal = (wrong: string): string => {
      writeFileSync(file, wrong);
      try {
        return `not refused: ${pulumi('preview')}`;
      } catch (error) {
        return (error as { stdout: string }).stdout;
      }
    };
    const misspelt = refusal(program.replace('HighAPILatency', 'HighApiLatency'));
    expect(misspelt).toContain('thresholds.HighApiLatency: no such alert; did you mean HighAPILatency?\n');
    const wrongOutput = refusal(program.replace('backend.example.com:8000', '{ fn::secret: backend }'));
    expect(wrongOutput).toContain('backend.address: the output has another value than it needs: host:port');
    for (const text of [misspelt, wrongOutput]) expect(text).not.toMatch(/^\s*at |not refused/m);
  },
);
