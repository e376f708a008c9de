/** A revision of this repository next to the working tree: its stacks, rendered by its own code. */
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { encryptedValues, readStackFile, stackNames } from '../../lib/settings/stack-file';
import { FOLDER, ROOT } from './stacks';
import { UsageError } from '../../lib/servers/command-line';
import { run } from '../../lib/servers/run-program';
import { inTemporaryFolder } from '../../lib/servers/write-files';

const RENDER = 'scripts/render.ts';
const LOCK = 'package-lock.json';
/** Folder of the stack files, relative to the checkout. */
const PROJECT = relative(ROOT, FOLDER);

type Files = Record<string, string>;

/** The text of every file below `folder`, by its path. */
export function readTree(folder: string): Files {
  if (!existsSync(folder)) return {};
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort();
  return Object.fromEntries(paths.map((path) => [relative(folder, path), readFileSync(path, 'utf8')]));
}

/** A stack at the revision: the keys of its file, and what it would deploy. */
export interface BaseStack {
  readonly raw: Record<string, unknown>;
  readonly encrypted: ReadonlyMap<string, string>;
  readonly files: Files;
}

const errorOutput = (error: unknown): string => {
  const text = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
  return text.trim().split('\n').slice(0, 12).join('\n');
};

const git = async (...args: string[]): Promise<string> => (await run('git', args, { cwd: ROOT })).stdout.trim();

const commitOf = (revision: string): Promise<string> =>
  git('rev-parse', '--verify', '--short', `${revision}^{commit}`).catch(() => {
    throw new UsageError(`--base ${revision}: git knows no such revision here; in a shallow clone, fetch it first`);
  });

/** The packages for a checkout: today's for the same lock file, else those in `.tools/packages/`, installed once. */
async function packagesFor(folder: string): Promise<string> {
  const lock = readFileSync(join(folder, LOCK));
  if (lock.equals(readFileSync(join(ROOT, LOCK)))) return join(ROOT, 'node_modules');
  const packages = join(ROOT, '.tools/packages', createHash('sha256').update(lock).digest('hex').slice(0, 16));
  const modules = join(packages, 'node_modules');
  if (existsSync(modules)) return modules;
  const unfinished = `${packages}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  try {
    for (const file of ['package.json', LOCK]) cpSync(join(folder, file), join(unfinished, file));
    await run('npm', ['ci', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: unfinished });
    rmSync(packages, { recursive: true, force: true });
    renameSync(unfinished, packages);
  } catch (error) {
    throw new UsageError(`the packages that its ${LOCK} names cannot be installed:\n${errorOutput(error)}`);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return modules;
}

/** The files of a stack, rendered by the revision's own program. */
async function renderStack(folder: string, stack: string): Promise<Files> {
  const out = join(folder, '.rendered', stack);
  const args = ['--require', join(__dirname, 'typescript.cjs'), RENDER, '--stack', stack, '--out', out];
  try {
    await run(process.execPath, args, {
      cwd: folder,
      env: { ...process.env, INIT_CWD: join(folder, PROJECT) },
    });
  } catch (error) {
    throw new UsageError(`the stack "${stack}" cannot be rendered as it was:\n${errorOutput(error)}`);
  }
  return readTree(out);
}

/**
 * Reads a revision's stacks, all or one. The working tree does not change. Throws a {@link UsageError} if git or the
 * revision's program fails. `meanwhile` runs while this waits; its errors are ignored.
 */
export async function readBase(revision: string, only?: string, meanwhile: () => void = () => undefined) {
  const commit = await commitOf(revision);
  return inTemporaryFolder(async (folder) => {
    const archive = join(folder, '.archive.tar');
    await git('archive', '--format=tar', '-o', archive, commit);
    await run('tar', ['-xf', archive, '-C', folder]);
    // Revisions before this file can only render the stacks of this repository.
    const renderer = PROJECT === '' ? RENDER : 'scripts/support/stacks.ts';
    if (!existsSync(join(folder, renderer)))
      throw new UsageError(`--base ${revision}: it has no ${renderer}, so nothing can be compared`);
    symlinkSync(await packagesFor(folder), join(folder, 'node_modules'));
    const project = join(folder, PROJECT);
    const names = stackNames(project).filter((name) => only === undefined || name === only);
    const [files] = await Promise.all([
      Promise.all(names.map((stack) => renderStack(folder, stack))),
      Promise.resolve()
        .then(meanwhile)
        .catch(() => undefined),
    ]);
    const stacks = names.map((stack, i): [string, BaseStack] => [
      stack,
      { raw: readStackFile(stack, project), encrypted: encryptedValues(stack, project), files: files[i] ?? {} },
    ]);
    return { commit, stacks: new Map(stacks), runbooks: readTree(join(project, 'runbooks')) };
  }, 'observability-base');
}

/** Folders that are deployed but not rendered: only the engine shows the effect of a change in them. */
const UNSEEN = ['components', 'index.ts'];
/** Changed files that affect no rendered file. */
export const unseenSince = async (revision: string): Promise<string[]> =>
  (await git('diff', '--name-only', revision, '--', ...UNSEEN)).split('\n').filter(Boolean);
