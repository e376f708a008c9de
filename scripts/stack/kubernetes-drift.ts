/** Describes what somebody edited in a cluster, and with which program, as found by a refresh. */
import { isDeepStrictEqual } from 'node:util';
import type { Drift } from '../support/resource-steps';
import type { Json } from '../../lib/json-values';

interface ManagedFields {
  readonly manager?: string;
  readonly operation?: string;
  readonly time?: string;
  readonly subresource?: string;
}
const managedFields = (object: Json | undefined): readonly ManagedFields[] => {
  const { managedFields: entries } = (object?.metadata ?? {}) as { readonly managedFields?: unknown };
  return Array.isArray(entries) ? (entries as ManagedFields[]) : [];
};

/** The field managers that wrote since the update, such as "kubectl-edit"; changes of a status are not edits. */
function editors({ deployed, found }: Drift): string[] {
  const before = managedFields(deployed);
  const fresh = managedFields(found).filter(
    (entry) =>
      entry.subresource === undefined &&
      !before.some(
        ({ manager, operation, time }) =>
          manager === entry.manager && operation === entry.operation && time === entry.time,
      ),
  );
  const names = fresh.map(({ manager }) => manager ?? '').filter((name) => !/^(|pulumi-kubernetes.*)$/.test(name));
  return [...new Set(names)].sort();
}

/** " by kubectl-edit"; empty if the cluster does not record it. */
export function editedBy(drift: Drift): string {
  const names = editors(drift);
  return names.length === 0 ? '' : ` by ${names.join(' and ')}`;
}

/** The rules of an object by their names; if two have the same name, only one is kept. */
function rulesByName(object: Json | undefined): ReadonlyMap<string, readonly Json[]> {
  const { groups = [] } = (object?.spec ?? {}) as {
    readonly groups?: readonly { readonly rules?: readonly Json[] }[];
  };
  const rules = new Map<string, readonly Json[]>();
  for (const rule of groups.flatMap((group) => group.rules ?? [])) {
    const name = String(rule.alert ?? rule.record);
    rules.set(name, [...(rules.get(name) ?? []), rule]);
  }
  return rules;
}

/** The rules that were edited, removed or added, by name. */
export function editedRules({ deployed, found }: Drift): string[] {
  const [before, after] = [rulesByName(deployed), rulesByName(found)];
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((name) => {
    if (!after.has(name)) return [`${name} (removed)`];
    if (!before.has(name)) return [`${name} (added)`];
    return isDeepStrictEqual(before.get(name), after.get(name)) ? [] : [name];
  });
}
