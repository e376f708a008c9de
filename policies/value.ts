/** A resource's properties as the rules see them: plain data, in which what nobody knows yet has a mark of its own. */
import { Secret } from '@pulumi/policy';

/** Stands for a value that is not known before the update. A rule passes it: the update asks again. */
export const UNKNOWN: symbol = Symbol('not known before the update');

export type Value = string | number | boolean | null | undefined | symbol | readonly Value[] | Group;
export interface Group {
  readonly [key: string]: Value;
}

export const isGroup = (value: Value): value is Group =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isList = (value: Value): value is readonly Value[] => Array.isArray(value);
/** The elements of a list; none where it is no list. */
export const list = (value: Value): readonly Value[] => (isList(value) ? value : []);
/** The groups in a list. */
export const groups = (value: Value): Group[] => list(value).filter(isGroup);
/** The group itself, or one without anything. */
export const group = (value: Value): Group => (isGroup(value) ? value : {});
/** What stands at a path such as `resources.limits.memory`; unknown where any part of the way is. */
export function at(value: Value, path: string): Value {
  let found = value;
  for (const key of path.split('.')) {
    if (found === UNKNOWN) return UNKNOWN;
    found = group(found)[key];
  }
  return found;
}
/** A value as a word of a sentence. */
export const say = (value: Value): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '?';
/** Whether nothing was said, as opposed to something that is not known yet. */
export const absent = (value: Value): boolean => value === undefined || value === null || value === '';
/** Whether a list has an element, or could have once it is known. */
export const includes = (value: Value, isMatch: (element: string) => boolean): boolean =>
  value === UNKNOWN || list(value).some((each) => each === UNKNOWN || (typeof each === 'string' && isMatch(each)));

/** Every value within, with the path to it. */
export function* within(
  value: Value,
  path: readonly string[] = [],
): Generator<{ path: readonly string[]; value: Value }> {
  yield { path, value };
  const inner = isList(value) ? value.entries() : Object.entries(group(value));
  for (const [key, each] of inner) yield* within(each, [...path, String(key)]);
}

/**
 * Reads what the policy SDK hands over. It throws where a value is not known, and would then skip the whole rule; here
 * only that value is skipped. What is encrypted counts as not known where the SDK tells so: to remediations.
 */
export function read(properties: unknown): Value {
  if (properties === null || properties === undefined) return undefined;
  if (typeof properties === 'string' || typeof properties === 'number' || typeof properties === 'boolean')
    return properties;
  if (typeof properties !== 'object') return undefined;
  const get = (key: string): Value => {
    let value: unknown;
    // The SDK's proxy unwraps a secret on access; its descriptor shows it as it is.
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
