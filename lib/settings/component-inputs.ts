/** What a component tells about its stack: the policies read it, as they see nothing but resources. */
import type { Settings } from './schema';

export interface ComponentInputs {
  readonly environment: string;
  /** Only where the stack says it: a stack that says nothing keeps the inputs it was deployed with. */
  readonly production?: boolean;
}

export const componentInputs = ({
  environment,
  policies,
}: Pick<Settings, 'environment' | 'policies'>): ComponentInputs => ({
  environment,
  ...(policies.production === undefined ? {} : { production: policies.production }),
});
