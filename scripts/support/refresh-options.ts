/** How the engine learns where the servers are today, for a refresh and for a destroy. */
import type { Settings } from '../../lib/settings/schema';

/**
 * The state may hold a former address or credential of a provider: in a cluster the port-forward of another run, or a
 * kubeconfig that has expired; of servers of others a token that was renewed. There the engine runs the program to learn today's.
 */
export const refreshOptions = ({ target }: Pick<Settings, 'target'>): { readonly runProgram: boolean } => ({
  runProgram: target !== 'docker',
});
