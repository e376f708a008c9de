/**
 * The plugin as the real CLI and the real engine start it, without language hosts (languages.test.ts runs the
 * examples with them). A program on PATH starts the plugin, a TypeScript program declares the resource of
 * examples/yaml, and the names and settings of examples/python are checked against the schema from which its SDK is
 * generated.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import * as pulumi from '@pulumi/pulumi';
import * as random from '@pulumi/random';
import { load } from 'js-yaml';
import { toSettings } from '../../lib/settings/settings';
import { trading } from '../../platform';
import { pulumiCli } from '../../scripts/support/pulumi-cli';
import { startEngine, calledResources, decryptedResources, type Engine } from '../support/engine';

const ROOT = join(__dirname, '../..');
const TOKEN = 'trading-observability:index:TradingObservability';
const folder = mkdtempSync(join(tmpdir(), 'plugin-'));
const executable = join(folder, 'pulumi-resource-trading-observability');
let subject: Engine | undefined;

beforeAll(() => {
  writeFileSync(executable, `#!/bin/sh\ncd "${ROOT}/scripts/plugin" && exec "${process.execPath}" index.js "$@"\n`);
  chmodSync(executable, 0o755);
});
afterEach(() => subject?.close());
afterAll(() => rmSync(folder, { recursive: true }));

interface ComponentSchema {
  readonly isComponent: boolean;
  readonly properties: object;
  readonly inputProperties: object;
  readonly requiredInputs: string[];
}
async function packageSchema(): Promise<{ name: string; resources: Record<string, ComponentSchema> }> {
  const { command } = await pulumiCli();
  const env = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: 'true' };
  const text = execFileSync(command, ['package', 'get-schema', executable], { encoding: 'utf8', env });
  return JSON.parse(text) as Awaited<ReturnType<typeof packageSchema>>;
}

test('pulumi package get-schema makes the schema that SDKs are generated from', async () => {
  const { resources: types } = await packageSchema();
  expect(Object.keys(types)).toEqual([TOKEN]);
  expect(types[TOKEN]).toMatchObject({
    isComponent: true,
    requiredInputs: ['settings'],
    inputProperties: { settings: { type: 'object', additionalProperties: { $ref: 'pulumi.json#/Any' } } },
  });
  const page = readFileSync(join(ROOT, 'docs/components.md'), 'utf8');
  const [, table = ''] = /\| output \| type \| is \|\n([\s\S]*?)\n\n/.exec(page) ?? [];
  const documented = table.split('\n').flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`(\w+)`/g)]);
  expect(Object.keys(types[TOKEN]?.properties ?? {}).sort()).toEqual(documented.map(([, output]) => output).sort());
});

/** A name of the schema as in Python's SDK. */
const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

test('examples/python uses only names of the schema and valid settings', async () => {
  const program = readFileSync(join(ROOT, 'examples/python/__main__.py'), 'utf8');
  const { name, resources: types } = await packageSchema();
  const { properties = {}, inputProperties = {} } = types[TOKEN] ?? {};
  const [, module, component] = /^from (\w+) import (\w+)$/m.exec(program) ?? [];
  expect([module, component]).toEqual([`pulumi_${name.replaceAll('-', '_')}`, TOKEN.split(':').pop()]);
  const [, args = ''] = new RegExp(`= ${component}\\(\n(.*?)\n\\)\n`, 's').exec(program) ?? [];
  const keywords = [...args.matchAll(/^ {4}(\w+)=/gm)].map(([, keyword]) => keyword);
  expect(keywords).toEqual(Object.keys(inputProperties).map(snakeCase));
  const outputs = [...program.matchAll(/\bobservability\.(\w+)/g)].map(([, output]) => output);
  expect(outputs.length).toBeGreaterThan(0);
  expect(Object.keys(properties).map(snakeCase)).toEqual(expect.arrayContaining(outputs));
  // The dictionary is JSON except for its calls and trailing commas.
  const settings = args
    .slice(args.indexOf('{'), args.lastIndexOf('}') + 1)
    .replace(/config\.require_secret\("\w+"\)/g, '"[secret]"')
    .replace(/config\.require\("\w+"\)/g, '"backend.example.com:8000"')
    .replace(/,(\s*[}\]])/g, '$1');
  expect(toSettings(trading, 'prod', JSON.parse(settings))).toMatchObject({ environment: 'prod', demo: false });
});

class RemoteComponent extends pulumi.ComponentResource {
  declare readonly dashboardUrls: pulumi.Output<Record<string, string>>;
  declare readonly grafanaPassword: pulumi.Output<string>;
  constructor(name: string, props: pulumi.Inputs) {
    super(TOKEN, name, { dashboardUrls: undefined, grafanaPassword: undefined, ...props }, {}, true);
  }
}

test('the plugin deploys the resource of examples/yaml once, with outputs of other resources, and keeps a credential secret', async () => {
  const { resources: declared } = load(readFileSync(join(ROOT, 'examples/yaml/Pulumi.yaml'), 'utf8')) as {
    resources: { observability: { name: string; properties: { settings: object } } };
  };
  const { name, properties } = declared.observability;
  const password = 'a-password-that-must-not-leak';
  const exporters = { redis: { address: 'redis:6379', password: pulumi.secret(password) } };
  const path = process.env.PATH ?? '';
  process.env.PATH = `${folder}${delimiter}${path}`;
  subject = await startEngine('dev', {}, async () => {
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
  await subject.up();
  const outputs = await subject.stack.outputs();
  expect(outputs).toMatchObject({
    dashboardUrls: { value: { overview: 'http://localhost:3000/d/overview-prod' } },
    grafanaPassword: { secret: true },
  });
  expect(calledResources(subject.calls(), 'create')).toContain('Container prod-servers-prometheus');
  expect(subject.state().includes(password)).toBe(false);
  expect(JSON.stringify((await decryptedResources(subject)).map(({ inputs }) => inputs)).includes(password)).toBe(true);
  expect(Object.keys(await subject.up())).toEqual(['same']);
});
