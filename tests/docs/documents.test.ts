/** The files, sections and commands that the docs name exist, and the commands of CONTRIBUTING run. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { scripts } from '../../package.json';
import { anchor } from '../support/markdown';
import { TYPESCRIPT } from '../support/shell';

const ROOT = join(__dirname, '../..');
const documents = ['.', 'docs', 'runbooks', '.github'].flatMap((folder) =>
  readdirSync(join(ROOT, folder))
    .filter((file) => file.endsWith('.md'))
    .map((file) => join(folder, file)),
);
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const anchors = (path: string) => [...read(path).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchor(heading));

test.each(documents)('every link in %s opens', (document) => {
  const dead = [...read(document).matchAll(/\]\((?!https?:|mailto:)([^)\s]*)\)/g)].flatMap(([, link = '']) => {
    const [file = '', section] = link.split('#');
    const path = file === '' ? document : relative(ROOT, join(ROOT, dirname(document), file));
    if (!existsSync(join(ROOT, path))) return [`${link}: no such file`];
    return section === undefined || anchors(path).includes(section) ? [] : [`${link}: no such section`];
  });
  expect(dead).toEqual([]);
});

const makefile = read('Makefile');
test.each(documents)('every command in %s exists', (document) => {
  const text = [...read(document).matchAll(/```sh\n([\s\S]*?)```|`([^`\n]+)`/g)].map(
    ([, block, inline]) => block ?? inline,
  );
  const commands = text.flatMap((code = '') => [...code.matchAll(/(?:^|\s)(make|npm run) ([a-z][a-z:-]*)/g)]);
  const unknown = commands.filter(([, program, name = '']) =>
    program === 'make' ? !new RegExp(`^${name}:`, 'm').test(makefile) : !Object.hasOwn(scripts, name),
  );
  expect(unknown.map(([command]) => command.trim())).toEqual([]);
});

describe('CONTRIBUTING', () => {
  const text = read('CONTRIBUTING.md');

  test('names existing files', () => {
    const paths = [...text.matchAll(/`((?:[a-z-]+\/)+[\w.-]*)/g)].map(([, path = '']) => path);
    expect(paths.filter((path) => !existsSync(join(ROOT, path)) && !path.includes('<'))).toEqual([]);
  });

  test.each([
    ['npm run docs', ['scripts/docs.ts', '--check']],
    ['npm run alerts', ['scripts/alerts.ts', '--stack', 'dev']],
    ['npm run render', ['scripts/render.ts', '--stack', 'prod', '--out', 'OUT']],
  ])('%s runs', (command, args) => {
    expect(text).toContain(command);
    const out = mkdtempSync(join(tmpdir(), 'contributing-'));
    const filled = args.map((arg) => (arg === 'OUT' ? out : arg));
    try {
      expect(() =>
        execFileSync(process.execPath, [...TYPESCRIPT, ...filled], { cwd: ROOT, stdio: 'pipe' }),
      ).not.toThrow();
    } finally {
      rmSync(out, { recursive: true, force: true });
    }
  });
});
