/** Containers have only the privileges that they need, for the case that somebody breaks into one. */
import type { Rule, Subject } from './rule';
import { at, groups, list, valueText } from './value';
import { pods, workloads, type Workload } from './workloads';

/** Capabilities that are equivalent to root on the machine. */
const MIGHTY = ['ALL', 'SYS_ADMIN', 'SYS_MODULE', 'SYS_PTRACE', 'SYS_RAWIO', 'DAC_READ_SEARCH', 'NET_ADMIN', 'BPF'];

function privilegeProblems({
  runsAsRoot,
  privileged,
  dropsAll,
  adds,
  noNewPrivileges,
  readOnlyRoot,
}: Workload): string[] {
  const mighty = list(adds).filter((each) => MIGHTY.includes(valueText(each).toUpperCase().replace(/^CAP_/, '')));
  return [
    ...(runsAsRoot ? ['it runs as root'] : []),
    ...(privileged === true ? ['it is privileged'] : []),
    ...(dropsAll ? [] : ['it keeps capabilities']),
    ...mighty.map((each) => `it has the capability ${valueText(each)}`),
    ...(noNewPrivileges ? [] : ['it may gain privileges']),
    ...(readOnlyRoot ? [] : ['its root file system can be written']),
  ];
}

/** Docker's socket is equivalent to root on the machine, whatever the container's own privileges. */
const SOCKET = /\/docker\.sock$/;

function socket(subject: Subject): string[] {
  const { props } = subject;
  const paths = [
    ...groups(props.volumes).map(({ hostPath }) => hostPath),
    ...groups(props.mounts).map(({ source }) => source),
    ...pods(subject).flatMap((pod) => groups(pod.volumes).map((volume) => at(volume, 'hostPath.path'))),
  ];
  return paths.some((path) => typeof path === 'string' && SOCKET.test(path)) ? ["it has Docker's socket"] : [];
}

export const fewPrivileges: Rule = {
  name: 'few-privileges',
  description: 'A container is not root, has no capabilities, cannot gain any, and cannot change its own programs.',
  remedy:
    'A hole in the program would be a hole in the machine. Docker: `user`, `capabilities.drops: [ALL]`, `securityOpts: [no-new-privileges:true]`, `readOnly`; ' +
    'Kubernetes: the same in `securityContext`.',
  broken: (subject) => [
    ...workloads(subject).flatMap((each) => privilegeProblems(each).map((what) => each.label + what)),
    ...socket(subject),
  ],
};
