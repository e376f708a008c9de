/** How Node loads the TypeScript of the commands: scripts/support/typescript.cjs. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runShell, TYPESCRIPT } from '../support/shell';

const folder = mkdtempSync(join(tmpdir(), 'typescript-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const runFile = (text: string) => {
  writeFileSync(join(folder, 'main.ts'), text);
  return runShell(`node ${TYPESCRIPT.join(' ')} main.ts`, folder);
};

test('a command runs with the changes of its files, the second time like the first', async () => {
  writeFileSync(join(folder, 'limits.ts'), 'export const limit: number = 1;');
  const text = "import { limit } from './limits';\nconsole.log(limit);";
  expect(await runFile(text)).toMatchObject({ code: 0, out: '1\n' });
  expect(await runFile(text)).toMatchObject({ code: 0, out: '1\n' });
  writeFileSync(join(folder, 'limits.ts'), 'export const limit: number = 2;');
  expect(await runFile(text)).toMatchObject({ code: 0, out: '2\n' });
});

test('an error names the line of the TypeScript file', async () => {
  const text = "interface Limit {\n  readonly above: number;\n}\n\nthrow new Error('no limit' satisfies string);";
  expect((await runFile(text)).err).toContain(`${join(folder, 'main.ts')}:5`);
});

test('a mistake in the syntax is reported with its file, line and column', async () => {
  const { code, err } = await runFile('const limit: = 1;');
  expect(code).toBe(1);
  expect(err).toMatch(/typescript-\w+\/main\.ts: .*\nmain\.ts:1:13: ERROR: Unexpected "="/);
});
