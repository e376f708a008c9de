import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { EXE, findOnPath } from '../../../lib/servers/on-path';

const folder = mkdtempSync(join(tmpdir(), 'on-path-'));
afterAll(() => rmSync(folder, { recursive: true }));

const program = (...path: string[]): string => {
  const file = join(folder, ...path) + EXE;
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, '');
  chmodSync(file, 0o755);
  return file;
};
const path = ['empty', 'first', 'second'].map((name) => join(folder, name)).join(delimiter);

test('a program is found in the first folder of PATH that has it', () => {
  const first = program('first', 'grafana');
  program('second', 'grafana');
  expect(findOnPath(['grafana'], `${delimiter}${path}`)).toBe(first);
});

test('a program is found by any of several names', () => {
  const chrome = program('second', 'chrome');
  expect(findOnPath(['chromium', 'chrome'], path)).toBe(chrome);
  expect(findOnPath(['firefox'], path)).toBeUndefined();
});

test('a folder or a file that is not executable is not found', () => {
  mkdirSync(join(folder, 'first', 'go'), { recursive: true });
  chmodSync(program('first', 'docker'), 0o644);
  const docker = program('second', 'docker');
  expect(findOnPath(['go'], path)).toBeUndefined();
  expect(findOnPath(['docker'], path)).toBe(docker);
});
