/** Which cluster a stack was deployed to, by the one thing that no address, name or certificate of it changes. */
import { AsyncResource } from 'node:async_hooks';
import { Namespace } from '@pulumi/kubernetes/core/v1';
import * as pulumi from '@pulumi/pulumi';
import { anotherCluster, identityNamespace } from '../../lib/compile/kubernetes/cluster-identity';
import type { Children } from '../children';
import type { Settings } from '../../lib/settings/schema';

const CHILD = 'cluster-identity';
const TYPE = 'trading-observability:kubernetes:ClusterIdentity';

/** Stops an update to another cluster than the stack's own. */
export class ClusterIdentity extends pulumi.ComponentResource {
  /** There once the cluster is known to be the stack's own: what every object of the stack depends on. */
  readonly verified: pulumi.Output<pulumi.Resource>;

  constructor(settings: Settings, { nameOf, optionsOf }: Children) {
    const { aliases = [], hooks, ...readOptions } = optionsOf(CHILD);
    const namespace = identityNamespace(settings);
    // The engine asks the cluster in a preview too, which fails where the cluster does not answer.
    const read = Namespace.get(nameOf(CHILD), namespace, readOptions);
    const refuse = new pulumi.ResourceHook(
      nameOf('another-cluster'),
      // The engine calls from outside of the program.
      AsyncResource.bind(({ urn, oldInputs, newInputs }: pulumi.ResourceHookArgs) => {
        // What every object of the stack depends on stands beside the component, under the same name.
        const readUrn = urn.replace(`${TYPE}::`, 'kubernetes:core/v1:Namespace::');
        const [before, after] = [oldInputs?.[namespace] as unknown, newInputs?.[namespace] as unknown];
        const refused = anotherCluster(settings, { urn: readUrn, before, after });
        if (refused !== undefined) throw new Error(refused);
      }),
      { onDryRun: true },
    );
    super(
      TYPE,
      nameOf(CHILD),
      { [namespace]: read.metadata.uid },
      pulumi.mergeOptions(
        { ...(readOptions.parent && { parent: readOptions.parent }), aliases, ...(hooks && { hooks }) },
        { hooks: { beforeUpdate: [refuse] } },
      ),
    );
    // A component without children is nothing that a dependent waits for; its URN is, and is missing where it is refused.
    this.verified = this.urn.apply(() => read);
    this.registerOutputs();
  }
}
