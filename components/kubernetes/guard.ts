/** Stops an update before it touches anything, where the cluster would stop it half way. */
import { AsyncResource } from 'node:async_hooks';
import * as pulumi from '@pulumi/pulumi';
import {
  checkChange,
  type FormerSettings,
  type ImmutableSettings,
} from '../../lib/compile/kubernetes/immutable-settings';

/** Holds what was deployed against what is asked for: in a preview, and again in the update itself. */
export const guard = (component: string, settings: ImmutableSettings): pulumi.ResourceHook =>
  new pulumi.ResourceHook(
    // A program may have one hook of a name.
    `${component}-what-the-cluster-cannot-change`,
    // The engine calls from outside of the program, whose log would else not be found.
    AsyncResource.bind(({ oldInputs, newInputs, oldOutputs }: pulumi.ResourceHookArgs) => {
      // Volumes that an update asked for and did not get are in no outputs.
      const { refusals, warnings } = checkChange(
        { ...oldInputs, volumes: oldOutputs?.volumes as FormerSettings['volumes'] },
        // The namespace may be an output of another resource, which the settings do not know.
        { ...settings, namespace: String(newInputs?.namespace ?? oldInputs?.namespace ?? settings.namespace) },
      );
      if (refusals.length > 0) throw new Error(refusals.map((each) => `\n  ${each}`).join(''));
      for (const each of warnings) void pulumi.log.warn(each);
    }),
    { onDryRun: true },
  );
