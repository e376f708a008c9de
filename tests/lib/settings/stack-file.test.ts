/** Stack files without the engine: the same keys and values as the engine passes. */
import { trading } from '../../../platform';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { name as packageName } from '../../../package.json';
import { ENCRYPTED } from '../../../lib/settings/raw';
import { toSettings } from '../../../lib/settings/settings';
import { readStackFile } from '../../../lib/settings/stack-file';

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

/** A folder with these files. */
function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'stack-'));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}
const read = (text: string, project?: string) =>
  readStackFile(
    'dev',
    folderOf({ 'Pulumi.dev.yaml': text, ...(project === undefined ? {} : { 'Pulumi.yaml': project }) }),
  );

test('keys of this project are read, with and without its name; those of others are ignored', () => {
  expect(
    read(`
encryptionsalt: v1:abc
config:
  trading-observability:environment: dev
  demo: true
  trading-observability:config:target: docker
  docker:host: tcp://elsewhere
  docker-build:environment: other
`),
  ).toEqual({ environment: 'dev', demo: 'true', target: 'docker' });
});

test('numbers and booleans are texts at the top level, but not in a group', () => {
  expect(read('config:\n  environment: 5\n  demo: false\n  grafana:\n    port: 3001\n')).toEqual({
    environment: '5',
    demo: 'false',
    grafana: { port: 3001 },
  });
});

test('a group written as JSON in one text is a group', () => {
  expect(read(`config:\n  grafana: '{"port": 3001}'\n  environment: '{no json'\n`)).toEqual({
    grafana: { port: 3001 },
    environment: '{no json',
  });
});

test.each([
  ['a number with leading zeros is octal', 'a: {port: 010000, mode: 0o17}', { port: 4096, mode: 15 }],
  ['digits may be grouped', 'a: {above: 1_000, share: 1_0.5}', { above: 1000, share: 10.5 }],
  [
    'a group may merge another',
    'a: {one: &ten {for: 10m}, two: {<<: *ten, above: 2}}',
    { one: { for: '10m' }, two: { for: '10m', above: 2 } },
  ],
  ['only true and false are booleans', 'a: [yes, on, True, n, ~]', ['yes', 'on', true, 'n', null]],
  [
    'a date is a time',
    'a: [2026-11-26, 2026-1-2, 2026-02-30]',
    ['2026-11-26 00:00:00 +0000 UTC', '2026-01-02 00:00:00 +0000 UTC', '2026-02-30'],
  ],
])('as in the engine, %s', (_rule, line, value) => {
  expect(read(`config:\n  ${line}\n`)).toEqual({ a: value });
});

test('a date without quotes is refused, with what to do', () => {
  const sessions = "{ ny: { opens: '09:30', closes: '16:00', location: America/New_York, closed: [2026-11-26] } }";
  expect(() => toSettings(trading, 'dev', read(`config:\n  market: { sessions: ${sessions} }\n`))).toThrow(
    'market.sessions.ny.closed[0]: had "2026-11-26 00:00:00 +0000 UTC", needs a date in quotes, such as "2026-12-25"',
  );
});

test('settings under a misspelt project are refused, not ignored', () => {
  expect(() => read('config:\n  trading-observabilty:thresholds: {}\n')).toThrow(
    'trading-observabilty:thresholds: trading-observabilty is another project; did you mean trading-observability:thresholds?',
  );
});

test.each(['trading-observability-2', 'trading-observability2', 'trading-observability-b', 'trading', 'aws'])(
  'settings of the project %s are ignored',
  (other) => {
    expect(read(`config:\n  ${other}:thresholds: {}\n  demo: true\n`)).toEqual({ demo: 'true' });
  },
);

test.each([
  ['confg', 'config'],
  ['Config', 'config'],
  ['enviroment', 'environment'],
])('%s at the top of the file is refused, as nobody would read it', (key, name) => {
  expect(() => read(`${key}:\n  environment: prod\n`)).toThrow(`${key}: no key of a stack file; did you mean ${name}?`);
});

test('an unknown key at the top of the file is ignored', () => {
  expect(read('x-anchors: {}\nconfig: { demo: true }\n')).toEqual({ demo: 'true' });
});

test('the error about a key with dots has the right command', () => {
  const raw = read('config:\n  trading-observability:thresholds.HighAPILatency.above: 0.6\n');
  expect(() => toSettings(trading, 'dev', raw)).toThrow(
    "did you forget --path? `pulumi config rm 'thresholds.HighAPILatency.above'`, then `pulumi config set --path 'thresholds.HighAPILatency.above' VALUE`",
  );
});

describe('a stack file that imports Pulumi environments', () => {
  const text = 'environment: [prod]\nconfig: { demo: true }\n';
  const { PATH = '' } = process.env;
  afterEach(() => {
    process.env.PATH = PATH;
  });
  /** A program in the place of Pulumi's CLI, which needs Pulumi Cloud for environments. */
  const replaceCli = (script: string) => {
    const folder = folderOf({ pulumi: `#!/bin/sh\n${script}\n` });
    chmodSync(join(folder, 'pulumi'), 0o755);
    process.env.PATH = `${folder}:${PATH}`;
  };

  test('has the merged values of both, secrets as markers', () => {
    // As the CLI of 3.276 writes it for `pulumi config`, and with --json.
    const json = {
      [`${packageName}:alerting`]: { secret: true },
      [`${packageName}:demo`]: { value: 'false', secret: false },
      [`${packageName}:thresholds`]: { value: '{"HighAPILatency":{"above":"0.8"}}', objectValue: {}, secret: false },
      'docker:host': { secret: true },
    };
    const table =
      'KEY         VALUE\nalerting    {"engine":"grafana","routes":{"critical":{"slack":{"url":"[secret]"}}}}\ndemo        false\n';
    const folder = folderOf({ json: JSON.stringify(json), table });
    replaceCli(`case "$*" in *--json*) cat ${folder}/json;; *) cat ${folder}/table;; esac`);
    expect(read(text)).toEqual({
      alerting: { engine: 'grafana', routes: { critical: { slack: { url: ENCRYPTED } } } },
      demo: 'false',
      thresholds: { HighAPILatency: { above: '0.8' } },
    });
  });

  test('is refused in Pulumi’s words if Pulumi cannot open an environment', () => {
    replaceCli('echo "error: backend vm does not support environments" >&2; exit 255');
    expect(() => read(text)).toThrow(
      'Pulumi.dev.yaml: imports environments, and pulumi does not open them: backend vm does not support environments',
    );
  });

  test('is refused if there is no pulumi', () => {
    process.env.PATH = '';
    expect(() => read(text)).toThrow('pulumi does not open them: pulumi is not on PATH');
  });
});

test('an encrypted value becomes a marker', () => {
  expect(
    read('config:\n  environment: {secure: v1:x}\n  contacts:\n    slack: "#ops"\n    hotline:\n      secure: v1:y\n'),
  ).toEqual({
    environment: ENCRYPTED,
    contacts: { slack: '#ops', hotline: ENCRYPTED },
  });
});

test.each([
  ['an empty file', ''],
  ['a file without config', 'encryptionsalt: v1:abc\n'],
  ['a file with an empty config', 'config:\n'],
])('%s leaves all defaults', (_case, text) => {
  expect(read(text)).toEqual({});
});

test('a key without a value is null, as in the engine', () => {
  expect(toSettings(trading, 'dev', read('config:\n  environment:\n')).environment).toBe('dev');
  expect(() => toSettings(trading, 'dev', read('config:\n  thresholds:\n'))).toThrow(
    'thresholds: had nothing, needs a group',
  );
});

test('a stack file overrides the values of Pulumi.yaml', () => {
  const project = `
name: trading-observability
config:
  environment: {type: string, default: ''}
  demo: {type: boolean, default: true}
  trading-observability:target: {value: docker}
  grafana: {type: object, default: {port: 3001}}
  docker:host: {value: tcp://elsewhere}
`;
  expect(read('config:\n  environment: dev\n', project)).toEqual({
    environment: 'dev',
    demo: 'true',
    target: 'docker',
    grafana: { port: 3001 },
  });
});

describe('an unreadable file is named', () => {
  test('with the existing stacks if it is missing', () => {
    const folder = folderOf({ 'Pulumi.yaml': 'name: x', 'Pulumi.prod.yaml': '', 'Pulumi.dev.yaml': '' });
    expect(() => readStackFile('staging', folder)).toThrow(
      'stack "staging" has a mistake:\n  Pulumi.staging.yaml: no such file; there is dev, prod (an empty one begins a new stack)',
    );
    expect(() => readStackFile('dev', folderOf({}))).toThrow(
      'Pulumi.dev.yaml: no such file; there is no stack file at all',
    );
  });

  test('with the line if it is no YAML', () => {
    expect(() => read('config:\n  a: 1\n  a: 2\n')).toThrow(
      /Pulumi\.dev\.yaml: is no YAML: duplicated mapping key \(3:3\)/,
    );
    expect(() => read('config: {}', 'config: [')).toThrow(/Pulumi\.yaml: is no YAML: /);
  });

  test.each(['config: [1]', 'config: docker', '[]', 'docker'])('if it has no settings: %s', (text) => {
    expect(() => read(text)).toThrow('Pulumi.dev.yaml: needs a group of settings under `config`');
  });
});
