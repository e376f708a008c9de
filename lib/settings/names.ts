/** Names of a stack's parts on every target, derived from its platform and its environment. */
import type { Settings } from './schema';

type Named = Pick<Settings, 'environment'> & { readonly catalogue: Pick<Settings['catalogue'], 'name'> };

/** The stack's own name, such as `shop-prod`: it distinguishes the stack from others on the same server. */
export const stackPrefix = ({ catalogue, environment }: Named): string => `${catalogue.name}-${environment}`;

/** The name of a container, or of a volume. */
export const containerName = ({ catalogue, environment }: Named, part: string): string =>
  `${catalogue.name}_${part.replaceAll('-', '_')}_${environment}`;
