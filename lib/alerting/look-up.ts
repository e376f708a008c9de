/**
 * Returns the entry `name`. Throws a `RangeError` if there is none; `kind` is the type of the entries, such as "alert".
 */
export function lookUp<T>(kind: string, entries: Readonly<Record<string, T>> | undefined, name: string): T {
  const entry = entries?.[name];
  if (entry === undefined) throw new RangeError(`there is no ${kind} ${name}`);
  return entry;
}
