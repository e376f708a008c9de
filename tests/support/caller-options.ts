/** Options with which a program creates a component, and the resources that they reach. */
import * as pulumi from '@pulumi/pulumi';
import * as random from '@pulumi/random';

export interface ReachedResources {
  /** Names of the resources that the transform was called for. */
  readonly transformed: string[];
  /** URNs of the resources that the hook ran for. */
  readonly hooked: string[];
}

/** Creates the resource `first`, on which the component depends; called in the program. Adds to `reached`. */
export function callerOptions({ transformed, hooked }: ReachedResources): pulumi.ComponentResourceOptions {
  const created = new pulumi.ResourceHook('created', ({ urn }) => {
    hooked.push(urn);
  });
  return {
    dependsOn: [new random.RandomPassword('first', { length: 8 })],
    protect: true,
    hooks: { afterCreate: [created] },
    transforms: [
      ({ name }) => {
        transformed.push(name);
        return undefined;
      },
    ],
  };
}
