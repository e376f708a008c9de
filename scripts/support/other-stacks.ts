/** Other stack files whose containers on this machine have a port or the network that a stack needs. */
import type { Container } from '../../lib/servers/docker-containers';
import { isSamePort, publishedPorts, type PublishedPort } from '../../lib/settings/published-ports';
import type { Settings } from '../../lib/settings/schema';
import { namesOf, readKeys } from './stacks';

const environmentOf = ({ name }: Container): string => name.split('_').at(-1) ?? '';

/** The stack whose file has that environment; undefined if there is none, or its file cannot be read. */
const stackOf = (environment: string): string | undefined =>
  namesOf().find((name) => {
    try {
      return (readKeys(name).environment ?? name) === environment;
    } catch {
      return false;
    }
  });

/** Docker lists a range of ports as `0.0.0.0:9093-9094->9093-9094/tcp`. */
const hasPort = ({ ports }: Container, { address, port }: PublishedPort): boolean =>
  [...ports.matchAll(/([^ ,]+):(\d+)(?:-(\d+))?->/g)].some(
    ([, bound = '', first, last = first]) =>
      Number(first) <= port &&
      port <= Number(last) &&
      isSamePort({ address: bound.replace(/[[\]]/g, ''), port }, { address, port }),
  );

/** A sentence for each port or network of the stack that another stack has on this machine. */
export function describeConflicts(
  stack: string,
  settings: Settings,
  containers: readonly Container[],
  findStack = stackOf,
): string[] {
  const foreign = containers.filter((container) => environmentOf(container) !== settings.environment);
  const ownerOf = (container: Container | undefined): string | undefined =>
    container && findStack(environmentOf(container));
  const ports = publishedPorts(settings).flatMap((published) => {
    const owner = ownerOf(foreign.find((container) => hasPort(container, published)));
    const { setting, port } = published;
    return owner === undefined
      ? []
      : [
          `Stack "${owner}" has port ${port} of this machine, which ${setting} of "${stack}" names too: \`eval "$(make env STACK=${stack})"; pulumi config set --stack ${stack} --path ${setting} ${port + 1}\`.`,
        ];
  });
  const { network } = settings.docker;
  const owner = ownerOf(foreign.find(({ networks }) => network !== undefined && networks.includes(network)));
  return owner === undefined
    ? ports
    : [
        ...ports,
        `Stack "${owner}" is on network ${network}, which docker.network of "${stack}" names too: names such as "prometheus" would mean either stack there. Leave it out, or name another network.`,
      ];
}
