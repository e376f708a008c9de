/** What a rule is, and how the engine asks it. */
import type { PolicyConfigSchema, ResourceValidationPolicy } from '@pulumi/policy';
import { group, read, type Group, type Value } from './value';

/** A resource that is about to be created or changed. */
export interface Subject {
  readonly type: string;
  readonly name: string;
  readonly props: Group;
  readonly protect: boolean;
}

export interface Rule {
  /** Name by which a configuration of the pack or a person speaks of it. */
  readonly name: string;
  /** What must hold, in a sentence. */
  readonly description: string;
  /** Why, and how to put it right. */
  readonly remedy: string;
  /** Whether it holds only in guarded environments. */
  readonly onlyGuarded?: boolean;
  /** What is wrong with the resource, each in a few words; empty where nothing is. */
  readonly broken: (subject: Subject) => readonly string[];
}

/** The environments that people depend on, unless the pack's configuration lists others. */
const GUARDED = ['prod'];
const configSchema: PolicyConfigSchema = {
  properties: {
    environments: {
      type: 'array',
      items: { type: 'string' },
      default: GUARDED,
      description: 'Names of the stacks and environments in which the rule holds',
    },
  },
};

/** Environments by stack, as their components tell; a parent is always asked about before its children. */
const environments = new Map<string, string>();

/** The names that a resource's stack goes by: the stack's own and its setting `environment`. */
function names(type: string, urn: string, { environment }: Group): readonly string[] {
  const stack = urn.split('::')[0]?.split(':').pop() ?? '';
  if (type.startsWith('trading-observability:') && typeof environment === 'string')
    environments.set(stack, environment);
  return [stack, environments.get(stack) ?? stack];
}

/** The rule as a policy that stops the update. */
export function policy({ name, description, remedy, onlyGuarded = false, broken }: Rule): ResourceValidationPolicy {
  return {
    name,
    description,
    enforcementLevel: 'mandatory',
    ...(onlyGuarded ? { configSchema } : {}),
    validateResource: (args, report) => {
      const props = group(read(args.props));
      const { environments = GUARDED } = args.getConfig<{ environments?: readonly string[] }>();
      const guarded = names(args.type, args.urn, props).some((each) => environments.includes(each));
      if (onlyGuarded && !guarded) return;
      const subject = { type: args.type, name: args.name, props, protect: args.opts.protect };
      for (const what of broken(subject)) report(`${args.name}: ${what}. ${remedy}`);
    },
  };
}

/**
 * The rule that credentials are encrypted. The SDK shows what is encrypted to remediations alone, so this one looks on
 * as a remediation that changes nothing, and what it saw stops the update, as with every other rule.
 */
export function secretsPolicy(
  { name, description, remedy }: Pick<Rule, 'name' | 'description' | 'remedy'>,
  inClear: (properties: Value) => readonly string[],
): ResourceValidationPolicy {
  const visited = new Map<string, readonly string[]>();
  return {
    name,
    description,
    enforcementLevel: 'remediate',
    remediateResource: ({ urn, props }) => {
      visited.set(urn, inClear(read(props)));
    },
    validateResource: (args, report) => {
      const found = visited.get(args.urn);
      if (found === undefined) report(`${args.name}: not looked at; the level of ${name} must be "remediate".`);
      for (const path of found ?? []) report(`${args.name}: ${path} is in clear text. ${remedy}`);
    },
  };
}
