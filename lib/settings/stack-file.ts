/** Reads a stack's keys from its file, without the engine. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadYaml } from './go-yaml';
import { mergedConfig } from './environment-config';
import { nearest } from './nearest';
import { misspeltProjects, splitKey } from './project-key';
import { isGroup, type Json as Group } from '../json-values';
import { ENCRYPTED, parseStructured, coerceString } from './raw';
import { SettingsError } from './settings';
import type { Problem } from './contradiction';

const ROOT = join(__dirname, '../..');
const PROJECT_FILE = 'Pulumi.yaml';

/** The project's name in `Pulumi.yaml`; the name of this project if the folder has no such file. */
function projectOf(folder: string): string {
  const path = [folder, ROOT].map((one) => join(one, PROJECT_FILE)).find(existsSync);
  try {
    const document = path === undefined ? undefined : loadYaml(readFileSync(path, 'utf8'));
    return isGroup(document) ? String(document.name) : '';
  } catch {
    // The mistake in the file is reported where its settings are read.
    return '';
  }
}

/** The names of the stacks that have a file in `folder`. */
export const stackNames = (folder = ROOT): string[] =>
  readdirSync(folder)
    .flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? [])
    .sort();

/** `value` with its encrypted values replaced by a marker. */
function markSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(markSecrets);
  if (!isGroup(value)) return value;
  const entries = Object.entries(value);
  return entries.length === 1 && typeof value.secure === 'string'
    ? ENCRYPTED
    : Object.fromEntries(entries.map(([key, inner]) => [key, markSecrets(inner)]));
}

/** The encrypted values by their dotted path. The ciphertext stays the same until somebody encrypts the value again. */
function ciphers(value: unknown, path = ''): [string, string][] {
  if (Array.isArray(value)) return value.flatMap((inner, i) => ciphers(inner, `${path}[${i}]`));
  if (!isGroup(value)) return [];
  const entries = Object.entries(value);
  if (entries.length === 1 && typeof value.secure === 'string') return [[path, value.secure]];
  return entries.flatMap(([key, inner]) => ciphers(inner, path === '' ? key : `${path}.${key}`));
}

/** A top-level value as the engine passes it: a text, unless it is a group or a list. */
function toPulumiValue(value: unknown): unknown {
  if (Array.isArray(value) || isGroup(value)) return markSecrets(value);
  return value === null || value === undefined ? '' : coerceString(value);
}

/** The group `config` of a file; with `withEnvironments`, also the values of the environments that it imports. */
function configOf(stack: string, folder: string, file: string, project: string, withEnvironments = false): Group {
  const refuse = (message: string) => new SettingsError(stack, [{ key: file, message }]);
  let document: unknown;
  try {
    document = loadYaml(readFileSync(join(folder, file), 'utf8'));
  } catch (error) {
    throw refuse(`is no YAML: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)}`);
  }
  // An empty file is a stack with all defaults.
  const config = isGroup(document) ? (document.config ?? {}) : (document ?? {});
  if (!isGroup(config) || !isGroup(document ?? {})) throw refuse('needs a group of settings under `config`');
  const problems = [
    ...(file === PROJECT_FILE || !isGroup(document) ? [] : misspeltAtTop(document)),
    ...misspeltProjects(Object.keys(config), project),
  ];
  if (problems.length > 0) throw new SettingsError(stack, problems);
  const imports = isGroup(document) ? document.environment : undefined;
  if (!withEnvironments || imports === undefined || imports === null) return config;
  try {
    return mergedConfig(stack, folder, project);
  } catch (error) {
    throw refuse(
      `imports environments, and pulumi does not open them: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** A key without the project's prefix, which is optional; undefined if the key belongs to another project. */
function ownKey(key: string, project: string): string | undefined {
  const { namespace, name } = splitKey(key);
  return ['', project].includes(namespace) ? name : undefined;
}

/**
 * The keys that a stack file may have at its top level: `ProjectStack` in Pulumi's sdk/go/common/workspace/project.go.
 */
const AT_TOP = ['config', 'environment', 'encryptionsalt', 'encryptedkey', 'secretsprovider'];

/** Misspelt keys at the top level of a stack file, which Pulumi ignores with everything under them. */
const misspeltAtTop = (document: Group): Problem[] =>
  Object.keys(document).flatMap((key) => {
    const name = AT_TOP.includes(key) ? undefined : nearest(key, AT_TOP);
    return name === undefined ? [] : [{ key, message: `no key of a stack file; did you mean ${name}?` }];
  });

/** The values in `Pulumi.yaml` that apply to every stack. */
function defaults(stack: string, folder: string, project: string): [string, unknown][] {
  if (!existsSync(join(folder, PROJECT_FILE))) return [];
  return Object.entries(configOf(stack, folder, PROJECT_FILE, project)).flatMap(
    ([key, declared]): [string, unknown][] => {
      const name = ownKey(key, project);
      const value = isGroup(declared) ? (declared.value ?? declared.default) : declared;
      return name === undefined || value === undefined ? [] : [[name, toPulumiValue(value)]];
    },
  );
}

/**
 * The keys of `Pulumi.<stack>.yaml` that belong to this project, without its prefix, merged over the values of
 * `Pulumi.yaml` and of imported environments. This is what the engine passes, except that encrypted values become a
 * marker. Throws a {@link SettingsError} with the name of the file if it is missing or not a stack file.
 */
export function readStackFile(stack: string, folder = ROOT): Record<string, unknown> {
  const file = `Pulumi.${stack}.yaml`;
  if (!existsSync(join(folder, file))) {
    const names = stackNames(folder);
    const existingStacks = names.length === 0 ? 'there is no stack file at all' : `there is ${names.join(', ')}`;
    throw new SettingsError(stack, [
      { key: file, message: `no such file; ${existingStacks} (an empty one begins a new stack)` },
    ]);
  }
  const project = projectOf(folder);
  const stackKeys = Object.entries(configOf(stack, folder, file, project, true)).flatMap(
    ([key, value]): [string, unknown][] => {
      const name = ownKey(key, project);
      return name === undefined ? [] : [[name, toPulumiValue(value)]];
    },
  );
  return parseStructured(Object.fromEntries([...defaults(stack, folder, project), ...stackKeys]));
}

/** The encrypted values of `Pulumi.<stack>.yaml` by their key, still encrypted. */
export function encryptedValues(stack: string, folder = ROOT): ReadonlyMap<string, string> {
  const project = projectOf(folder);
  const config = Object.entries(configOf(stack, folder, `Pulumi.${stack}.yaml`, project));
  return new Map(config.flatMap(([key, value]) => ciphers(value, ownKey(key, project) ?? key)));
}
