/** Names of a component's children, and the options that they inherit. */
import * as pulumi from '@pulumi/pulumi';

export interface Children {
  /** The name of a child: it starts with the component's name, so that one program may contain several components. */
  readonly nameOf: (child: string) => string;
  /**
   * A child's options. The engine itself passes on `providers`, `transforms`, `protect` and `aliases` of the component;
   * this adds the caller's `dependsOn`, `hooks` and `retainOnDelete`, and `more`.
   */
  readonly optionsOf: (child: string, more?: pulumi.CustomResourceOptions) => pulumi.CustomResourceOptions;
}

/** The options that the engine does not pass on to children. */
export const inheritedOptions = (
  parent: pulumi.ComponentResource,
  { dependsOn, hooks, retainOnDelete }: pulumi.ComponentResourceOptions = {},
): pulumi.CustomResourceOptions => ({
  parent,
  ...(dependsOn && { dependsOn }),
  ...(hooks && { hooks }),
  ...(retainOnDelete !== undefined && { retainOnDelete }),
});

/** `shared`: options of every child, such as its provider. */
export function childrenOf(
  parent: pulumi.ComponentResource,
  component: string,
  opts: pulumi.ComponentResourceOptions = {},
  shared: pulumi.CustomResourceOptions = {},
): Children {
  const options = pulumi.mergeOptions(inheritedOptions(parent, opts), shared);
  return {
    nameOf: (child) => `${component}-${child}`,
    optionsOf: (child, more = {}) =>
      // Children of a stack that was deployed by an older version do not have the component's name in theirs.
      pulumi.mergeOptions(pulumi.mergeOptions(options, more), { aliases: [{ name: child }] }),
  };
}
