/** How the engine gets the servers' current addresses, for a refresh and for a destroy. */
import type { Settings } from '../../lib/settings/schema';

/**
 * The state may contain an outdated address or credential of a provider: in a cluster, the port-forward of another run
 * or an expired kubeconfig; for existing servers, a token that was renewed. For these targets the engine runs the
 * program to get the current ones.
 */
export const refreshOptions = ({ target }: Pick<Settings, 'target'>): { readonly runProgram: boolean } => ({
  runProgram: target !== 'docker',
});
