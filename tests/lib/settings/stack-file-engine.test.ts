/** The reader of stack files compared with Pulumi's own, on the same files. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { ENCRYPTED, parseStructured } from '../../../lib/settings/raw';
import { readStackFile } from '../../../lib/settings/stack-file';
import { name as project } from '../../../package.json';
import { tool } from '../../../lib/servers/tools';

jest.setTimeout(60_000);
/** RANDOM_SEED tries other files. */
const SEED = Number(process.env.RANDOM_SEED ?? 20261129);

const base = mkdtempSync(join(tmpdir(), 'stack-file-'));
afterAll(() => rmSync(base, { recursive: true }));
const folder = join(base, 'project');
let pulumi = '';
let salt = '';
let withSecret = '';

function runPulumi(...args: string[]): string {
  const env = {
    ...process.env,
    HOME: base,
    PULUMI_HOME: join(base, 'home'),
    PULUMI_BACKEND_URL: `file://${base}`,
    PULUMI_CONFIG_PASSPHRASE: 'a test',
    PULUMI_CONFIG_PASSPHRASE_FILE: '',
    PULUMI_SKIP_UPDATE_CHECK: 'true',
  };
  return execFileSync(pulumi, [...args, '--stack', 'dev', '--non-interactive'], {
    cwd: folder,
    env,
    stdio: 'pipe',
  }).toString();
}
const write = (config: string) => writeFileSync(join(folder, 'Pulumi.dev.yaml'), `${salt}config:\n${config}`);

/** What Pulumi passes to the program: every value as text. */
function readByPulumi(): Record<string, unknown> {
  const read = JSON.parse(runPulumi('config', '--json', '--show-secrets')) as Record<
    string,
    { readonly value?: string }
  >;
  return parseStructured(
    Object.fromEntries(Object.entries(read).map(([key, { value }]) => [key.replace(`${project}:`, ''), value ?? ''])),
  );
}

beforeAll(async () => {
  pulumi = await tool('pulumi');
  mkdirSync(folder);
  writeFileSync(join(folder, 'Pulumi.yaml'), `name: ${project}\nruntime: nodejs\n`);
  runPulumi('stack', 'init');
  runPulumi('config', 'set', '--secret', '--path', 'contacts.password', 'x');
  runPulumi('config', 'set', '--path', 'contacts.since', '8');
  withSecret = readFileSync(join(folder, 'Pulumi.dev.yaml'), 'utf8');
  salt = `${/^encryptionsalt: .*$/m.exec(withSecret)?.[0] ?? ''}\n`;
});

const digits = fc.stringMatching(/^[0-9]{1,6}$/);
const sign = fc.constantFrom('', '-', '+');
const concat = (...parts: fc.Arbitrary<string>[]) => fc.tuple(...parts).map((all) => all.join(''));
const two = fc.integer({ min: 0, max: 61 }).map((n) => String(n).padStart(2, '0'));
const day = concat(
  fc.integer({ min: 1970, max: 2040 }).map(String),
  fc.constant('-'),
  fc.integer({ min: 1, max: 13 }).map((n) => String(n).padStart(2, '0')),
  fc.constant('-'),
  fc.integer({ min: 1, max: 32 }).map(String),
);
/** Texts without quotes whose type depends on the version of YAML. */
const plainValue = fc.oneof(
  fc.constantFrom(
    'yes',
    'no',
    'on',
    'off',
    'y',
    'n',
    'true',
    'True',
    'TRUE',
    'tRue',
    'false',
    'null',
    'Null',
    'nUll',
    '~',
  ),
  concat(sign, digits),
  concat(sign, fc.constantFrom('0', '0o', '0x', '0b', '0O', '0X'), digits),
  concat(digits, fc.constantFrom('_', '__'), digits),
  concat(sign, digits, fc.constant('.'), digits),
  concat(digits, fc.constantFrom('e', 'E'), fc.constantFrom('', '-', '+'), fc.integer({ min: 0, max: 12 }).map(String)),
  concat(digits, fc.constant(':'), two, fc.constant(':'), two),
  day,
  concat(
    day,
    fc.constantFrom(' ', 'T', 't'),
    two,
    fc.constant(':'),
    two,
    fc.constant(':'),
    two,
    fc.constantFrom('', 'Z', '.5', '.250Z', '+02:00'),
  ),
  fc.stringMatching(/^[a-z][a-z0-9_.-]{0,8}$/),
);
const quoted = plainValue.map((text) => `'${text}'`);
const tagged = fc.oneof(digits, day).map((text) => `!!str ${text}`);
const name = fc.stringMatching(/^[a-z]{3,8}$/).filter((text) => !/^(true|null|false)$/.test(text) && text !== 'secure');
const leaf = fc.oneof(plainValue, quoted, tagged);
const { value } = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    { weight: 5, arbitrary: leaf },
    { weight: 1, arbitrary: fc.array(tie('value'), { maxLength: 4 }).map((list) => `[${list.join(', ')}]`) },
    {
      weight: 1,
      arbitrary: fc
        .uniqueArray(fc.tuple(name, tie('value')), { maxLength: 4, selector: ([key]) => key })
        .map((entries) => `{${entries.map(([key, inner]) => `${key}: ${inner}`).join(', ')}}`),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(leaf, leaf)
        .map(([one, other]) => `{ one: &group { a: ${one} }, two: { <<: *group, b: ${other} } }`),
    },
  ),
}));

test('reads what Pulumi reads, for values of every kind', () => {
  fc.assert(
    fc.property(fc.array(value, { minLength: 100, maxLength: 200 }), (values) => {
      write(values.map((text, i) => `  ${project}:key${i}: ${text}\n`).join(''));
      expect(readStackFile('dev', folder)).toEqual(readByPulumi());
    }),
    { seed: SEED, numRuns: 15, endOnFailure: true },
  );
});

test.each(['1', '0x10', '1.5', 'true', 'yes', '2026-11-26', '~', "'1'"])(
  'reads %s as the key that Pulumi reads',
  (key) => {
    write(`  ${project}:group: { ${key}: x }\n`);
    expect(readStackFile('dev', folder)).toEqual(readByPulumi());
  },
);

test('replaces a secret by a marker and reads its neighbours as Pulumi does', () => {
  writeFileSync(join(folder, 'Pulumi.dev.yaml'), withSecret);
  expect(readByPulumi()).toEqual({ contacts: { password: 'x', since: 8 } });
  expect(readStackFile('dev', folder)).toEqual({ contacts: { password: ENCRYPTED, since: 8 } });
});
