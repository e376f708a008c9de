/** Where in a program a stack stands. */
import type * as pulumi from '@pulumi/pulumi';

export interface Placement {
  /** The name of one of its components. */
  readonly nameOf: (component: string) => string;
  /** Options of each of its components. */
  readonly opts: pulumi.CustomResourceOptions;
  /** Makes the stand-in backend, one JavaScript file, where the platform has one; called only where the stack deploys it. */
  readonly demoProgram?: (() => string) | undefined;
}
