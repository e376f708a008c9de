/** Stops an update before it changes anything, if the cluster would stop it halfway. */
import { AsyncResource } from 'node:async_hooks';
import * as pulumi from '@pulumi/pulumi';
import {
  checkChange,
  type FormerSettings,
  type ImmutableSettings,
} from '../../lib/compile/kubernetes/immutable-settings';

/** Compares the deployed settings with the new ones: in a preview, and again in the update itself. */
export const immutableSettingsHook = (component: string, settings: ImmutableSettings): pulumi.ResourceHook =>
  new pulumi.ResourceHook(
    // A program can have only one hook of each name.
    `${component}-what-the-cluster-cannot-change`,
    // The engine calls this from outside the program, where the program's log is not available.
    AsyncResource.bind(({ oldInputs, newInputs, oldOutputs }: pulumi.ResourceHookArgs) => {
      // Volumes that an update requested but did not get are not in the outputs.
      const { refusals, warnings } = checkChange(
        { ...oldInputs, volumes: oldOutputs?.volumes as FormerSettings['volumes'] },
        // The namespace may be an output of another resource, whose value the settings do not contain.
        { ...settings, namespace: String(newInputs?.namespace ?? oldInputs?.namespace ?? settings.namespace) },
      );
      if (refusals.length > 0) throw new Error(refusals.map((each) => `\n  ${each}`).join(''));
      for (const each of warnings) void pulumi.log.warn(each);
    }),
    { onDryRun: true },
  );
