/** Containers have only the privileges that they need, for the case that somebody breaks into one. */
import type { Rule, Subject } from './rule';
import { at, groups, list, valueText, type Value } from './value';
import { pods, workloads, type Workload } from './workloads';

/** Capabilities that are equivalent to root on the machine. */
const MIGHTY = ['ALL', 'SYS_ADMIN', 'SYS_MODULE', 'SYS_PTRACE', 'SYS_RAWIO', 'DAC_READ_SEARCH', 'NET_ADMIN', 'BPF'];

function* privilegeProblems(workload: Workload): Generator<string> {
  if (workload.runsAsRoot) yield 'it runs as root';
  if (workload.privileged === true) yield 'it is privileged';
  if (!workload.dropsAll) yield 'it keeps capabilities';
  for (const capability of list(workload.adds).map(valueText))
    if (MIGHTY.includes(capability.toUpperCase().replace(/^CAP_/, ''))) yield `it has the capability ${capability}`;
  if (!workload.noNewPrivileges) yield 'it may gain privileges';
  if (!workload.readOnlyRoot) yield 'its root file system can be written';
}

/** Docker's socket is equivalent to root on the machine, whatever the container's own privileges. */
const SOCKET = /\/docker\.sock$/;

/** The paths of the machine that a container sees. */
const hostPaths = (subject: Subject): Value[] => [
  ...groups(subject.props.volumes).map(({ hostPath }) => hostPath),
  ...groups(subject.props.mounts).map(({ source }) => source),
  ...pods(subject).flatMap((pod) => groups(pod.volumes).map((volume) => at(volume, 'hostPath.path'))),
];

export const fewPrivileges: Rule = {
  name: 'few-privileges',
  description: 'A container is not root, has no capabilities, cannot gain any, and cannot change its own programs.',
  remedy:
    'A hole in the program would be a hole in the machine. Docker: `user`, `capabilities.drops: [ALL]`, `securityOpts: [no-new-privileges:true]`, `readOnly`; ' +
    'Kubernetes: the same in `securityContext`.',
  *broken(subject) {
    for (const workload of workloads(subject))
      for (const what of privilegeProblems(workload)) yield workload.label + what;
    if (hostPaths(subject).some((path) => typeof path === 'string' && SOCKET.test(path)))
      yield "it has Docker's socket";
  },
};
