/** `npm run diff` in a repository of its own: exit codes, uncommitted work, and old revisions. */
import { execFile } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { TYPESCRIPT } from '../support/shell';

const run = promisify(execFile);
const ROOT = join(__dirname, '../..');

const repository = mkdtempSync(join(tmpdir(), 'diff-'));
afterAll(() => [repository, REFUSES].forEach((folder) => rmSync(folder, { recursive: true, force: true })));

const git = async (...args: string[]) =>
  (await run('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', ...args], { cwd: repository })).stdout;

beforeAll(async () => {
  const tracked = (await run('git', ['ls-files', '-co', '--exclude-standard'], { cwd: ROOT })).stdout.split('\n');
  const skipped = ['', 'node_modules', '.tools'];
  for (const path of tracked.filter((one) => !skipped.includes(one) && !one.startsWith('tests/')))
    cpSync(join(ROOT, path), join(repository, path));
  symlinkSync(join(ROOT, 'node_modules'), join(repository, 'node_modules'));
  await git('init', '-q');
  await git('add', '.');
  await git('commit', '-q', '-m', 'base');
});
afterEach(() => git('checkout', '-q', '.'));

/** A folder with an npm that runs this shell script. */
function fakeNpm(script: string): string {
  const bin = mkdtempSync(join(tmpdir(), 'npm-'));
  writeFileSync(join(bin, 'npm'), `#!/bin/sh\nset -e\n${script}\n`, { mode: 0o755 });
  return bin;
}
const REFUSES = fakeNpm('echo "npm was called" >&2; exit 1');

const diff = (...args: string[]) => diffWith(REFUSES, ...args);
async function diffWith(npm: string, ...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  try {
    const output = await run(process.execPath, [...TYPESCRIPT, 'scripts/diff.ts', ...args], {
      cwd: repository,
      env: { ...process.env, PATH: `${npm}${delimiter}${process.env.PATH}` },
    });
    return { code: 0, ...output };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}

const replace = (file: string, from: string, to: string) => {
  const path = join(repository, file);
  const text = readFileSync(path, 'utf8');
  expect(text).toContain(from);
  writeFileSync(path, text.replace(from, to));
};

test('no change prints nothing and gives exit code 0', async () => {
  expect(await diff('--base', 'HEAD', '--stack', 'prod')).toEqual({ code: 0, stdout: '', stderr: '' });
});

test('uncommitted work counts and gives exit code 2, and the working tree stays unchanged', async () => {
  replace('rules/api.ts', "threshold: above(0.1, 'per second')", "threshold: above(0.2, 'per second')");
  replace('Pulumi.prod.yaml', 'retention: 90d', 'retention: 60d');
  appendFileSync(join(repository, 'runbooks/meta.md'), '\nRead this too.\n');
  const before = await git('status', '--porcelain');
  const { code, stdout } = await diff('--base', 'HEAD');
  expect(code).toBe(2);
  expect(stdout).toContain('- all stacks: **HighErrorRate** fires above 0.2/s, was 0.1/s (later)');
  expect(stdout).toContain('- prod: setting `prometheus.retention` 60d, was 90d; **deletes samples** beyond 60d');
  expect(stdout).toContain('1 line new, "Read this too."');
  expect(stdout.match(/^- /gm)).toHaveLength(3);
  expect(await git('status', '--porcelain')).toBe(before);
});

test('a changed default of the program is shown like a changed setting', async () => {
  replace('lib/settings/schema.ts', "default('31d')", "default('40d')");
  const { stdout } = await diff('--base', 'HEAD', '--stack', 'dev');
  expect(stdout).toContain("- dev: setting `prometheus.retention` 40d, was 31d (the program's default)");
  expect(stdout.match(/^- /gm)).toHaveLength(1);
});

test('an added stack and a removed stack are one line each', async () => {
  writeFileSync(join(repository, 'Pulumi.lab.yaml'), 'config:\n  trading-observability:environment: lab\n');
  rmSync(join(repository, 'Pulumi.dev.yaml'));
  const { stdout } = await diff('--base', 'HEAD');
  rmSync(join(repository, 'Pulumi.lab.yaml'));
  expect(stdout).toMatch(/- dev: stack \*\*dev\*\* has no file any more/);
  expect(stdout).toMatch(/- lab: stack \*\*lab\*\* is new \(\d+ alerts\)/);
  expect(stdout.match(/^- /gm)).toHaveLength(2);
});

test('a changed secret is named, and nothing of it is shown', async () => {
  const routes = (cipher: string) =>
    `  trading-observability:alerting:\n    routes: { critical: { slack: { url: { secure: ${cipher} } } } }\n`;
  appendFileSync(join(repository, 'Pulumi.dev.yaml'), routes('v1:abc:old'));
  await git('commit', '-q', '-a', '-m', 'routed');
  replace('Pulumi.dev.yaml', 'v1:abc:old', 'v1:abc:new');
  const { stdout } = await diff('--base', 'HEAD', '--stack', 'dev');
  await git('reset', '-q', '--hard', 'HEAD~1');
  expect(stdout.match(/^- .*/gm)).toEqual([
    '- dev: setting `alerting.routes.critical.slack.url` is another secret, or encrypted anew.',
  ]);
  expect(stdout).not.toContain('v1:');
});

test('a revision from before `stack.json` is compared by the files that both have', async () => {
  replace('lib/compile/stack-summary.ts', '  [STACK_FILE]: json(stackSummary(settings, content)),\n', '');
  await git('commit', '-q', '-a', '-m', 'without');
  await git('checkout', '-q', 'HEAD~1', '--', '.');
  replace('rules/api.ts', "threshold: above(0.1, 'per second')", "threshold: above(0.2, 'per second')");
  const { code, stdout, stderr } = await diff('--base', 'HEAD', '--stack', 'dev');
  await git('reset', '-q', '--hard', 'HEAD~1');
  expect(code).toBe(2);
  expect(stderr).toMatch(/does not say what its panels draw of alerts \(stack\.json\)/);
  expect(stdout.match(/^- .*/gm)).toEqual([
    expect.stringContaining('**HighErrorRate** fires above 0.2/s, was 0.1/s (later)'),
    expect.stringMatching(/panel .* thresholds .* orange from 12, .*was .* orange from 6/),
    expect.stringMatching(/panel .* thresholds .* orange from 12, .*was .* orange from 6/),
  ]);
});

test('a base with other packages is rendered with its own, installed once', async () => {
  // All of today's packages except one: this js-yaml writes an extra key.
  const npm = fakeNpm(`[ ! -e node_modules ]
mkdir node_modules
ln -s '${ROOT}'/node_modules/* node_modules/
rm node_modules/js-yaml
mkdir node_modules/js-yaml
cat > node_modules/js-yaml/index.js <<'END'
const real = require('${ROOT}/node_modules/js-yaml');
module.exports = { ...real, dump: (value, options) => real.dump({ ...value, from_other_packages: true }, options) };
END`);
  const before = await diff('--base', 'HEAD', '--stack', 'dev');
  appendFileSync(join(repository, 'package-lock.json'), '\n');
  const refused = await diff('--base', 'HEAD', '--stack', 'dev');
  const first = await diffWith(npm, '--base', 'HEAD', '--stack', 'dev');
  const second = await diff('--base', 'HEAD', '--stack', 'dev');
  rmSync(npm, { recursive: true });
  expect(before).toEqual({ code: 0, stdout: '', stderr: '' });
  expect(refused).toMatchObject({ code: 1, stdout: '' });
  expect(refused.stderr).toMatch(/package-lock\.json names cannot be installed:[^]*npm was called/);
  expect(first.stdout).toContain('`from_other_packages` of `prometheus/prometheus.yml` not set, was true');
  expect(second).toEqual(first);
});

test('changed code whose effect only the engine can show is named', async () => {
  appendFileSync(join(repository, 'components/servers.ts'), '// more\n');
  const { code, stderr } = await diff('--base', 'HEAD', '--stack', 'dev');
  expect(code).toBe(0);
  expect(stderr).toContain('components/servers.ts');
});

test.each([
  [['--base', 'nowhere'], 'git knows no such revision'],
  [['--base', 'HEAD', '--stack', 'stage'], 'no such stack'],
  [[], '--base is missing'],
  [['--dashboard', 'package.json'], 'no dashboard'],
  [['--dashboard', 'README.md'], 'is no JSON'],
])('%p gives exit code 1 and the reason', async (args, reason) => {
  const { code, stdout, stderr } = await diff(...args);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain(reason);
});

test('an invalid stack file gives the reason', async () => {
  appendFileSync(join(repository, 'Pulumi.dev.yaml'), '  trading-observability:target: moon\n');
  const { code, stderr } = await diff('--base', 'HEAD', '--stack', 'dev');
  expect(code).toBe(1);
  expect(stderr).toContain('target');
});
