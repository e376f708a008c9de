/** Paths of settings, and their form in messages. */
import { LONGEST_NAME } from './nearest';

export type Path = readonly PropertyKey[];

export const shortenText = (text: string): string =>
  text.length > LONGEST_NAME ? `${text.slice(0, LONGEST_NAME)}...` : text;

/** A path as `pulumi config set --path` takes it. */
export function dottedPath(path: Path): string {
  const parts = path.map((part) => {
    if (typeof part === 'number') return `[${part}]`;
    const name = shortenText(String(part));
    return /^[\w-]+$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
  });
  return parts.length === 0 ? 'settings' : parts.join('').replace(/^\./, '');
}

/** Whether one dotted path is a prefix of the other. */
export function isPathPrefixOfOther(a: string, b: string): boolean {
  const [one, other] = [a, b].map((key) => `${key.replaceAll('[', '.[')}.`) as [string, string];
  return one.startsWith(other) || other.startsWith(one);
}
