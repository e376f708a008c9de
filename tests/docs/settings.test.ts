/** The reference of the settings against the schema. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { keys } from '../../lib/settings/keys';

const page = readFileSync(join(__dirname, '../../docs/settings.md'), 'utf8');

/** Every path that a row stands for: `a.{b,c}` is two. */
function expandPath(path: string): string[] {
  const [braces, names = ''] = /\{(.+?)\}/.exec(path) ?? [];
  return braces === undefined ? [path] : names.split(',').flatMap((name) => expandPath(path.replace(braces, name)));
}

test('the reference has each key of a stack file once', () => {
  const tables = page.replace(/^### Receivers[\s\S]*?^## /m, '## ');
  const rows = [...tables.matchAll(/^\| `(\S+?)`\s*\|/gm)].flatMap(([, path = '']) => expandPath(path));
  const all = [...keys.values()].flatMap((each) => each.map(({ path }) => path));
  expect(rows.toSorted()).toEqual(all.toSorted());
});
