/**
 * Migrates the layout of the state in `.state/`. Pulumi 3.276.0 rejects the layout without projects, which Pulumi used
 * before 3.61, and its `pulumi state upgrade` refers to 3.274.1. So this moves the files as that command did.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const list = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder) : []);

/** Converts each stack of a state folder, and returns the path of a copy of the old layout, if there was one. */
export function upgradeStateLayout(state: string, project: string): string | undefined {
  const root = join(state, '.pulumi');
  const files = list(join(root, 'stacks')).filter((file) => /\.json(\.|$)/.test(file));
  if (files.length === 0) return undefined;
  const copy = join(state, 'before-projects');
  if (!existsSync(copy)) cpSync(root, copy, { recursive: true });
  const stacks = new Set(files.map((file) => file.replace(/\.json.*$/, '')));
  const moved = [
    ...files.map((file) => ['stacks', file]),
    ...['history', 'backups'].flatMap((kind) =>
      list(join(root, kind))
        .filter((name) => stacks.has(name))
        .map((name) => [kind, name]),
    ),
  ] as [string, string][];
  for (const [kind, name] of moved) {
    mkdirSync(join(root, kind, project), { recursive: true });
    renameSync(join(root, kind, name), join(root, kind, project, name));
  }
  writeFileSync(join(root, 'meta.yaml'), 'version: 1\n');
  return copy;
}
