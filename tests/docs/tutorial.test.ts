/**
 * The tutorial as a newcomer follows it, in a copy of the working tree: each block is written to its file or run, in
 * order.
 */
import { execFile } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = join(__dirname, '../..');
const copy = mkdtempSync(join(tmpdir(), 'tutorial-'));
afterAll(() => rmSync(copy, { recursive: true, force: true }));

const git = (...args: string[]) =>
  run('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', ...args], { cwd: copy });

const tutorial = readFileSync(join(ROOT, 'docs/tutorial.md'), 'utf8');
const blocks = [...tutorial.matchAll(/```(\w+)\n([\s\S]*?)```/g)].map(([, kind = '', text = '']) => ({ kind, text }));

/** Commands whose result the copy has already, or that would use the network. */
const SETUP_COMMANDS = ['npm ci', 'make tools'];
/** Exit codes of commands that find something: two states differ. */
const FOUND = 2;

async function outputOf(command: string): Promise<string> {
  try {
    const { stdout, stderr } = await run('bash', ['-c', command], { cwd: copy, maxBuffer: 1e8 });
    return stdout + stderr;
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    if (code === FOUND && command.startsWith('npm run diff')) return stdout;
    throw new Error(`${command}: exit code ${code}\n${stdout}${stderr}`);
  }
}

/** Where each block belongs, in the order of the page. */
const WRITES: Readonly<Record<string, readonly ((text: string) => void)[]>> = {
  yaml: [
    (text) => appendFileSync(join(copy, 'Pulumi.dev.yaml'), text),
    (text) => writeFileSync(join(copy, 'tests/rules/scenarios/ErrorStorm.yaml'), text),
  ],
  ts: [
    (text) => {
      const path = join(copy, 'rules/api.ts');
      const mark = '  HighErrorRate: {';
      writeFileSync(
        path,
        readFileSync(path, 'utf8').replace(mark, () => text + mark),
      );
    },
  ],
  md: [(text) => appendFileSync(join(copy, 'runbooks/api-health.md'), `\n${text}`)],
};

beforeAll(async () => {
  const listed = await run('git', ['ls-files', '-co', '--exclude-standard'], { cwd: ROOT });
  const paths = listed.stdout.split('\n').filter((path) => !['', 'node_modules', '.tools'].includes(path));
  for (const path of paths) cpSync(join(ROOT, path), join(copy, path));
  for (const folder of ['node_modules', '.tools']) symlinkSync(join(ROOT, folder), join(copy, folder));
  await git('init', '-q');
  await git('add', '.');
  await git('commit', '-q', '-m', 'clone');
});

test('each step does what the page says', async () => {
  const written = new Map<string, number>();
  let output = '';
  for (const { kind, text } of blocks) {
    if (kind === 'sh') {
      output = '';
      for (const command of text
        .trim()
        .split('\n')
        .filter((line) => !SETUP_COMMANDS.includes(line)))
        output += await outputOf(command);
    } else if (kind === 'text') {
      expect(output).toContain(text.trim());
    } else {
      const at = written.get(kind) ?? 0;
      const write = WRITES[kind]?.[at];
      if (write === undefined) throw new Error(`this test does not know what to do with a block of ${kind}`);
      write(text);
      written.set(kind, at + 1);
    }
  }
  expect(readFileSync(join(copy, 'docs/alerts.md'), 'utf8')).toContain('[ErrorStorm]');
  expect(Object.fromEntries(written)).toEqual({ yaml: 2, ts: 1, md: 1 });
});
