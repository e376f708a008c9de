/** Settings before the schema parses them: texts from the engine, YAML from a stack file. */

import { isGroup, parseStructure, type Json } from '../json-values';

/** Stands for a value that only the engine can decrypt. */
export const ENCRYPTED = '[secret]';

/** Parses structured values, which the engine passes as JSON; other texts stay unchanged. */
export const parseStructured = (raw: Json): Record<string, unknown> =>
  Object.fromEntries(Object.entries(raw).map(([key, value]) => [key, parseStructure(value)]));

/** The same value with sorted object keys. The engine sorts them too, whatever their order in the file. */
export function sortKeys<T>(value: T): T;
export function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((each: unknown) => sortKeys(each));
  // An instance of a class, such as a secret, is returned unchanged.
  if (!isGroup(value) || Object.getPrototypeOf(value) !== Object.prototype) return value;
  const sorted = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([key, each]) => [key, sortKeys(each)]));
}

/** `pulumi config set` writes fractions as texts; this reads them back where the schema wants a number. */
export const coerceNumber = (value: unknown): unknown =>
  typeof value === 'string' && /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value) ? Number(value) : value;

/** Like {@link coerceNumber}, for true and false. */
export const coerceBoolean = (value: unknown): unknown => (value === 'true' ? true : value === 'false' ? false : value);

/** `pulumi config set --path` stores a text of digits as a number; this reads it back if the schema wants a text. */
export const coerceString = (value: unknown): unknown =>
  typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
