/** No port is open to the network without need. */
import type { Rule, Subject } from './rule';
import { absent, at, group, groups, valueText, within, type Group, type Value } from './value';
import { DOCKER_CONTAINER, chartValues, pods } from './workloads';

/** Whether a port with this address is open on every address of the machine, which is Docker's default. */
export const isOpenEverywhere = (address: Value): boolean =>
  absent(address) || address === '0.0.0.0' || (typeof address === 'string' && /^\[?[0:]*:[0:]*\]?$/.test(address));

function docker(props: Group): string[] {
  const ports = groups(props.ports).filter(({ ip }) => isOpenEverywhere(ip));
  return [
    ...ports.map((port) => `port ${valueText(port.external ?? port.internal)} is open on every address of the machine`),
    ...(props.publishAllPorts === true ? ['every port of the image is open on every address of the machine'] : []),
    ...(props.networkMode === 'host' ? ["it shares the machine's network, and with it every port it listens on"] : []),
  ];
}

/** A service that is reachable from outside the cluster. */
function service(spec: Group): string[] {
  if (spec.type === 'NodePort') return ['a NodePort is open on every node'];
  const ranges = spec.loadBalancerSourceRanges;
  return spec.type === 'LoadBalancer' && (absent(ranges) || (Array.isArray(ranges) && ranges.length === 0))
    ? ['a load balancer takes everybody in']
    : [];
}

const kubernetes = (subject: Subject): string[] =>
  pods(subject).flatMap((pod) => [
    ...(pod.hostNetwork === true ? ["it shares the node's network"] : []),
    ...groups(pod.containers)
      .flatMap(({ ports }) => groups(ports))
      .filter(({ hostPort, hostIP }) => !absent(hostPort) && isOpenEverywhere(hostIP))
      .map(({ hostPort }) => `port ${valueText(hostPort)} is open on every address of the node`),
  ]);

export const closedPorts: Rule = {
  name: 'no-port-on-every-address',
  description: 'Where people depend on it, no port is open on every address.',
  remedy:
    'Whoever reaches Prometheus may read it all: bind the port to one address (`prometheus.bindAddress`, `grafana.bindAddress`), or put an ingress with a login before it.',
  onlyProduction: true,
  broken: (subject) => [
    ...(subject.type === DOCKER_CONTAINER ? docker(subject.props) : []),
    ...(subject.type === 'kubernetes:core/v1:Service' ? service(group(at(subject.props, 'spec'))) : []),
    ...kubernetes(subject),
    ...[...within(chartValues(subject))].flatMap(({ path, value }) =>
      path.at(-1) === 'service' ? service(group(value)).map((what) => `${path.join('.')}: ${what}`) : [],
    ),
  ],
};
