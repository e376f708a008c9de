/**
 * Two stacks of one program on one machine: a preview rejects names and ports that both would use, before Docker does.
 */
import * as pulumi from '@pulumi/pulumi';
import { stackPrefix } from '../../lib/settings/names';
import { isSamePort, publishedPorts } from '../../lib/settings/published-ports';
import type { Settings } from '../../lib/settings/schema';

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

/** The names and ports that both stacks would use, for the author of the program; undefined if there are none. */
function conflict({ settings, network }: Neighbour, other: Neighbour): string | undefined {
  if (stackPrefix(settings) === stackPrefix(other.settings))
    return `environment: had "${settings.environment}", which "${other.component}" has too: both would have containers and volumes of the same names`;
  if (typeof network === 'string' && network === other.network)
    return `docker.network: had "${network}", which "${other.component}" has too: names such as "prometheus" would mean either stack there; leave it out, or name another network`;
  const otherPorts = publishedPorts(other.settings);
  return publishedPorts(settings)
    .flatMap((port) =>
      otherPorts
        .filter((each) => isSamePort(each, port))
        .map(
          ({ setting }) =>
            `${port.setting}: had ${port.port}, which "${other.component}" has too as ${setting} on this machine`,
        ),
    )
    .at(0);
}

/** Throws if another stack of the program uses the same name, network or port on the same machine. */
export function checkNeighbours(stack: Neighbour): void {
  const program = pulumi.runtime.getStackResource();
  if (program === undefined) return;
  const earlierStacks = neighbours.get(program) ?? [];
  neighbours.set(program, [...earlierStacks, stack]);
  for (const other of earlierStacks.filter(({ provider }) => provider === stack.provider)) {
    const problem = conflict(stack, other);
    if (problem !== undefined)
      throw new pulumi.RunError(`the arguments of "${stack.component}" have a mistake:\n  ${problem}`);
  }
}
