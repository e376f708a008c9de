/** A kind of item for which `npm run new` creates a skeleton. */
import { UsageError, type Options } from '../../lib/servers/command-line';
import { nearest } from '../../lib/settings/nearest';
import type { FileEdits } from './file-edits';

export interface Skeleton {
  /** Its options in the usage line, each with a value. */
  readonly usage: string;
  /** Makes the edits. Returns what else is left to do, each with its file. Throws a UsageError of one sentence. */
  readonly write: (name: string, options: Options<Record<string, 'string'>>, edits: FileEdits) => readonly string[];
}

/** A value from a list. Throws a UsageError with the nearest value and all of them. */
export function oneOf<T extends string>(what: string, value: string | undefined, values: readonly T[]): T {
  const all = `one of ${values.join(', ')}`;
  if (value === undefined) throw new UsageError(`${what} is missing: ${all}`);
  const found = values.find((each) => each === value);
  if (found !== undefined) return found;
  const near = nearest(value, values);
  throw new UsageError(
    near === undefined
      ? `${what} is "${value}", not ${all}`
      : `${what} is "${value}": did you mean "${near}"? It is ${all}`,
  );
}

/** Rejects a name with the wrong format, and one that exists already. */
export function checkName(
  kind: string,
  name: string,
  { form, words, names }: { readonly form: RegExp; readonly words: string; readonly names: readonly string[] },
): void {
  if (name === '') throw new UsageError(`the name of the new ${kind} is missing: ${words}`);
  if (!form.test(name))
    throw new UsageError(`"${name}" is no name of ${kind === 'alert' ? 'an' : 'a'} ${kind}: ${words}`);
  const existing = names.find((each) => each.toLowerCase() === name.toLowerCase());
  if (existing !== undefined) throw new UsageError(`the ${kind} ${existing} exists already: choose another name`);
}

/** The words of `ea_polls` or `EAPolls`: `ea`, `polls`. */
const wordsOf = (name: string): string[] =>
  name
    .replace(/([a-z0-9])([A-Z])|([A-Z])(?=[A-Z][a-z])/g, '$1$3_$2')
    .split(/[_-]+/)
    .map((word) => word.toLowerCase());

export const kebabCase = (name: string): string => wordsOf(name).join('-');
