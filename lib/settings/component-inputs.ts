/** The inputs by which a component describes its stack: policies see resources only, and read them from there. */
import type { Settings } from './schema';

export interface ComponentInputs {
  readonly environment: string;
  /** Set only if the stack file sets it, so that the inputs of stacks that are already deployed do not change. */
  readonly production?: boolean;
}

export const componentInputs = ({
  environment,
  policies,
}: Pick<Settings, 'environment' | 'policies'>): ComponentInputs => ({
  environment,
  ...(policies.production === undefined ? {} : { production: policies.production }),
});
