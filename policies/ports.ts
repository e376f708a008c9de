/** No port is open to the network without need. */
import type { Rule, Subject } from './rule';
import { absent, group, groups, valueText, within, type Group, type Value } from './value';
import { DOCKER_CONTAINER, chartValues, pods } from './workloads';

/** Whether a port with this address is open on every address of the machine, which is Docker's default. */
export const isOpenEverywhere = (address: Value): boolean =>
  absent(address) || address === '0.0.0.0' || (typeof address === 'string' && /^\[?[0:]*:[0:]*\]?$/.test(address));

function* docker(props: Group): Generator<string> {
  for (const { ip, external, internal } of groups(props.ports))
    if (isOpenEverywhere(ip)) yield `port ${valueText(external ?? internal)} is open on every address of the machine`;
  if (props.publishAllPorts === true) yield 'every port of the image is open on every address of the machine';
  if (props.networkMode === 'host') yield "it shares the machine's network, and with it every port it listens on";
}

/** A service that is reachable from outside the cluster. */
function service(spec: Group): string[] {
  if (spec.type === 'NodePort') return ['a NodePort is open on every node'];
  const ranges = spec.loadBalancerSourceRanges;
  return spec.type === 'LoadBalancer' && (absent(ranges) || (Array.isArray(ranges) && ranges.length === 0))
    ? ['a load balancer takes everybody in']
    : [];
}

function* kubernetes(subject: Subject): Generator<string> {
  for (const pod of pods(subject)) {
    if (pod.hostNetwork === true) yield "it shares the node's network";
    for (const { hostPort, hostIP } of groups(pod.containers).flatMap(({ ports }) => groups(ports)))
      if (!absent(hostPort) && isOpenEverywhere(hostIP))
        yield `port ${valueText(hostPort)} is open on every address of the node`;
  }
}

export const closedPorts: Rule = {
  name: 'no-port-on-every-address',
  description: 'Where people depend on it, no port is open on every address.',
  remedy:
    'Whoever reaches Prometheus may read it all: bind the port to one address (`prometheus.bindAddress`, `grafana.bindAddress`), or put an ingress with a login before it.',
  onlyProduction: true,
  *broken(subject) {
    if (subject.type === DOCKER_CONTAINER) yield* docker(subject.props);
    if (subject.type === 'kubernetes:core/v1:Service') yield* service(group(subject.props.spec));
    yield* kubernetes(subject);
    for (const { path, value } of within(chartValues(subject)))
      for (const what of path.at(-1) === 'service' ? service(group(value)) : []) yield `${path.join('.')}: ${what}`;
  },
};
