/** A resource's properties for the rules: plain data, with a marker for unknown values. */
import { Secret } from '@pulumi/policy';

/** Marks a value that is not known before the update. A rule accepts it: the update checks again. */
export const UNKNOWN: symbol = Symbol('not known before the update');

export type Value = string | number | boolean | null | undefined | symbol | readonly Value[] | Group;
export interface Group {
  readonly [key: string]: Value;
}

export const isGroup = (value: Value): value is Group =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isList = (value: Value): value is readonly Value[] => Array.isArray(value);
/** The elements of a list; empty if the value is not a list. */
export const list = (value: Value): readonly Value[] => (isList(value) ? value : []);
/** The groups in a list. */
export const groups = (value: Value): Group[] => list(value).filter(isGroup);
/** The group itself; an empty one if the value is not a group. */
export const group = (value: Value): Group => (isGroup(value) ? value : {});
/** The value at a path such as `resources.limits.memory`; unknown if any part of the path is unknown. */
export function at(value: Value, path: string): Value {
  let found = value;
  for (const key of path.split('.')) {
    if (found === UNKNOWN) return UNKNOWN;
    found = group(found)[key];
  }
  return found;
}
/** A value as text in a sentence. */
export const valueText = (value: Value): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '?';
/** Whether a value is not set, as opposed to not known yet. */
export const absent = (value: Value): boolean => value === undefined || value === null || value === '';
/** Whether a list has an element, or could have one when it is known. */
export const includes = (value: Value, isMatch: (element: string) => boolean): boolean =>
  value === UNKNOWN || list(value).some((each) => each === UNKNOWN || (typeof each === 'string' && isMatch(each)));

/** Every nested value with its path. */
export function* within(
  value: Value,
  path: readonly string[] = [],
): Generator<{ path: readonly string[]; value: Value }> {
  yield { path, value };
  const inner = isList(value) ? value.entries() : Object.entries(group(value));
  for (const [key, each] of inner) yield* within(each, [...path, String(key)]);
}

/**
 * Reads the policy SDK's properties. The SDK throws if a value is not known, and would then skip the whole rule; this
 * skips only that value. Encrypted values count as unknown where the SDK marks them, which is in remediations.
 */
export function read(properties: unknown): Value {
  if (properties === null || properties === undefined) return undefined;
  if (typeof properties === 'string' || typeof properties === 'number' || typeof properties === 'boolean')
    return properties;
  if (typeof properties !== 'object') return undefined;
  const get = (key: string): Value => {
    let value: unknown;
    // The SDK's proxy decrypts a secret on access; its property descriptor shows the secret itself.
    if (Object.getOwnPropertyDescriptor(properties, key)?.value instanceof Secret) return UNKNOWN;
    try {
      value = (properties as Record<string, unknown>)[key];
    } catch {
      return UNKNOWN;
    }
    return read(value);
  };
  const keys = Object.keys(properties);
  return Array.isArray(properties) ? keys.map(get) : Object.fromEntries(keys.map((key) => [key, get(key)]));
}
