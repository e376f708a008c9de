/** The raw form of settings, which the engine hands over as texts and a stack file as YAML. */

import { isGroup, parseStructure, type Json } from '../json-values';

/** Stands for a value that only the engine can decrypt. */
export const ENCRYPTED = '[secret]';

/** Structured values, which the engine hands over as JSON, as what they stand for; other texts stay. */
export const parseStructured = (raw: Json): Record<string, unknown> =>
  Object.fromEntries(Object.entries(raw).map(([key, value]) => [key, parseStructure(value)]));

/** The same value with the keys of its objects sorted, as the engine hands them over whatever their order in the file. */
export function sortKeys<T>(value: T): T;
export function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((each: unknown) => sortKeys(each));
  // An object of a class, such as a secret, stays what it is.
  if (!isGroup(value) || Object.getPrototypeOf(value) !== Object.prototype) return value;
  const sorted = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([key, each]) => [key, sortKeys(each)]));
}

/** `pulumi config set` writes fractions as texts; this reads them back where the schema wants a number. */
export const coerceNumber = (value: unknown): unknown =>
  typeof value === 'string' && /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value) ? Number(value) : value;

/** The same for true and false. */
export const coerceBoolean = (value: unknown): unknown => (value === 'true' ? true : value === 'false' ? false : value);

/** `pulumi config set --path` takes a text of digits for a number; this reads it back where the schema wants a text. */
export const coerceString = (value: unknown): unknown =>
  typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
