/** The rules of a Grafana rule group, each as the stack deployed it and as a refresh found it. */
import { toGroup, toGroups, type Json } from '../../lib/json-values';
import type { Drift } from '../support/resource-steps';

export interface RuleDrift {
  readonly name: string;
  /** Undefined if somebody added it. */
  readonly deployed: Json | undefined;
  /** Undefined if somebody removed it. */
  readonly found: Json | undefined;
  /** The inputs that the stack set: fields that the server adds by itself are not edits. */
  readonly expected: Json;
}

/** Every rule that was deployed or found, by name; added ones last. */
export function rulesInDrift({ step, deployed, found }: Drift): RuleDrift[] {
  const rulesOf = (props: unknown) => new Map(toGroups(toGroup(props).rules).map((rule) => [String(rule.name), rule]));
  const [before, after, expected] = [rulesOf(deployed), rulesOf(found), rulesOf(step.old?.inputs)];
  return [...new Set([...before.keys(), ...after.keys()])].map((name) => ({
    name,
    deployed: before.get(name),
    found: after.get(name),
    expected: expected.get(name) ?? before.get(name) ?? toGroup(after.get(name)),
  }));
}
