/** Values of unknown type from JSON or YAML. */

export type Json = Readonly<Record<string, unknown>>;

export const isGroup = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The group itself; an empty group if the value is not one. */
export const toGroup = (value: unknown): Json => (isGroup(value) ? value : {});

/** The groups in a list; empty if the value is not a list. */
export const toGroups = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isGroup) : []);

/** A text, or a number as a text; empty if the value is neither. */
export const toText = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

/** The group or list that a text contains as JSON; any other value unchanged. */
export function parseStructure(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

/** What `change` of {@link mapLeaves} returns for a key that its object shall not have. */
export const OMITTED = Symbol('omitted');

/** A copy in which `change` has replaced everything that is neither a list nor a plain object. */
export function mapLeaves(
  value: unknown,
  change: (leaf: unknown, path: readonly PropertyKey[]) => unknown,
  path: readonly PropertyKey[] = [],
): unknown {
  if (Array.isArray(value)) return value.map((each, index) => mapLeaves(each, change, [...path, index]));
  if (!isGroup(value) || Object.getPrototypeOf(value) !== Object.prototype) return change(value, path);
  const entries = Object.entries(value).map(([key, inner]) => [key, mapLeaves(inner, change, [...path, key])] as const);
  return Object.fromEntries(entries.filter(([, inner]) => inner !== OMITTED));
}

/** The value at a path; undefined if there is none. */
export const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, key)
        ? (inner as Record<PropertyKey, unknown>)[key]
        : undefined,
    value,
  );
