/** What the parts of a stack are called wherever it runs: after its platform and its environment. */
import type { Settings } from './schema';

type Named = Pick<Settings, 'environment'> & { readonly catalogue: Pick<Settings['catalogue'], 'name'> };

/** The stack's own name, by which it is told from others on one server: `shop-prod`. */
export const stackPrefix = ({ catalogue, environment }: Named): string => `${catalogue.name}-${environment}`;

/** The name of a container, or of a volume. */
export const containerName = ({ catalogue, environment }: Named, part: string): string =>
  `${catalogue.name}_${part.replaceAll('-', '_')}_${environment}`;
