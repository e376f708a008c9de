/**
 * Two stacks of one program on one machine: a preview rejects names and ports that both would use, before Docker does.
 */
import * as pulumi from '@pulumi/pulumi';
import type { Problem } from '../../lib/settings/contradiction';
import { stackPrefix } from '../../lib/settings/names';
import { isSamePort, publishedPorts } from '../../lib/settings/published-ports';
import type { Settings } from '../../lib/settings/schema';
import { argumentError } from '../check-input';

interface Neighbour {
  readonly component: string;
  readonly settings: Settings;
  /** A network that exists already; a network that is an output of another resource is not compared. */
  readonly network: pulumi.Input<string> | undefined;
  /** The provider of the machine's Docker; undefined for the program's default. */
  readonly provider: pulumi.ProviderResource | undefined;
}

/** By program, because one process may run several. */
const neighbours = new WeakMap<object, Neighbour[]>();

/** The name, network or port that both stacks would use; undefined if there is none. */
function conflict({ settings, network }: Neighbour, other: Neighbour): Problem | undefined {
  const has = `which "${other.component}" has too`;
  if (stackPrefix(settings) === stackPrefix(other.settings)) {
    const message = `had "${settings.environment}", ${has}: both would have containers and volumes of the same names`;
    return { key: 'environment', message };
  }
  if (typeof network === 'string' && network === other.network) {
    const message = `had "${network}", ${has}: names such as "prometheus" would mean either stack there; leave it out, or name another network`;
    return { key: 'docker.network', message };
  }
  for (const port of publishedPorts(settings)) {
    const shared = publishedPorts(other.settings).find((each) => isSamePort(each, port));
    const message = `had ${port.port}, ${has} as ${shared?.setting} on this machine`;
    if (shared !== undefined) return { key: port.setting, message };
  }
  return undefined;
}

/** Throws if another stack of the program uses the same name, network or port on the same machine. */
export function checkNeighbours(stack: Neighbour): void {
  const program = pulumi.runtime.getStackResource();
  if (program === undefined) return;
  const earlierStacks = neighbours.get(program) ?? [];
  neighbours.set(program, [...earlierStacks, stack]);
  for (const other of earlierStacks.filter(({ provider }) => provider === stack.provider)) {
    const problem = conflict(stack, other);
    if (problem !== undefined) throw argumentError(stack.component, problem);
  }
}
