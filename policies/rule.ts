/** The type of a rule, and its connection to the engine. */
import type { PolicyConfigSchema, ResourceValidationArgs, ResourceValidationPolicy } from '@pulumi/policy';
import { group, read, type Group, type Value } from './value';

/** A resource that will be created or changed. */
export interface Subject {
  readonly type: string;
  readonly name: string;
  /** Read when first used, so a rule looks at the type before. */
  readonly props: Group;
  readonly protect: boolean;
}

export interface Rule {
  /** Its name in the pack's configuration and in messages. */
  readonly name: string;
  /** What must hold, in a sentence. */
  readonly description: string;
  /** The reason, and how to fix it. */
  readonly remedy: string;
  /** Whether it applies only in production. */
  readonly onlyProduction?: boolean;
  /** The problems of the resource, each in a few words. */
  readonly broken: (subject: Subject) => Iterable<string>;
}

/** The production environments if a stack does not say, unless the pack's configuration lists others. */
const PRODUCTION = ['prod'];
const configSchema: PolicyConfigSchema = {
  properties: {
    environments: {
      type: 'array',
      items: { type: 'string' },
      default: PRODUCTION,
      description:
        'Names of the stacks and environments that are production where the stack does not set policies.production',
    },
  },
};

/** The environment that a component reports; the engine checks a parent before its children. */
interface EnvironmentFacts {
  readonly environment?: string | undefined;
  readonly production?: boolean | undefined;
}
/** By the URN of a component and of all its descendants. */
const factsByResource = new Map<string, EnvironmentFacts>();
/** By the name of a stack: for resources that belong to no component. */
const factsByStack = new Map<string, EnvironmentFacts>();

/** The environment of a resource, if known; the resource itself may be the component that reports it. */
function factsOf(
  { type, urn, opts: { parent = '' } }: Pick<ResourceValidationArgs, 'type' | 'urn' | 'opts'>,
  readProps: () => Group,
): EnvironmentFacts & { readonly name: string } {
  const name = urn.split('::')[0]?.split(':').pop() ?? '';
  const ofStack = factsByStack.get(name) ?? {};
  const { environment, production } = type.startsWith('trading-observability:') ? readProps() : {};
  if (typeof environment === 'string') {
    const ownFacts: EnvironmentFacts = { environment, ...(typeof production === 'boolean' && { production }) };
    factsByResource.set(urn, ownFacts);
    // If a program has several components, one in production is enough.
    factsByStack.set(name, {
      environment,
      production:
        ownFacts.production === undefined ? ofStack.production : ownFacts.production || ofStack.production === true,
    });
    return { name, ...ownFacts };
  }
  const inherited = factsByResource.get(parent);
  if (inherited !== undefined) factsByResource.set(urn, inherited);
  return { name, ...(inherited ?? ofStack) };
}

/** Why the production rules apply in this environment; undefined if they do not. */
export function productionReason(
  { name, environment = name, production }: EnvironmentFacts & { readonly name: string },
  environments: readonly string[],
): string | undefined {
  if (production !== undefined) return production ? 'the stack sets policies.production' : undefined;
  const named = [name, environment].find((each) => environments.includes(each));
  return named && `"${named}" is production unless the stack sets policies.production: false`;
}

/** The rule as a policy that stops the update. */
export function policy({ name, description, remedy, onlyProduction = false, broken }: Rule): ResourceValidationPolicy {
  return {
    name,
    description,
    enforcementLevel: 'mandatory',
    ...(onlyProduction ? { configSchema } : {}),
    validateResource: (args, report) => {
      let props: Group | undefined;
      // Read when a rule needs them: most rules apply to a few types of resources.
      const readProps = () => (props ??= group(read(args.props)));
      const { environments = PRODUCTION } = args.getConfig<{ environments?: readonly string[] }>();
      const reason = productionReason(factsOf(args, readProps), environments);
      if (onlyProduction && reason === undefined) return;
      const why = onlyProduction ? ` (Held against this stack as ${reason}.)` : '';
      const subject: Subject = {
        type: args.type,
        name: args.name,
        get props() {
          return readProps();
        },
        protect: args.opts.protect,
      };
      for (const what of broken(subject)) report(`${args.name}: ${what}. ${remedy}${why}`);
    },
  };
}

/**
 * The rule that credentials are encrypted. The SDK shows only to remediations what is encrypted. So this rule inspects
 * resources in a remediation that changes nothing, and its findings then stop the update like those of every other
 * rule.
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
