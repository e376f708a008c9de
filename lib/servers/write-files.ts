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

/** Runs `work` with a new temporary folder, which is deleted afterwards. */
export async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'observability-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
