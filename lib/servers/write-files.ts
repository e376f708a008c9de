/** Writes a stack's files into a folder. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Writes a file and the folders above it. */
export function writeText(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** Writes a stack's files below `out`, by their path. The folders it owns are emptied first, so that nothing stale remains. */
export function writeFiles(files: Readonly<Record<string, string>>, out: string): void {
  for (const folder of ['prometheus', 'grafana', 'alertmanager', 'kubernetes'])
    rmSync(join(out, folder), { recursive: true, force: true });
  for (const [path, text] of Object.entries(files)) writeText(join(out, path), text);
}
