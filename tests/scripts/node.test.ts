/** Every step runs on Node 22 or later, whatever Node the machine has. */
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { scripts } from '../../package.json';

const ROOT = join(__dirname, '../..');
const NODE_VERSION = readFileSync(join(ROOT, '.nvmrc'), 'utf8').trim();
const major = (version: string): number => Number(/^v?(\d+)/.exec(version.trim())?.[1]);

it('the tests themselves run on Node 22 or later', () => {
  expect(major(process.version)).toBeGreaterThanOrEqual(22);
});

it('every npm script starts with the Node of node-path.sh', () => {
  expect(Object.values(scripts).filter((script) => !script.startsWith('scripts/support/with-node.sh '))).toEqual([]);
});

describe('on a machine with an old Node', () => {
  const folder = mkdtempSync(join(tmpdir(), 'node-'));
  const bin = join(folder, 'bin');
  const program = (file: string, body: string) => {
    writeFileSync(file, `#!/bin/sh\n${body}\n`);
    chmodSync(file, 0o755);
  };
  beforeEach(() => {
    for (const each of [bin, join(folder, 'scripts/support')]) mkdirSync(each, { recursive: true });
    for (const file of ['node-path.sh', 'with-node.sh'])
      copyFileSync(join(ROOT, 'scripts/support', file), join(folder, 'scripts/support', file));
    for (const file of ['.nvmrc', 'Makefile', 'package.json']) copyFileSync(join(ROOT, file), join(folder, file));
    program(join(bin, 'node'), 'echo v20.20.2');
    program(join(bin, 'uname'), 'case $1 in -s) echo Linux ;; *) echo x86_64 ;; esac');
    // Installs a package as npm does: the last argument names it, the third is the folder.
    program(
      join(bin, 'npm'),
      [
        `for package; do :; done; folder=$3/node_modules/\${package%@*}/bin; mkdir -p "$folder"`,
        `printf '#!/bin/sh\\necho v%s\\n' "\${package#*@}" >"$folder/node"; chmod +x "$folder/node"`,
      ].join('\n'),
    );
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const run = (command: string, ...args: string[]) =>
    execFileSync(command, args, {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: [bin, '/usr/bin', '/bin'].join(delimiter) },
      stdio: 'pipe',
    });

  it('a script runs on the Node of .nvmrc', () => {
    expect(run('scripts/support/with-node.sh', 'node', '--version')).toBe(`v${NODE_VERSION}\n`);
  });

  it('make runs on it, and fetches it only once', () => {
    const print = ['--silent', '--eval', 'version: ; @node --version', 'version'];
    expect(run('make', ...print)).toBe(`v${NODE_VERSION}\n`);
    program(join(bin, 'npm'), 'exit 1');
    expect(run('make', ...print)).toBe(`v${NODE_VERSION}\n`);
  });

  it('the message says what to install if it cannot be fetched', () => {
    program(join(bin, 'npm'), 'exit 1');
    expect(() => run('scripts/support/with-node.sh', 'node')).toThrow('install Node 22 or later');
  });

  it('the message names a platform without a package', () => {
    program(join(bin, 'uname'), 'case $1 in -s) echo FreeBSD ;; *) echo amd64 ;; esac');
    expect(() => run('scripts/support/with-node.sh', 'node')).toThrow('could not be fetched for FreeBSD amd64');
  });

  it('a Node that is new enough is used', () => {
    program(join(bin, 'node'), 'echo v26.1.0');
    program(join(bin, 'npm'), 'exit 1');
    expect(run('scripts/support/with-node.sh', 'node', '--version')).toBe('v26.1.0\n');
  });
});
