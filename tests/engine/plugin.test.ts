/**
 * The plugin as the real CLI and the real engine start it, without language hosts (languages.test.ts runs the
 * examples with them). A program on PATH starts the plugin, a TypeScript program declares the resource of
 * examples/yaml, and the names in examples/python are checked against the schema from which its SDK is generated.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import * as pulumi from '@pulumi/pulumi';
import * as random from '@pulumi/random';
import { load } from 'js-yaml';
import { DEFERRABLE } from '../../components/deferred-inputs';
import { keysByGroup } from '../../lib/settings/keys';
import { trading } from '../../platform';
import { pulumiCli } from '../../scripts/support/pulumi-cli';
import { startEngine, calledResources, decryptedResources, type Engine } from '../support/engine';

const ROOT = join(__dirname, '../..');
const TOKEN = 'trading-observability:index:TradingObservability';
const folder = mkdtempSync(join(tmpdir(), 'plugin-'));
const executable = join(folder, 'pulumi-resource-trading-observability');
const PATH = process.env.PATH ?? '';
let subject: Engine | undefined;

beforeAll(() => {
  writeFileSync(executable, `#!/bin/sh\ncd "${ROOT}/scripts/plugin" && exec "${process.execPath}" index.js "$@"\n`);
  chmodSync(executable, 0o755);
  process.env.PATH = `${folder}${delimiter}${PATH}`;
});
afterEach(() => subject?.close());
afterAll(() => {
  process.env.PATH = PATH;
  rmSync(folder, { recursive: true });
});

interface PropertySpec {
  readonly type?: string;
  readonly $ref?: string;
  readonly plain?: boolean;
  readonly secret?: boolean;
  readonly description?: string;
  readonly items?: PropertySpec;
  readonly additionalProperties?: PropertySpec;
  readonly oneOf?: readonly PropertySpec[];
}
type Properties = Readonly<Record<string, PropertySpec>>;
interface PackageSpec {
  readonly name: string;
  readonly resources: Readonly<Record<string, { inputProperties: Properties; properties: Properties }>>;
  readonly types: Readonly<
    Record<string, { properties?: Properties; required?: string[]; enum?: readonly { readonly value: string }[] }>
  >;
}
let schema: PackageSpec;
beforeAll(async () => {
  const { command } = await pulumiCli();
  const env = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: 'true' };
  schema = JSON.parse(
    execFileSync(command, ['package', 'get-schema', executable], { encoding: 'utf8', env }),
  ) as PackageSpec;
});
const component = () => schema.resources[TOKEN] ?? { inputProperties: {}, properties: {} };
const typeOf = ({ $ref = '' }: PropertySpec) => schema.types[$ref.replace('#/types/', '')];

/** The property of a setting, by its path in docs/settings.md. */
function propertyAt(path: string): PropertySpec | undefined {
  const [first = '', ...keys] = path.replaceAll('[0]', '.[0]').split('.');
  return keys.reduce<PropertySpec | undefined>(
    (at, key) => at && (key === '[0]' ? at.items : (at.additionalProperties ?? typeOf(at)?.properties?.[key])),
    component().inputProperties[first],
  );
}
const settings = [...keysByGroup(trading).values()].flat();

test('pulumi package get-schema has each setting, with its description and a type', () => {
  expect(Object.keys(schema.resources)).toEqual([TOKEN]);
  expect(JSON.stringify(schema)).not.toContain('pulumi.json#');
  const missing = settings.filter(({ path, field: { description = '' } }) => {
    const property = propertyAt(path);
    const isTyped = property !== undefined && (property.type ?? property.$ref ?? property.oneOf) !== undefined;
    return !isTyped || property.description?.includes(description) !== true;
  });
  expect(settings.length).toBeGreaterThan(200);
  expect(missing.map(({ path }) => path)).toEqual([]);
});

test('the schema has the values that a setting may have, and which it requires', () => {
  expect(typeOf(propertyAt('target') ?? {})).toMatchObject({
    enum: [{ value: 'docker' }, { value: 'kubernetes' }, { value: 'external' }],
  });
  expect(propertyAt('grafana.port')).toMatchObject({
    type: 'integer',
    description: 'Port on the host; with Docker only. It takes a whole number from 1 to 65535. Default: 3000.',
  });
  expect(propertyAt('thresholds.HighAPILatency.above')).toMatchObject({ type: 'number' });
  expect(propertyAt('backend.clusters')).toMatchObject({ additionalProperties: { items: { type: 'string' } } });
  expect(typeOf(propertyAt('backend.service') ?? {})?.required).toEqual(['labels', 'port', 'namespace']);
  expect(typeOf(propertyAt('backend') ?? {})?.required ?? []).toEqual([]);
});

test('in the schema a credential is a secret or a reference to one, and only what may be an output is an input', () => {
  const reference = { $ref: '#/types/trading-observability:index:SecretReference' };
  const credentials = settings.filter(({ path }) => propertyAt(path)?.secret === true);
  const isCredential = (path: string) => credentials.some((credential) => credential.path === path);
  for (const { path } of credentials) expect(propertyAt(path)?.oneOf).toEqual([reference, { type: 'string' }]);
  expect(
    ['kubernetes.kubeconfig', 'external.grafana.token', 'alerting.routes.critical.slack.url'].filter(isCredential),
  ).toHaveLength(3);
  const inputs = settings.filter(({ path }) => propertyAt(path)?.plain !== true && !isCredential(path));
  const pattern = (path: string) => path.replace(/^exporters\.\w+/, 'exporters.*').replace('[0]', '.*');
  expect([...new Set(inputs.map(({ path }) => pattern(path)))].sort()).toEqual([...DEFERRABLE].sort());
});

test('the schema has the outputs of docs/components.md', () => {
  const page = readFileSync(join(ROOT, 'docs/components.md'), 'utf8');
  const [, table = ''] = /\| output \| type \| is \|\n([\s\S]*?)\n\n/.exec(page) ?? [];
  const documented = table.split('\n').flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`(\w+)`/g)]);
  expect(Object.keys(component().properties).sort()).toEqual(documented.map(([, output]) => output).sort());
});

/** A name of the schema as in Python's SDK. */
const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

test('examples/python uses only names of the schema', () => {
  const program = readFileSync(join(ROOT, 'examples/python/__main__.py'), 'utf8');
  const types = new Map(
    Object.entries({ [TOKEN]: { properties: component().inputProperties }, ...schema.types }).map(([token, type]) => {
      const name = token.split(':').at(-1) ?? '';
      return [
        'properties' in type && token !== TOKEN ? `${name}Args` : name,
        Object.keys(type.properties ?? {}).map(snakeCase),
      ];
    }),
  );
  const [, module, imported = ''] = /^from (\w+) import \(([^)]*)\)$/m.exec(program) ?? [];
  expect(module).toBe(`pulumi_${schema.name.replaceAll('-', '_')}`);
  const names = [...imported.matchAll(/\w+/g)].map(([name]) => name);
  expect(names.filter((name) => !types.has(name))).toEqual([]);
  // Each call in the example has one argument, except that of the component, with one on each line.
  const args = [...program.matchAll(/(\w+Args)\((\w+)=/g)].map(([, type = '', keyword]) => [type, keyword] as const);
  const keywords = [...program.matchAll(/^ {4}(\w+)=/gm)].map(
    ([, keyword]) => ['TradingObservability', keyword] as const,
  );
  expect(new Set([...args, ...keywords].map(([type]) => type)).size).toBeGreaterThan(4);
  expect([...args, ...keywords].filter(([type, keyword]) => types.get(type)?.includes(keyword ?? '') !== true)).toEqual(
    [],
  );
  const outputs = [...program.matchAll(/\bobservability\.(\w+)/g)].map(([, output]) => output);
  expect(outputs.length).toBeGreaterThan(0);
  expect(Object.keys(component().properties).map(snakeCase)).toEqual(expect.arrayContaining(outputs));
});

class RemoteComponent extends pulumi.ComponentResource {
  declare readonly dashboardUrls: pulumi.Output<Record<string, string>>;
  declare readonly grafanaPassword: pulumi.Output<string>;
  constructor(name: string, props: pulumi.Inputs, opts: pulumi.ComponentResourceOptions) {
    super(TOKEN, name, { dashboardUrls: undefined, grafanaPassword: undefined, ...props }, opts, true);
  }
}

test('the plugin deploys the resource of examples/yaml once, with outputs of other resources, options, and a credential that stays secret', async () => {
  const { resources: declared } = load(readFileSync(join(ROOT, 'examples/yaml/Pulumi.yaml'), 'utf8')) as {
    resources: { observability: { name: string; properties: object } };
  };
  const { name, properties } = declared.observability;
  const password = 'a-password-that-must-not-leak';
  const exporters = { redis: { address: 'redis:6379', password: pulumi.secret(password) } };
  subject = await startEngine('dev', {}, async () => {
    const address = new random.RandomPassword('theirs', { length: 8 }).result.apply(() => 'theirs:8000');
    const { dashboardUrls, grafanaPassword } = new RemoteComponent(
      name,
      { ...properties, backend: { address }, exporters },
      { retainOnDelete: true, dependsOn: new random.RandomPassword('first', { length: 8 }) },
    );
    return { dashboardUrls, grafanaPassword };
  });
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
  const ofComponent = (await decryptedResources(subject)).filter(({ urn }) => urn.includes(`${TOKEN}$`));
  const inherits = ({ retainOnDelete, dependencies = [] }: (typeof ofComponent)[number]): boolean =>
    retainOnDelete === true && dependencies.some((urn) => urn.endsWith('::first'));
  expect(ofComponent.length).toBeGreaterThan(30);
  expect(ofComponent.filter((resource) => !inherits(resource)).map(({ urn }) => urn)).toEqual([]);
  expect(Object.keys(await subject.up())).toEqual(['same']);
});
