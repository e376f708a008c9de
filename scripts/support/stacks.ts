/**
 * The stacks for a command: those next to the `platform.ts` of the folder in which `npm run` was called, such as
 * examples/webshop, else those of this repository.
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { trading } from '../../platform';
import type { PlatformDefinition } from '../../lib/dashboards/definition';
import type { Settings } from '../../lib/settings/schema';
import { toSettings } from '../../lib/settings/settings';
import { readStackFile, stackNames } from '../../lib/settings/stack-file';

export const ROOT = join(__dirname, '../..');
const { INIT_CWD: called = ROOT } = process.env;
/** The folder of the stack files. */
export const FOLDER = existsSync(join(called, 'platform.ts')) ? called : ROOT;

function loadPlatform(): PlatformDefinition {
  const [platform] = Object.values(
    createRequire(__filename)(join(FOLDER, 'platform.ts')) as Record<string, PlatformDefinition>,
  );
  return platform ?? trading;
}
export const platform = FOLDER === ROOT ? trading : loadPlatform();

/** The names of the stacks: all, or the one that the user named. */
export const namesOf = (only?: string): string[] =>
  only === undefined ? stackNames(FOLDER) : stackNames(FOLDER).filter((name) => name === only);
export const readKeys = (stack: string): Record<string, unknown> => readStackFile(stack, FOLDER);
/** The settings of a stack, from its file unless the caller passes other keys. */
export const settingsOf = (stack: string, keys: object = readKeys(stack)): Settings =>
  toSettings(platform, stack, keys);
