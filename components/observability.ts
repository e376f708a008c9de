/** A platform's observability as one component, for programs with other resources. */
import * as pulumi from '@pulumi/pulumi';
import type { PlatformDefinition } from '../lib/dashboards/definition';
import { inheritedOptions } from './children';
import { deployStack } from './deploy';
import { prepareStack } from './prepared-stack';
import type { ObservabilityArgs } from './stack-args';
import type { StackOutputs } from './stack-outputs';

export interface PlatformArgs {
  readonly platform: PlatformDefinition;
  readonly settings: ObservabilityArgs;
  /** Builds the stand-in backend, a single JavaScript file, if the platform has one. */
  readonly demoProgram?: () => string;
}

/** The outputs of a stack as properties of a component; of Secrets, only the names (on Kubernetes). */
export type ComponentOutputs = {
  readonly [K in keyof StackOutputs]: pulumi.Output<
    K extends 'secretNames' ? Record<string, string> : pulumi.Unwrap<StackOutputs[K]>
  >;
};

/** A component whose constructor sets the {@link ComponentOutputs}. */
const ComponentWithOutputs = pulumi.ComponentResource as unknown as new (
  ...args: ConstructorParameters<typeof pulumi.ComponentResource>
) => pulumi.ComponentResource & ComponentOutputs;

export class Observability extends ComponentWithOutputs {
  /** Its outputs as one object. */
  readonly outputs: ComponentOutputs;

  constructor(
    name: string,
    { platform, settings, demoProgram }: PlatformArgs,
    opts: pulumi.ComponentResourceOptions = {},
  ) {
    const stack = prepareStack(name, platform, settings);
    super('trading-observability:index:Observability', name, {}, opts);
    const { secretNames = {}, ...outputs } = deployStack(stack, {
      nameOf: (component) => `${name}-${component}`,
      opts: inheritedOptions(this, opts),
      demoProgram,
    });
    this.outputs = Object.fromEntries(
      Object.entries({ ...outputs, secretNames }).map(([output, value]) => [
        output,
        pulumi.output(stack.resolveAll(value)),
      ]),
    ) as unknown as ComponentOutputs;
    Object.assign(this, this.outputs);
    this.registerOutputs(this.outputs);
  }
}
