/** How a component names its children, and which of its caller's options they take over. */
import * as pulumi from '@pulumi/pulumi';

export interface Children {
  /** The name of a child: after its component, so that one program may have several. */
  readonly nameOf: (child: string) => string;
  /**
   * A child's options. The engine itself hands down `providers`, `transforms`, `protect` and `aliases` of the component;
   * these add the caller's `dependsOn`, `hooks` and `retainOnDelete`, and `more` on top.
   */
  readonly optionsOf: (child: string, more?: pulumi.CustomResourceOptions) => pulumi.CustomResourceOptions;
}

/** What a child takes over that the engine itself does not hand down. */
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
      // A stack that was deployed before children had their component's name has them without it.
      pulumi.mergeOptions(pulumi.mergeOptions(options, more), { aliases: [{ name: child }] }),
  };
}
