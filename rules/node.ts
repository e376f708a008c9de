/** Alerts on hosts, of group `infrastructure`: a stack has them if it has the node exporter. */
import { nodeSeries } from '../metrics/exporters/node';
import { scalar, type Vector } from '../lib/promql';
import type { TargetLabel } from '../lib/contract/target-labels';
import { above } from '../lib/alerting/alert';
import type { AlertDefinitions } from './alert-definitions';
import { nearlyFull, INSTANCE_LABELS, type Where } from './exporter-failures';
import { currentValue, type Reading } from './replica-gauges';

/** File systems in memory, or read-only images: they are never full, or always. */
const NO_DISK = { fstype: { notMatches: 'tmpfs|ramfs|overlay|squashfs|erofs|iso9660|nsfs|fuse.*' } } as const;
type DiskLabel = TargetLabel | 'device' | 'fstype' | 'mountpoint';
/** Share of each disk's space that is not available to programs. */
export function diskShare(where: Where = {}, read: Reading = currentValue): Vector<DiskLabel> {
  const available = read(nodeSeries.gauge('node_filesystem_avail_bytes', { ...NO_DISK, ...where }));
  return scalar<DiskLabel>(1).minus(
    available.dividedBy(read(nodeSeries.gauge('node_filesystem_size_bytes', { ...NO_DISK, ...where }))),
  );
}
/** Share of each host's memory that is not available to programs; memory in caches is available. */
export function memoryShare(where: Where = {}, read: Reading = currentValue): Vector<TargetLabel> {
  const available = read(nodeSeries.gauge('node_memory_MemAvailable_bytes', where));
  return scalar<TargetLabel>(1).minus(available.dividedBy(read(nodeSeries.gauge('node_memory_MemTotal_bytes', where))));
}

const DISK = ['mountpoint', 'instance'] as const;

export const nodeAlerts = {
  HostDiskNearlyFull: {
    ...nearlyFull(
      {
        record: 'mountpoint_instance:node_filesystem:ratio',
        meaning: 'Share (0..1) of the space on a disk that is in use',
      },
      diskShare,
      DISK,
    ),
    group: 'infrastructure',
    severity: 'warning',
    component: 'host',
    requires: ['node'],
    limitsBy: 'mountpoints',
    threshold: above(0.9, 'ratio'),
    for: '10m',
    summary: 'A disk is nearly full',
    impact: 'What writes to it stops: databases, logs, and Prometheus itself.',
    says: ({ label, value, limit, duration }) => ({
      firing: `${label('mountpoint')} on ${label('instance')} is ${value} full, more than ${limit} for ${duration}.`,
      resolved: `${label('mountpoint')} on ${label('instance')} is no longer more than ${limit} full; it was for`,
    }),
    panel: { dashboard: 'infrastructure', panel: 'hostDisk' },
    noData: 'ok',
  },
  HostMemoryNearlyFull: {
    ...nearlyFull(
      { record: 'instance:node_memory:ratio', meaning: 'Share (0..1) of the memory of a host that is in use' },
      memoryShare,
      INSTANCE_LABELS,
    ),
    group: 'infrastructure',
    severity: 'warning',
    component: 'host',
    requires: ['node'],
    limitsBy: 'instances',
    threshold: above(0.9, 'ratio'),
    for: '10m',
    summary: 'A host is short of memory',
    impact: 'The kernel is about to end processes, the largest first.',
    says: ({ culprit, value, limit, duration }) => ({
      firing: `${culprit} uses ${value} of its memory, more than ${limit} for ${duration}.`,
      resolved: `${culprit} no longer uses more than ${limit} of its memory; it did for`,
    }),
    panel: { dashboard: 'infrastructure', panel: 'hostMemory' },
    noData: 'ok',
  },
} as const satisfies AlertDefinitions;
