/**
 * The plugin as the real CLI and the real engine start it. The CLI here has no language host for Node, which runs a plugin's
 * folder, nor one for YAML: a program on PATH starts the plugin, and a program in TypeScript declares the resource of examples/yaml.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import * as pulumi from '@pulumi/pulumi';
import * as random from '@pulumi/random';
import { load } from 'js-yaml';
import { pulumiCli } from '../../scripts/support/pulumi-cli';
import { engine, names, resources, type Engine } from '../support/engine';

const ROOT = join(__dirname, '../..');
const TOKEN = 'trading-observability:index:TradingObservability';
const folder = mkdtempSync(join(tmpdir(), 'plugin-'));
const executable = join(folder, 'pulumi-resource-trading-observability');
let subject: Engine | undefined;

beforeAll(() => {
  writeFileSync(
    executable,
    `#!/bin/sh\ncd "${ROOT}/scripts/plugin" && exec "${process.execPath}" --import tsx index.ts "$@"\n`,
  );
  chmodSync(executable, 0o755);
});
afterEach(() => subject?.close());
afterAll(() => rmSync(folder, { recursive: true }));

test('pulumi package get-schema makes the schema that SDKs are generated from', async () => {
  const { command } = await pulumiCli();
  const env = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: 'true' };
  const text = execFileSync(command, ['package', 'get-schema', executable], { encoding: 'utf8', env });
  const { resources: types } = JSON.parse(text) as {
    resources: Record<string, { isComponent: boolean; properties: object; requiredInputs: string[] }>;
  };
  expect(Object.keys(types)).toEqual([TOKEN]);
  expect(types[TOKEN]).toMatchObject({ isComponent: true, requiredInputs: ['settings'] });
  expect(Object.keys(types[TOKEN]?.properties ?? {}).sort()).toEqual([
    'dashboardUrls',
    'dataSourceUid',
    'folderUid',
    'grafanaPassword',
    'grafanaUrl',
    'secretNames',
  ]);
});

class RemoteComponent extends pulumi.ComponentResource {
  declare readonly dashboardUrls: pulumi.Output<Record<string, string>>;
  declare readonly grafanaPassword: pulumi.Output<string>;
  constructor(name: string, props: pulumi.Inputs) {
    super(TOKEN, name, { dashboardUrls: undefined, grafanaPassword: undefined, ...props }, {}, true);
  }
}

test('the resource of examples/yaml is deployed by the plugin, once, with outputs of other resources, and a credential stays a secret', async () => {
  const { resources: declared } = load(readFileSync(join(ROOT, 'examples/yaml/Pulumi.yaml'), 'utf8')) as {
    resources: { observability: { name: string; properties: { settings: object } } };
  };
  const { name, properties } = declared.observability;
  const password = 'a-password-that-must-not-leak';
  const exporters = { redis: { address: 'redis:6379', password: pulumi.secret(password) } };
  const path = process.env.PATH ?? '';
  process.env.PATH = `${folder}${delimiter}${path}`;
  subject = await engine('dev', {}, async () => {
    const { dashboardUrls, grafanaPassword } = new RemoteComponent(name, {
      settings: {
        ...properties.settings,
        backend: { address: new random.RandomPassword('theirs', { length: 8 }).result.apply(() => 'theirs:8000') },
        exporters,
      },
    });
    return { dashboardUrls, grafanaPassword };
  });
  process.env.PATH = path;
  // In the preview the address is unknown.
  expect(Object.keys((await subject.stack.preview()).changeSummary)).toEqual(['create']);
  const { outputs } = await subject.stack.up();
  expect(outputs).toMatchObject({
    dashboardUrls: { value: { overview: 'http://localhost:3000/d/overview-prod' } },
    grafanaPassword: { secret: true },
  });
  expect(names(subject.calls(), 'create')).toContain('Container prod-servers-prometheus');
  expect(subject.state().includes(password)).toBe(false);
  expect(JSON.stringify((await resources(subject)).map(({ inputs }) => inputs)).includes(password)).toBe(true);
  const { summary } = await subject.stack.up();
  expect(Object.keys(summary.resourceChanges ?? {})).toEqual(['same']);
});
