/** Containers of every kind of resource, in one format for the rules. */
import {
  UNKNOWN,
  absent,
  at,
  group,
  groups,
  includes,
  isGroup,
  list,
  valueText,
  within,
  type Group,
  type Value,
} from './value';
import type { Subject } from './rule';

export const DOCKER_CONTAINER = 'docker:index/container:Container';
const POD_TYPES = /^kubernetes:(core|apps|batch)\//;
const HELM_TYPES = /^kubernetes:helm\.sh\//;
/** kube-prometheus-stack, which is widely used; its parts are known by name. */
const KUBE_PROMETHEUS_STACK = /kube-prometheus-stack/;

export interface Workload {
  /** The name of the container in the resource; empty if the resource has only one. */
  readonly label: string;
  readonly image: Value;
  /** Environment variables whose value is in the container's own definition. */
  readonly env: readonly { readonly name: string; readonly value: Value }[];
  /** Entry point and arguments. */
  readonly words: readonly Value[];
  readonly memory: Value;
  readonly runsAsRoot: boolean;
  readonly privileged: Value;
  readonly dropsAll: boolean;
  readonly adds: Value;
  readonly noNewPrivileges: boolean;
  readonly readOnlyRoot: boolean;
}

/** `KEY=value`, Docker's format. */
function variable(text: Value): { name: string; value: Value }[] {
  if (typeof text !== 'string') return [];
  const cut = text.indexOf('=');
  return cut < 0 ? [] : [{ name: text.slice(0, cut), value: text.slice(cut + 1) }];
}

const isTrueOrUnknown = (value: Value): boolean => value === UNKNOWN || value === true;
const isAll = (capability: string): boolean => capability.toUpperCase() === 'ALL';

function fromDocker(props: Group): Workload {
  const user = props.user;
  return {
    label: '',
    image: props.image,
    env: list(props.envs).flatMap(variable),
    words: [...list(props.entrypoints), ...list(props.command)],
    memory: props.memory,
    // uid:gid or names; if left out, the image's user, which is root unless the image sets another.
    runsAsRoot: absent(user) || (typeof user === 'string' && /^(0+|root)(:|$)/.test(user)),
    privileged: props.privileged,
    dropsAll: includes(at(props, 'capabilities.drops'), isAll),
    adds: at(props, 'capabilities.adds'),
    noNewPrivileges: includes(props.securityOpts, (option) => /^no-new-privileges(:true|=true)?$/.test(option)),
    // A container that never starts is no risk; Docker can copy files into one only if its root is writable.
    readOnlyRoot: isTrueOrUnknown(props.readOnly) || props.start === false,
  };
}

function fromPod(pod: Group, container: Group): Workload {
  const context = group(container.securityContext);
  const shared = group(pod.securityContext);
  const user = context.runAsUser ?? shared.runAsUser;
  const nonRoot = context.runAsNonRoot ?? shared.runAsNonRoot;
  return {
    label: `container ${valueText(container.name)}: `,
    image: container.image,
    env: groups(container.env).flatMap(({ name, value }) => (typeof name === 'string' ? [{ name, value }] : [])),
    words: [...list(container.command), ...list(container.args)],
    memory: at(container, 'resources.limits.memory'),
    runsAsRoot: user === 0 || (absent(user) && !isTrueOrUnknown(nonRoot)),
    privileged: context.privileged,
    dropsAll: includes(at(context, 'capabilities.drop'), isAll),
    adds: at(context, 'capabilities.add'),
    noNewPrivileges: context.allowPrivilegeEscalation === false || context.allowPrivilegeEscalation === UNKNOWN,
    readOnlyRoot: isTrueOrUnknown(context.readOnlyRootFilesystem),
  };
}

/** Every pod specification in a Kubernetes resource. */
export const pods = (subject: Subject): Group[] =>
  POD_TYPES.test(subject.type)
    ? [...within(subject.props)]
        .map(({ value }) => value)
        .filter((value) => isGroup(value) && Array.isArray(value.containers))
        .map(group)
    : [];

/** The containers that a resource runs. */
export function workloads(subject: Subject): Workload[] {
  if (subject.type === DOCKER_CONTAINER) return [fromDocker(subject.props)];
  return pods(subject).flatMap((pod) =>
    [...groups(pod.initContainers), ...groups(pod.containers)].map((container) => fromPod(pod, container)),
  );
}

/** The values of a Helm chart; undefined if the resource is not a chart. */
export const chartValues = (subject: Subject): Group | undefined =>
  HELM_TYPES.test(subject.type) ? group(subject.props.values) : undefined;

/** The values of kube-prometheus-stack; undefined if the resource is not that chart. */
export function stackChart(subject: Subject): Group | undefined {
  const values = chartValues(subject);
  const { chart } = values === undefined ? {} : subject.props;
  return typeof chart === 'string' && KUBE_PROMETHEUS_STACK.test(chart) ? values : undefined;
}
