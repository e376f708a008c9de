/** A stack's keys from its file, without the engine. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { structured } from './raw';
import { SettingsError } from './settings';

const ROOT = join(__dirname, '..');

/** The names of the stacks that have a file in `folder`. */
export const stackNames = (folder = ROOT): string[] =>
  readdirSync(folder)
    .flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? [])
    .sort();

const isGroup = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The keys of `Pulumi.<stack>.yaml` that belong to this project, without its prefix. Encrypted values stay as they
 * are (`{ secure: ... }`). Throws a {@link SettingsError} where the file is missing or no stack file.
 */
export function readStackFile(stack: string, folder = ROOT): Record<string, unknown> {
  const name = `Pulumi.${stack}.yaml`;
  const file = join(folder, name);
  if (!existsSync(file))
    throw new SettingsError(stack, [{ key: name, message: `no such file; there is ${stackNames(folder).join(', ')}` }]);
  return structured(ownKeys(stack, name, readFileSync(file, 'utf8')));
}

function ownKeys(stack: string, name: string, text: string): Record<string, unknown> {
  const refuse = (message: string) => new SettingsError(stack, [{ key: name, message }]);
  let document: unknown;
  try {
    document = load(text);
  } catch (error) {
    throw refuse(`is no YAML: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)}`);
  }
  const config = isGroup(document) ? (document.config ?? {}) : {};
  if (!isGroup(config)) throw refuse('`config` needs a group of settings');
  const prefix = /^trading-observability:/;
  return Object.fromEntries(
    Object.entries(config).flatMap(([key, value]) => (prefix.test(key) ? [[key.replace(prefix, ''), value]] : [])),
  );
}
