/**
 * Identifies the cluster of a stack by a property that stays the same when its address, name or certificate changes.
 */
import { AsyncResource } from 'node:async_hooks';
import { Namespace } from '@pulumi/kubernetes/core/v1';
import * as pulumi from '@pulumi/pulumi';
import { anotherCluster, identityNamespace } from '../../lib/compile/kubernetes/cluster-identity';
import type { Children } from '../children';
import type { Settings } from '../../lib/settings/schema';

const CHILD = 'cluster-identity';
const TYPE = 'trading-observability:kubernetes:ClusterIdentity';

/** Stops an update that would go to another cluster. */
export class ClusterIdentity extends pulumi.ComponentResource {
  /** Known once the cluster is confirmed to be the stack's own; every object of the stack depends on it. */
  readonly verified: pulumi.Output<pulumi.Resource>;

  constructor(settings: Settings, { nameOf, optionsOf }: Children) {
    const { aliases = [], hooks, ...readOptions } = optionsOf(CHILD);
    const namespace = identityNamespace(settings);
    // The engine reads the cluster in a preview too, which fails if the cluster does not answer.
    const read = Namespace.get(nameOf(CHILD), namespace, readOptions);
    const refuse = new pulumi.ResourceHook(
      nameOf('another-cluster'),
      // The engine calls this from outside the program.
      AsyncResource.bind(({ urn, oldInputs, newInputs }: pulumi.ResourceHookArgs) => {
        // The object that every other one depends on is next to the component, with the same name.
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
    // Dependents do not wait for a component without children. They wait for its URN, which does not exist if the
    // update is refused.
    this.verified = this.urn.apply(() => read);
    this.registerOutputs();
  }
}
