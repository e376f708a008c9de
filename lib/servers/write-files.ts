/** Writes a stack's files, and creates temporary folders. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Writes a file, and creates its parent folders. */
export function writeText(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/**
 * Writes a stack's files below `out`, by their path. It first empties the folders that it owns, so that no stale file
 * remains.
 */
export function writeFiles(files: Readonly<Record<string, string>>, out: string): void {
  for (const folder of ['prometheus', 'grafana', 'alertmanager', 'kubernetes'])
    rmSync(join(out, folder), { recursive: true, force: true });
  for (const [path, text] of Object.entries(files)) writeText(join(out, path), text);
}

/**
 * Creates the first temporary folder `prefix-0`, `prefix-1`, ... that nobody has. An earlier one had the same path: tsx and
 * Node cache what they compile by its path.
 */
export function makeNumberedFolder(prefix: string): string {
  for (let n = 0; ; n++) {
    const folder = join(tmpdir(), `${prefix}-${n}`);
    try {
      mkdirSync(folder, { mode: 0o700 });
      return folder;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/**
 * Runs `work` with a new temporary folder, which is deleted afterwards. With `prefix`, it is a {@link
 * makeNumberedFolder}.
 */
export async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>, prefix?: string): Promise<T> {
  const folder = prefix === undefined ? mkdtempSync(join(tmpdir(), 'observability-')) : makeNumberedFolder(prefix);
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
