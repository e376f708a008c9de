/** Describes what somebody edited in a cluster, and with which program, as found by a refresh. */
import { isDeepStrictEqual } from 'node:util';
import type { Drift } from '../support/resource-steps';
import { toGroup, toGroups, toText, type Json } from '../../lib/json-values';

/** The writes to an object that are no change of its status, each with its field manager and time. */
const writesOf = (object: Json | undefined): Json[] =>
  toGroups(toGroup(object?.metadata).managedFields).filter(({ subresource }) => subresource === undefined);

/** By which field managers it was written since the update, such as " by kubectl-edit"; empty if nothing records it. */
export function editedBy({ deployed, found }: Drift): string {
  const keyOf = ({ manager, operation, time }: Json) => JSON.stringify([manager, operation, time]);
  const before = new Set(writesOf(deployed).map(keyOf));
  const managers = writesOf(found)
    .filter((write) => !before.has(keyOf(write)))
    .map(({ manager }) => toText(manager))
    .filter((name) => !/^(|pulumi-kubernetes.*)$/.test(name));
  return managers.length === 0 ? '' : ` by ${[...new Set(managers)].sort().join(' and ')}`;
}

/** The rules of an object by their names; several rules may have the same. */
const rulesByName = (object: Json | undefined): ReadonlyMap<string, readonly Json[]> =>
  Map.groupBy(
    toGroups(toGroup(object?.spec).groups).flatMap((group) => toGroups(group.rules)),
    ({ alert, record }) => String(alert ?? record),
  );

/** The rules that were edited, removed or added, by name. */
export function editedRules({ deployed, found }: Drift): string[] {
  const [before, after] = [rulesByName(deployed), rulesByName(found)];
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((name) => {
    if (!after.has(name)) return [`${name} (removed)`];
    if (!before.has(name)) return [`${name} (added)`];
    return isDeepStrictEqual(before.get(name), after.get(name)) ? [] : [name];
  });
}
