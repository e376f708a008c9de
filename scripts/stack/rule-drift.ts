/** The rules of a group of Grafana one by one: what the stack deployed, and what a refresh read. */
import { toGroup, toGroups, type Json } from '../../lib/json-values';
import type { Drift } from '../support/resource-steps';

export interface RuleDrift {
  readonly name: string;
  /** None where somebody added it. */
  readonly deployed: Json | undefined;
  /** None where somebody removed it. */
  readonly found: Json | undefined;
  /** What the stack asked for, as far as it says: what the server adds by itself is no edit. */
  readonly expected: Json;
}

/** Every rule that was deployed or found, by name; the added ones last. */
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
