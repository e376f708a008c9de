/** What a stack deploys depends only on its settings, not on the machine or the order of the keys in its file. */
import { trading } from '../../platform';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compile } from '../../lib/compile';
import { isGroup } from '../../lib/json-values';
import { toSettings } from '../../lib/settings/settings';
import { readStackFile } from '../../lib/settings/stack-file';
import { TYPESCRIPT } from '../support/shell';

const ROOT = join(__dirname, '../..');
const STACKS = ['dev', 'prod'] as const;

/** Files that `npm run render` writes on a machine with this environment, by their path. */
function renderWith(stack: string, env: Readonly<Record<string, string>>): Record<string, string> {
  const out = mkdtempSync(join(tmpdir(), 'render-'));
  try {
    execFileSync(process.execPath, [...TYPESCRIPT, 'scripts/render.ts', '--stack', stack, '--out', out], {
      cwd: ROOT,
      env: { ...process.env, ...env },
    });
    const files = readdirSync(out, { recursive: true, encoding: 'utf8' })
      .filter((file) => statSync(join(out, file)).isFile())
      .sort();
    return Object.fromEntries(files.map((file) => [file, readFileSync(join(out, file), 'utf8')]));
  } finally {
    rmSync(out, { recursive: true });
  }
}

/** The same settings with their keys in the opposite order. */
const reversed = (value: unknown): unknown =>
  isGroup(value)
    ? Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, each]) => [key, reversed(each)]),
      )
    : value;

test.each(STACKS)(
  '%s is the same on machines with other time zones and languages',
  (stack) => {
    const here = renderWith(stack, { TZ: 'Pacific/Kiritimati', LC_ALL: 'C' });
    expect(Object.keys(here).length).toBeGreaterThan(10);
    // Danish sorts "aa" after "z", and capital letters first.
    expect(renderWith(stack, { TZ: 'America/St_Johns', LC_ALL: 'da_DK.UTF-8' })).toEqual(here);
  },
  60_000,
);

test.each(STACKS)('%s is the same for any order of the keys in its file', (stack) => {
  const settings = readStackFile(stack);
  const other = reversed(settings) as typeof settings;
  expect(JSON.stringify(other)).not.toBe(JSON.stringify(settings));
  expect(compile(toSettings(trading, stack, other))).toEqual(compile(toSettings(trading, stack, settings)));
});
