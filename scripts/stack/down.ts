/** `make down`: destroys what is not protected, and reports what stays. */
import type { Stack } from '@pulumi/pulumi/automation';
import type { Settings } from '../../lib/settings/schema';
import { withPortForward } from '../../lib/servers/port-forward';
import { resourceKind, resourceName, resourceNoun } from '../support/resource-steps';
import { readState, withoutSummary, type StackState } from '../support/stack-state';
import { refreshOptions } from '../support/refresh-options';

/** The protected resources in the state, such as "namespace namespace, password grafana-admin". */
const protectedResources = ({ resources }: StackState): string[] =>
  resources
    .filter(({ protect }) => protect === true)
    .map(({ type, urn }) => `${resourceNoun(resourceKind(type))} ${resourceName(urn)}`)
    .sort();

/** The resources that `make down` keeps on purpose. */
export const describeProtected = (names: readonly string[]): string =>
  `Protected, so not deleted: ${names.join(', ')}. \`make up\` makes the rest again on the same data; to delete these ` +
  'as well: docs/operations.md, "Protected volumes".';

/** `show`: prints the engine's output. */
export async function down(stack: Stack, settings: Settings, show: (text: string) => void): Promise<void> {
  const protectedNames = protectedResources(await readState(stack));
  // Otherwise the engine would delete the rest first, and then end with an error.
  const excludeProtected = protectedNames.length > 0;
  await withPortForward(settings, () =>
    withoutSummary(stack).destroy({ onOutput: show, excludeProtected, ...refreshOptions(settings) }),
  );
  if (excludeProtected) console.log(`\n${describeProtected(protectedNames)}`);
}
