/** Mistakes in a stack file as sentences: which key, what it had, what it may have, the nearest right name. */
import { distance } from 'fastest-levenshtein';
import { z } from 'zod';

export interface Problem {
  /** Dotted path of the key, as `pulumi config set --path` takes it. */
  readonly key: string;
  readonly message: string;
}

/** The name that `wrong` most likely stands for; none where nothing is near. */
export function nearest(wrong: string, names: readonly string[]): string | undefined {
  const near = (name: string) => distance(wrong.toLowerCase(), name.toLowerCase());
  const [best] = [...names].sort((a, b) => near(a) - near(b));
  return best !== undefined && near(best) <= Math.max(2, Math.floor(wrong.length / 3)) ? best : undefined;
}

/** A value as it stands in a stack file, short enough for one line. */
export function quoted(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** A path as `pulumi config set --path` takes it. */
const dotted = (path: readonly PropertyKey[]): string => (path.length === 0 ? 'settings' : path.map(String).join('.'));

const at = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, key)
        ? (inner as Record<PropertyKey, unknown>)[key]
        : undefined,
    value,
  );

/** The names that the schema knows at a path. */
function namesAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let inner: unknown = schema;
  const unwrapped = (): unknown => {
    while (
      inner instanceof z.ZodOptional ||
      inner instanceof z.ZodDefault ||
      inner instanceof z.ZodPrefault ||
      inner instanceof z.ZodNullable
    )
      inner = inner.unwrap();
    return inner;
  };
  for (const key of path) {
    const object = unwrapped();
    if (!(object instanceof z.ZodObject)) return [];
    inner = (object.shape as Record<PropertyKey, unknown>)[key];
  }
  const object = unwrapped();
  return object instanceof z.ZodObject ? Object.keys(object.shape) : [];
}

function unknownKey(path: readonly PropertyKey[], key: string, names: readonly string[]): Problem {
  const guess = nearest(key, names);
  const hint = guess === undefined ? '' : `; did you mean ${guess}?`;
  const alert = path.length === 1 && path[0] === 'thresholds';
  const choice = alert ? '' : `; it may be ${names.join(', ')}`;
  return { key: dotted([...path, key]), message: `no such ${alert ? 'alert' : 'setting'}${choice}${hint}` };
}

const TYPES: Readonly<Record<string, string>> = {
  number: 'a number',
  int: 'a whole number',
  string: 'a text',
  boolean: 'true or false',
  object: 'a group of settings',
  array: 'a list',
};

function wanted(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return TYPES[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return `one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return `at least ${String(issue.minimum)}${issue.origin === 'string' ? ' character' : ''}`;
    case 'too_big':
      return `at most ${String(issue.maximum)}`;
    case 'invalid_format':
    case 'invalid_union':
    case 'not_multiple_of':
    case 'invalid_key':
    case 'invalid_element':
    case 'unrecognized_keys':
    case 'custom':
      return issue.message.replace(/^Invalid.*: expected /, '').replace(/^Invalid input$/, 'another value');
  }
}

/** One problem for each mistake that the schema found in `raw`. A value under a key of `secret` is not repeated. */
export function explain(
  error: z.ZodError,
  raw: unknown,
  schema: z.ZodType,
  secret: (path: readonly PropertyKey[]) => boolean = () => false,
): Problem[] {
  return error.issues.flatMap((issue): Problem[] => {
    if (issue.code === 'unrecognized_keys') {
      const names = namesAt(schema, issue.path);
      return issue.keys.map((key) => unknownKey(issue.path, key, names));
    }
    const value = at(raw, issue.path);
    const key = dotted(issue.path);
    if (value === undefined) return [{ key, message: `missing; needs ${wanted(issue)}` }];
    const had = secret(issue.path) ? 'a secret' : quoted(value);
    const guess =
      issue.code === 'invalid_value' && typeof value === 'string'
        ? nearest(value, issue.values.map(String))
        : undefined;
    return [
      { key, message: `had ${had}, needs ${wanted(issue)}${guess === undefined ? '' : `; did you mean ${guess}?`}` },
    ];
  });
}
