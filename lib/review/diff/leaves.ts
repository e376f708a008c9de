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

/** Adds every leaf of `value` to `leaves` by its path. */
function collectLeaves(value: unknown, path: string, leaves: Map<string, Leaf>): void {
  if (value === undefined) return;
  if (typeof value !== 'object' || value === null) leaves.set(path, value as Leaf);
  // A list of plain values is one fact.
  else if (Array.isArray(value) && value.every((element) => typeof element !== 'object'))
    leaves.set(path, value.join(', '));
  else if (Array.isArray(value)) for (const [key, child] of elements(value)) collectLeaves(child, path + key, leaves);
  else
    for (const [key, child] of Object.entries(value))
      collectLeaves(child, path === '' ? key : `${path}.${key}`, leaves);
}

/** Every leaf of `value` by its path; an empty list is a leaf too. */
export function leavesOf(value: unknown): Map<string, Leaf> {
  const leaves = new Map<string, Leaf>();
  collectLeaves(value, '', leaves);
  return leaves;
}

/** The leaves that differ, in the order of their paths; undefined on a side that does not have one. */
export function changedLeaves(before: unknown, after: unknown) {
  const [old, now] = [leavesOf(before), leavesOf(after)];
  return [...new Map([...old, ...now]).keys()]
    .filter((path) => old.get(path) !== now.get(path))
    .sort()
    .map((path) => ({ path, before: old.get(path), after: now.get(path) }));
}
