/** Writes a stack's content into a folder. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Content } from '../compile';
import { files } from '../compile/files';

/** Writes a file and the folders above it. */
export function writeText(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** Writes a stack's files below `out`. The folders it owns are emptied first, so that nothing stale remains. */
export function write(content: Content, out: string): string[] {
  for (const folder of ['prometheus', 'grafana', 'alertmanager', 'kubernetes'])
    rmSync(join(out, folder), { recursive: true, force: true });
  const all = Object.entries(files(content));
  for (const [path, text] of all) writeText(join(out, path), text);
  return all.map(([path]) => path);
}
