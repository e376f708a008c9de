/** The names and options of a stack's components in a program. */
import type * as pulumi from '@pulumi/pulumi';

export interface Placement {
  /** The name of one of its components. */
  readonly nameOf: (component: string) => string;
  /** Options of each of its components. */
  readonly opts: pulumi.CustomResourceOptions;
  /**
   * Builds the stand-in backend, a single JavaScript file, if the platform has one; called only if the stack deploys
   * it.
   */
  readonly demoProgram?: (() => string) | undefined;
}
