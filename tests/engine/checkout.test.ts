/** make and Pulumi's own CLI on one stack, in either order, and the message where one cannot continue. */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { checkOut, type Checkout } from '../support/checkout';

let checkout: Checkout;
const stackFile = () => join(checkout.folder, 'Pulumi.dev.yaml');
const stateOf = () => join(checkout.folder, '.state');

const OWN_PASSPHRASE = { PULUMI_CONFIG_PASSPHRASE: 'my own' };
const NOT_DEPLOYED = /^Stack "dev" is not deployed yet: make up STACK=dev\nmake: .*\n$/;
const NO_DOCKER = /^Docker does not answer: start it .*\nmake: .*\n$/;

describe('before the first up', () => {
  beforeAll(async () => {
    checkout = await checkOut();
  });
  afterEach(() => checkout.setDockerRunning(true));
  afterAll(() => checkout?.close());

  test.each(['password', 'drift', 'down'])('make %s prints one sentence and leaves nothing behind', async (target) => {
    const before = readFileSync(stackFile(), 'utf8');
    expect((await checkout.run(`make ${target}`)).output).toMatch(NOT_DEPLOYED);
    expect(readdirSync(stateOf())).toEqual(['.gitignore']);
    expect(readFileSync(stackFile(), 'utf8')).toBe(before);
  });

  test.each(['up', 'preview'])(
    'make %s prints one sentence while Docker is unreachable, and leaves nothing behind',
    async (target) => {
      checkout.setDockerRunning(false);
      expect((await checkout.run(`make ${target}`)).output).toMatch(NO_DOCKER);
      expect(readdirSync(stateOf())).toEqual(['.gitignore']);
    },
  );

  test('Pulumi’s programs in the shell of make env run on the Node that make uses', async () => {
    const old = join(checkout.folder, 'old-node');
    mkdirSync(old);
    writeFileSync(join(old, 'node'), '#!/bin/sh\necho v20.20.2\n', { mode: 0o755 });
    const { output } = await checkout.run(
      'environment=$(make env); PATH="$PWD/old-node:$PATH"; eval "$environment"; node --version',
    );
    expect(Number(/^v(\d+)/.exec(output)?.[1])).toBeGreaterThanOrEqual(22);
  });

  test('make preview and make up name the port that another stack has, and a command that sets another one', async () => {
    const file = join(checkout.folder, 'Pulumi.staging.yaml');
    writeFileSync(file, readFileSync(stackFile(), 'utf8').replace('environment: dev', 'environment: staging'));
    const { code, output } = await checkout.run('make up STACK=staging');
    const sentence =
      /^Stack "dev" has port (\d+) of this machine, which (\w+).port of "staging" names too: `(.+)`\.$/gm;
    const [[, port, server, command] = [], ...more] = output.matchAll(sentence);
    expect([code === 0, server, more.map(([, , name]) => name)]).toEqual([false, 'prometheus', ['grafana']]);
    expect(await checkout.run(command ?? 'false')).toEqual({ code: 0, output: '' });
    expect(load(readFileSync(file, 'utf8'))).toMatchObject({
      config: { 'trading-observability:prometheus': { port: Number(port) + 1 } },
    });
    const preview = await checkout.run('make preview STACK=staging');
    expect([...preview.output.matchAll(sentence)].map(([, , name]) => name)).toEqual(['grafana']);
    rmSync(file);
    rmSync(stateOf(), { recursive: true });
  });

  test('a port that is in use: the command in the error message sets another one', async () => {
    // The stand-in server still listens there, although its container is gone.
    checkout.setContainer('grafana', undefined);
    const { code, output } = await checkout.run('make up');
    expect(code).not.toBe(0);
    const [, port, command] = /^Port (\d+) is taken: free it, or `(.+)`\.$/m.exec(output) ?? [];
    expect(await checkout.run(command ?? 'false')).toEqual({ code: 0, output: '' });
    expect(load(readFileSync(stackFile(), 'utf8'))).toMatchObject({
      config: { 'trading-observability:grafana': { port: Number(port) + 1 } },
    });
  });
});

describe('a stack created by pulumi', () => {
  beforeEach(async () => {
    checkout = await checkOut();
  });
  afterEach(() => checkout?.close());

  test('make previews it with its secrets', async () => {
    const { code, output } = await checkout.run(
      `set -e
       pulumi login --local
       pulumi stack init dev
       pulumi config set --stack dev --path thresholds.HighAPILatency.above 0.8
       echo https://hooks.slack.com/services/T/B/x | pulumi config set --stack dev --secret --path alerting.routes.critical.slack.url
       make preview`,
      OWN_PASSPHRASE,
    );
    expect(`${code}\n${output}`).toMatch(/^0\n/);
    expect(
      readdirSync(join(stateOf(), '.pulumi/stacks/trading-observability')).filter((file) => file.endsWith('.json')),
    ).toEqual(['dev.json']);
    expect(existsSync(join(stateOf(), 'passphrase'))).toBe(false);
  });

  test('make names the variable whose passphrase is missing or wrong', async () => {
    await checkout.run('pulumi stack init dev', OWN_PASSPHRASE);
    const { code, output } = await checkout.run('make preview');
    expect(code).not.toBe(0);
    expect(output).toContain(
      'Stack "dev" was made with a passphrase that is not at hand: export PULUMI_CONFIG_PASSPHRASE_FILE',
    );
    expect(existsSync(join(stateOf(), 'passphrase'))).toBe(false);
    const another = await checkout.run('make preview', { PULUMI_CONFIG_PASSPHRASE: 'another' });
    expect(another.output).toContain(
      'The passphrase does not open the secrets of stack "dev". It comes from PULUMI_CONFIG_PASSPHRASE;',
    );
    expect(another.output).not.toMatch(/\.ts:\d+/);
  });
});

describe('a stack deployed by make', () => {
  beforeAll(async () => {
    checkout = await checkOut();
    // A checkout whose .state was deleted starts from nothing.
    rmSync(stateOf(), { recursive: true });
    expect(await checkout.run('make up')).toMatchObject({ code: 0 });
  });
  afterAll(() => checkout?.close());

  test('continues from the former layout, whose copy of the stack file had the salt', async () => {
    const password = (await checkout.run('make password')).output;
    const copy = join(stateOf(), 'dev');
    mkdirSync(copy);
    const text = readFileSync(stackFile(), 'utf8');
    renameSync(stackFile(), join(copy, 'Pulumi.dev.yaml'));
    writeFileSync(stackFile(), text.replace(/^encryptionsalt:.*\n/m, ''));
    expect(await checkout.run('make password')).toEqual({ code: 0, output: password });
    expect(load(readFileSync(stackFile(), 'utf8'))).toEqual(load(text));
    expect(existsSync(copy)).toBe(false);
  });

  test('opens with pulumi in the shell of make env, also if its state has no projects (before Pulumi 3.61)', async () => {
    const root = join(stateOf(), '.pulumi');
    for (const kind of ['stacks', 'history', 'backups'].filter((one) => existsSync(join(root, one)))) {
      const folder = join(root, kind, 'trading-observability');
      for (const name of readdirSync(folder)) renameSync(join(folder, name), join(root, kind, name));
      rmSync(folder, { recursive: true });
    }
    for (const file of readdirSync(root).filter((name) => name.startsWith('meta.yaml'))) rmSync(join(root, file));
    const { output } = await checkout.run('eval "$(make env)"; pulumi stack output --stack dev grafanaUser');
    expect(output).toBe('admin\n');
  });

  test('make drift prints one sentence while Docker is unreachable', async () => {
    checkout.setDockerRunning(false);
    expect((await checkout.run('make drift')).output).toMatch(NO_DOCKER);
    checkout.setDockerRunning(true);
  });

  test('make drift and make password say that the stack is not deployed after make down', async () => {
    expect(await checkout.run('make down')).toMatchObject({ code: 0 });
    for (const target of ['drift', 'password'])
      expect((await checkout.run(`make ${target}`)).output).toMatch(NOT_DEPLOYED);
  });
});
