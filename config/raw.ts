/** The raw form of settings, which the engine hands over as texts and a stack file as YAML. */

/** Structured values, which the engine hands over as JSON, as what they stand for; other texts stay. */
export function structured(raw: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(raw).map(([key, value]) => {
      if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return [key, value];
      try {
        return [key, JSON.parse(value) as unknown];
      } catch {
        return [key, value];
      }
    }),
  );
}

/** `pulumi config set` writes numbers as texts; this reads them back where the schema wants a number. */
export const numeric = (value: unknown): unknown =>
  typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;

/** The same for true and false. */
export const truth = (value: unknown): unknown => (value === 'true' ? true : value === 'false' ? false : value);
