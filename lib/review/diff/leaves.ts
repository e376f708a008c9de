/** Compares two structured values, leaf by leaf. */
import { isGroup } from '../../json-values';

export type Leaf = string | number | boolean | null;

/** Keys that identify an element of a list, so that a new first element does not change all others. */
const NAMES = [
  'name',
  'alert',
  'record',
  'title',
  'job_name',
  'refId',
  'id',
  'matcher',
  'matchers',
  'url',
  'source_labels',
];

function nameOf(element: unknown): string | undefined {
  const value = isGroup(element) ? NAMES.map((name) => element[name]).find((one) => one !== undefined) : undefined;
  return value === undefined || typeof value === 'string' ? value : JSON.stringify(value);
}

/** The elements of a list by name if each has a unique one, else by position. */
function elements(list: readonly unknown[]): [string, unknown][] {
  const names = list.map(nameOf);
  const haveNames = names.every((name) => name !== undefined) && new Set(names).size === names.length;
  return list.map((element, i) => [`[${haveNames ? String(names[i]) : String(i)}]`, element]);
}

/** Every leaf of `value` by its path; an empty group or list is a leaf too. */
export function leavesOf(value: unknown, path = ''): Map<string, Leaf> {
  if (typeof value !== 'object' || value === null) return new Map(value === undefined ? [] : [[path, value as Leaf]]);
  // A list of plain values is one fact.
  if (Array.isArray(value) && value.every((element) => typeof element !== 'object'))
    return new Map([[path, value.join(', ')]]);
  const inner: [string, unknown][] = Array.isArray(value)
    ? elements(value)
    : Object.entries(value).map(([key, child]) => [path === '' ? key : `.${key}`, child]);
  return new Map(inner.flatMap(([key, child]) => [...leavesOf(child, path + key)]));
}

/** The leaves that differ, in the order of their paths; undefined on a side that does not have one. */
export function changedLeaves(before: unknown, after: unknown) {
  const [old, now] = [leavesOf(before), leavesOf(after)];
  return [...new Map([...old, ...now]).keys()]
    .filter((path) => old.get(path) !== now.get(path))
    .sort()
    .map((path) => ({ path, before: old.get(path), after: now.get(path) }));
}
