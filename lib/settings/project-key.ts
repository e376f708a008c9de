/** Keys of Pulumi's configuration: `project:name`, or `name` alone in a stack file. */
import { distance } from 'fastest-levenshtein';
import type { Problem } from './contradiction';

/** The project that a key names (empty if it names none), and the rest of the key. */
export function splitKey(key: string): { readonly namespace: string; readonly name: string } {
  const [name = '', ...before] = key.split(':').reverse();
  return {
    namespace: before
      .reverse()
      .join(':')
      .replace(/:config$/, ''),
    name,
  };
}

/**
 * Whether a name is the project's with one or two wrong letters. A name with another number or word at its end is
 * another project.
 */
const isMisspelt = (namespace: string, project: string): boolean =>
  namespace !== project &&
  distance(namespace.toLowerCase(), project.toLowerCase()) <= 2 &&
  !/\d/.test(namespace) &&
  !namespace.startsWith(`${project}-`);

/** Settings under a misspelt project name, which no program would read. */
export const misspeltProjects = (keys: readonly string[], project: string): Problem[] =>
  keys.flatMap((key) => {
    const { namespace, name } = splitKey(key);
    return isMisspelt(namespace, project)
      ? [{ key, message: `${namespace} is another project; did you mean ${project}:${name}?` }]
      : [];
  });
