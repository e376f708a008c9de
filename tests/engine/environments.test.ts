/**
 * Stack files that import Pulumi ESC environments: Pulumi's real CLI and engine, and a stand-in for Pulumi Cloud.
 */
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dump } from 'js-yaml';
import { checkOut, type Checkout, type CommandResult } from '../support/checkout';
import { openedSecret, startPulumiCloud, type PulumiCloud } from '../support/pulumi-cloud';
import { startRuler } from '../support/ruler';

const ROOT = join(__dirname, '../..');
const EXAMPLE = join(ROOT, 'examples/pulumi-cloud');
const SLACK_URL = 'https://hooks.slack.com/services/T0/B0/must-stay-hidden';
const DEV = `values:
  pulumiConfig:
    trading-observability:thresholds: { HighAPILatency: { above: 0.7 } }
    trading-observability:alerting: { routes: { critical: { slack: { url: { fn::secret: '${SLACK_URL}' } } } } }
`;
/** An import, and a threshold of the stack file's own definition. */
const STRICTER = `environment:
  imports: [trading/dev]
  values: { pulumiConfig: { trading-observability:thresholds: { HighAPILatency: { above: 0.6 } } } }
`;
const RULER = `values:
  environmentVariables: { MIMIR_TOKEN: { fn::secret: token-from-esc } }
  pulumiConfig: { trading-observability:external: { grafana: { token: { fn::secret: glsa_from-esc } } } }
`;

let cloud: PulumiCloud;
let checkout: Checkout;
let ports: string;
beforeAll(async () => {
  cloud = await startPulumiCloud({
    'trading/dev': DEV,
    'trading/ruler': RULER,
    'trading/observability-prod': readFileSync(join(EXAMPLE, 'environment.yaml'), 'utf8'),
  });
  // The stand-in for Grafana answers as a healthy one.
  checkout = await checkOut((_request, response) => response.end('{"database":"ok"}'));
  ports = readFileSync(join(checkout.folder, 'Pulumi.dev.yaml'), 'utf8');
  expect(await run('pulumi stack init dev && pulumi stack init prod')).toMatchObject({ code: 0 });
});
afterEach(() => expect(cloud.unknownRequests).toEqual([]));
afterAll(async () => {
  checkout?.close();
  await cloud?.close();
});
const run = (script: string): Promise<CommandResult> => checkout.run(script, cloud.environment);
/** Runs a command that has to succeed; returns its output. */
async function output(script: string): Promise<string> {
  const result = await run(script);
  expect(`${result.code}\n${result.output}`).toMatch(/^0\n/);
  return result.output;
}
/** Puts imports of environments before the settings of the stack `dev`. */
const importEnvironments = (imports: string) =>
  writeFileSync(join(checkout.folder, 'Pulumi.dev.yaml'), `${imports}\n${ports}`);
/** The text of all files in a folder of the checkout. */
const filesIn = (folder: string): string =>
  readdirSync(join(checkout.folder, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n');

test.each([
  ['a list of environments', 'environment: [trading/dev]', '0.7'],
  ['a definition with values of its own', STRICTER, '0.6'],
])('%s sets thresholds and receivers of the alerts', async (_kind, imports, threshold) => {
  importEnvironments(imports);
  const alerts = await output('npm run --silent alerts -- --stack dev');
  expect(alerts).toMatch(new RegExp(`HighAPILatency .*above ${threshold} s \\*`));
  expect(alerts).toContain('slack');
  expect(alerts).not.toContain(SLACK_URL);
});

describe('an environment of the stack file', () => {
  beforeAll(() => importEnvironments('environment: [trading/dev]'));

  test('is in the rendered files, its secrets as markers', async () => {
    await output('npm run --silent render -- --stack dev --out build');
    expect(filesIn('build')).toContain('0.7');
    expect(filesIn('build')).not.toContain(SLACK_URL);
  });

  test('is previewed, and no secret of it is printed', async () => {
    const text = await output('make preview FULL=1');
    expect(text).toMatch(/ContactPoint[^]*\[secret\]/);
    expect(text).not.toContain(SLACK_URL);
  });
});

test('the diff says what another environment changes', async () => {
  importEnvironments('environment: [trading/dev]');
  await output('git init -q && git add -A && git -c user.name=a -c user.email=a@b.invalid commit -qm base');
  importEnvironments(STRICTER);
  const { code, output: text } = await run('npm run --silent diff -- --base HEAD --stack dev');
  expect(code).toBe(2);
  expect(text).toContain('**HighAPILatency** fires above 0.6 s, was 0.7 s');
  expect(text).not.toContain(SLACK_URL);
});

test.each(['make preview', 'npm run --silent alerts -- --stack dev'])(
  'an environment that does not exist fails `%s` with one sentence',
  async (script) => {
    importEnvironments('environment: [trading/dev, trading/none]');
    const { code, output: text } = await run(script);
    expect(code).not.toBe(0);
    expect(text.split('\n').filter((line) => line !== '' && !line.startsWith('make:'))).toEqual([
      'stack "dev" has a mistake:',
      '  Pulumi.dev.yaml: imports environments, and pulumi does not open them: unknown environment "trading/none"',
    ]);
  },
);

test('the documented environment gives the documented stack file its address and token', async () => {
  cpSync(join(EXAMPLE, 'Pulumi.prod.yaml'), join(checkout.folder, 'Pulumi.prod.yaml'));
  const text = await output('make preview STACK=prod FULL=1');
  expect(text).toContain('https://grafana.example.com');
  expect(text).not.toContain(openedSecret('token'));
});

test('an environment variable of an environment is the credential of the ruler, and is in no state', async () => {
  const mimir = await startRuler('Bearer token-from-esc');
  const [, grafanaPort] = /grafana:\n +port: (\d+)/.exec(ports) ?? [];
  const external = {
    grafana: { url: `http://127.0.0.1:${grafanaPort}` },
    prometheus: { dataSourceUid: 'mimir' },
    ruler: { url: mimir.url, bearerTokenVariable: 'MIMIR_TOKEN' },
  };
  const config = Object.fromEntries(
    Object.entries({ target: 'external', backend: { selector: { job: 'api' } }, external }).map(([key, value]) => [
      `trading-observability:${key}`,
      value,
    ]),
  );
  writeFileSync(join(checkout.folder, 'Pulumi.cloud.yaml'), dump({ environment: ['trading/ruler'], config }));
  try {
    await output('pulumi stack init cloud');
    await output('make up STACK=cloud');
    expect([...mimir.groups.keys()]).toContain('trading-cloud/api_health');
    expect(await output('pulumi stack export --stack cloud --show-secrets')).not.toContain('token-from-esc');
    await output('make down STACK=cloud');
    expect([...mimir.groups.keys()]).toEqual([]);
  } finally {
    await mimir.close();
  }
});

test('the documented deployment settings and schedules are accepted by the CLI', async () => {
  const readme = readFileSync(join(EXAMPLE, 'README.md'), 'utf8');
  const commands = [...readme.matchAll(/```sh\n([^]*?)```/g)].map(([, lines]) => lines);
  await output(`set -e\n${commands.join('\n')}`);
  const source = { git: { branch: 'main' } };
  const operation = { preRunCommands: ['npm ci'], options: { skipInstallDependencies: true } };
  const repository = { provider: 'github', repository: 'acme/trading-observability' };
  expect(Object.fromEntries(cloud.settings)).toEqual({
    'acme/trading-observability/prod': {
      sourceContext: source,
      vcs: { ...repository, deployCommits: true, previewPullRequests: true },
      operationContext: operation,
    },
    'acme/trading-observability/review': {
      sourceContext: source,
      vcs: { ...repository, pullRequestTemplate: true },
      operationContext: operation,
    },
  });
  const [schedule] = cloud.requests.filter(({ path }) => path.endsWith('/prod/deployments/drift/schedules'));
  expect(JSON.parse(schedule?.body ?? '')).toEqual({ scheduleCron: '0 * * * *', autoRemediate: false });
});
