/** The entry of that name. Throws a `RangeError` where there is none; `kind` is what the entries are, such as "alert". */
export function lookUp<T>(kind: string, entries: Readonly<Record<string, T>> | undefined, name: string): T {
  const entry = entries?.[name];
  if (entry === undefined) throw new RangeError(`there is no ${kind} ${name}`);
  return entry;
}
