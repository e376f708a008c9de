/**
 * The programs of examples/ in YAML and Python as the real CLI and Pulumi's own hosts of these languages run them, with the
 * plugin that the host for Node starts from its folder; the providers are recording doubles. Runs where the hosts are on PATH,
 * for Python also its interpreter, and a registry of Python's packages that answers.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { pulumiCli } from '../../scripts/support/pulumi-cli';
import { double, names, readCalls } from '../support/engine';

const ROOT = join(__dirname, '../..');
const PLUGIN = 'scripts/plugin';
const isOnPath = (program: string): boolean =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));
const hosts = (...languages: string[]) => languages.map((language) => `pulumi-language-${language}`);

let folder: string;
let doubles: Awaited<ReturnType<typeof double>>;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'languages-'));
  mkdirSync(join(folder, 'state'));
  writeFileSync(join(folder, 'calls'), '');
  const providers = ['docker', 'grafana', 'kubernetes', 'random'];
  doubles = await double(providers, join(folder, 'calls'), join(folder, 'by-hand'));
});
afterEach(() => {
  doubles.end();
  rmSync(folder, { recursive: true, force: true });
});

/** Deploys an example as its README says, from a copy of its folder; returns the outputs. */
async function deployExample(example: string, config: readonly (readonly string[])[]): Promise<unknown> {
  const project = join(folder, 'project');
  cpSync(join(ROOT, 'examples', example), project, { recursive: true });
  const file = join(project, 'Pulumi.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll(`../../${PLUGIN}`, join(ROOT, PLUGIN)));
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
  pulumi('package', 'add', join(ROOT, PLUGIN));
  pulumi('stack', 'init', 'dev');
  for (const setting of config) pulumi('config', 'set', ...setting);
  pulumi('up', '--yes');
  return JSON.parse(pulumi('stack', 'output', '--json'));
}

const PAGERDUTY = '0123456789abcdef0123456789abcdef';
const EXAMPLES = [
  { language: 'YAML', example: 'yaml', needs: hosts('nodejs', 'yaml'), config: [] },
  {
    language: 'Python',
    example: 'python',
    needs: [...hosts('nodejs', 'python'), 'python3'],
    config: [
      ['backendAddress', 'backend.example.com:8000'],
      ['pagerdutyKey', PAGERDUTY, '--secret'],
    ],
  },
];
for (const { language, example, needs, config } of EXAMPLES) {
  const title = `the example in ${language} deploys by an SDK of the plugin`;
  const missing = needs.filter((program) => !isOnPath(program));
  if (missing.length > 0) {
    test.todo(`${title}: PATH has no ${missing.join(', ')}`);
    continue;
  }
  test(title, async () => {
    expect(await deployExample(example, config)).toMatchObject({
      grafanaUrl: 'http://localhost:3000',
      dashboards: { overview: 'http://localhost:3000/d/overview-prod' },
    });
    expect(names(readCalls(join(folder, 'calls')), 'create')).toContain('Container prod-servers-prometheus');
    const state = join(folder, `state/.pulumi/stacks/observability-in-${example}/dev.json`);
    expect(readFileSync(state, 'utf8').includes(PAGERDUTY)).toBe(false);
  });
}
