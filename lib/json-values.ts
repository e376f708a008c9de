/** Values of which nothing is known but that they came from JSON or YAML. */

export type Json = Readonly<Record<string, unknown>>;

export const isGroup = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The group itself, or an empty one where it is none. */
export const toGroup = (value: unknown): Json => (isGroup(value) ? value : {});

/** The groups in a list; none where it is no list. */
export const toGroups = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isGroup) : []);

/** A text, or a number as one; empty where it is neither. */
export const toText = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

/** The group or the list that a text is the JSON of; any other value as it is. */
export function parseStructure(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

/** What stands in `value` under a path; undefined where nothing does. */
export const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, key)
        ? (inner as Record<PropertyKey, unknown>)[key]
        : undefined,
    value,
  );
