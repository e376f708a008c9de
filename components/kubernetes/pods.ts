/** What every pod of the stack is given. */
import type { ClaimSpec, PodSecurity, Resources } from './chart';

/** Memory is reserved whole: what a pod may use it must find. */
export const resources = (cpu: string, mebibytes: number): Resources => ({
  requests: { cpu, memory: `${mebibytes}Mi` },
  limits: { memory: `${mebibytes}Mi` },
});

export const claim = (storageClass: string | undefined, size: string): ClaimSpec => ({
  ...(storageClass === undefined ? {} : { storageClassName: storageClass }),
  accessModes: ['ReadWriteOnce'],
  resources: { requests: { storage: size } },
});

export const podSecurity = (user: number, group: number): PodSecurity => ({
  runAsNonRoot: true,
  runAsUser: user,
  runAsGroup: group,
  fsGroup: group,
  seccompProfile: { type: 'RuntimeDefault' },
});
