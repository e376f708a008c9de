/** The rules of a group of Grafana one by one: what the stack deployed, and what a refresh read. */
import type { Drift } from '../support/resource-steps';

export type Props = Readonly<Record<string, unknown>>;

export interface RuleDrift {
  readonly name: string;
  /** None where somebody added it. */
  readonly deployed: Props | undefined;
  /** None where somebody removed it. */
  readonly found: Props | undefined;
  /** What the stack asked for, as far as it says: what the server adds by itself is no edit. */
  readonly wanted: Props;
}

const rulesOf = (props: unknown): Props[] => {
  const { rules } = (props ?? {}) as Props;
  return Array.isArray(rules) ? (rules as Props[]) : [];
};
const named = (rules: readonly Props[], { name }: Props): Props | undefined => rules.find((rule) => rule.name === name);

/** Every rule that was deployed or found, by name; the added ones last. */
export function rulesInDrift({ step, deployed, found }: Drift): RuleDrift[] {
  const [wanted, before, after] = [step.old?.inputs, deployed, found].map(rulesOf) as [Props[], Props[], Props[]];
  const added = after.filter((rule) => named(before, rule) === undefined);
  return [
    ...before.map((rule) => ({
      name: String(rule.name),
      deployed: rule,
      found: named(after, rule),
      wanted: named(wanted, rule) ?? rule,
    })),
    ...added.map((rule) => ({ name: String(rule.name), deployed: undefined, found: rule, wanted: rule })),
  ];
}
