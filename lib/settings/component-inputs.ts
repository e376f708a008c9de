/** The inputs by which a component describes its stack: policies see resources only, and read them from there. */
import type { Settings } from './schema';

export const componentInputs = ({
  environment,
  policies: { production },
}: Pick<Settings, 'environment' | 'policies'>) => ({
  environment,
  // Set only if the stack file sets it, so that the inputs of stacks that are already deployed do not change.
  ...(production !== undefined && { production }),
});
