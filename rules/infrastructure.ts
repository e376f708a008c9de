/** Group `infrastructure`: alerts on what the platform stands on. Each exists only where the exporter that sees it does. */
import { exporterNames, type Exporter } from '../lib/contract/exporters';
import { exporterGauge, exportersUp, exporterUp } from '../metrics/exporter-metrics';
import { absent, max, min, scalar, sum, type Gauge, type Matchers, type Vector } from '../lib/promql';
import type { TargetLabel } from '../lib/contract/target-labels';
import { above, fixed, type AlertDefinition, type Measurement } from '../lib/alerting/alert';
import type { AlertDefinitions } from './alert-definitions';
import { compared, record, type SeriesName } from '../lib/alerting/alert-records';
import { lately } from '../lib/alerting/measurements';
import { currentValue, type Reading } from './replica-gauges';

type Where = Matchers<TargetLabel>;
type Parts = Pick<AlertDefinition, 'measure'>;

/** Share of each Postgres server's connections that are taken. */
export const connectionShare = (where: Where = {}, read: Reading = currentValue): Vector<'instance'> =>
  sum(read(exporterGauge('pg_stat_activity_count', where)), 'instance').dividedBy(
    max(read(exporterGauge('pg_settings_max_connections', where)), 'instance'),
  );
/** Share of its memory limit that each Redis uses; none for one without a limit. */
export const redisMemoryShare = (where: Where = {}, read: Reading = currentValue): Vector<TargetLabel> =>
  read(exporterGauge('redis_memory_used_bytes', where)).dividedBy(
    read(exporterGauge('redis_memory_max_bytes', where)).compare('>', 0),
  );

/** File systems that live in memory or are read-only images: full by nature, or never. */
const NO_DISK = { fstype: { notMatches: 'tmpfs|ramfs|overlay|squashfs|erofs|iso9660|nsfs|fuse.*' } } as const;
type DiskLabel = TargetLabel | 'device' | 'fstype' | 'mountpoint';
/** Share of each disk's space that programs cannot have any more. */
export function diskShare(where: Where = {}, read: Reading = currentValue): Vector<DiskLabel> {
  const available = read(exporterGauge('node_filesystem_avail_bytes', { ...NO_DISK, ...where }));
  return scalar<DiskLabel>(1).minus(
    available.dividedBy(read(exporterGauge('node_filesystem_size_bytes', { ...NO_DISK, ...where }))),
  );
}
/** Share of each host's memory that programs cannot have any more: what caches hold, they can. */
export function memoryShare(where: Where = {}, read: Reading = currentValue): Vector<TargetLabel> {
  const available = read(exporterGauge('node_memory_MemAvailable_bytes', where));
  return scalar<TargetLabel>(1).minus(available.dividedBy(read(exporterGauge('node_memory_MemTotal_bytes', where))));
}

const SERVER = ['instance'] as const;
const DISK = ['mountpoint', 'instance'] as const;
const EXPORTER = ['job', 'instance'] as const;
const EXPORTER_UP = {
  record: 'job_instance:exporter_up:min',
  meaning: '1 for an exporter that answers its scrapes, else 0',
} as const;

/** Each culprit whose share is above the threshold. */
function nearlyFull<K extends string>(
  name: SeriesName,
  share: (where: Where, read: Reading) => Vector<K>,
  by: readonly K[],
): Parts {
  return {
    measure: (_platform, { threshold }, server): Measurement => {
      const shares = share({}, (gauge) => lately(gauge, server));
      return {
        ...compared(record(server, name, max(shares, ...by))),
        by,
        test: '>',
        bound: threshold,
        unit: 'ratio',
      };
    },
  };
}

/** Each server that its exporter cannot reach. */
function unreachable(name: SeriesName, up: Gauge<TargetLabel>): Parts {
  return {
    measure: (_platform, _numbers, evaluator): Measurement => ({
      ...compared(record(evaluator, name, min(lately(up, evaluator), ...SERVER))),
      by: SERVER,
      test: '==',
      bound: 0,
      unit: 'state',
    }),
  };
}

/** 1 for each exporter that answers, 0 for one that does not; one that is no target, as a pod that could not start, has no `instance`. */
const exporterAnswers = (exporters: readonly Exporter[]): Vector<'job' | 'instance'> =>
  exporters.reduce<Vector<'job' | 'instance'>>(
    (all, name) => all.or(absent(exporterUp(name)).times(0)),
    min(exportersUp({}, exporters), ...EXPORTER),
  );

export const infrastructure = {
  ExporterDown: {
    group: 'infrastructure',
    severity: 'warning',
    component: 'monitoring',
    requires: exporterNames,
    threshold: fixed(0, 'state'),
    for: '5m',
    summary: 'An exporter cannot be scraped',
    impact: 'The alerts and panels on what it watches see nothing.',
    says: ({ label, duration }) => ({
      firing: `The exporter ${label('job')}${label('instance', ' at ')} has not answered a scrape for ${duration}.`,
      resolved: `The exporter ${label('job')}${label('instance', ' at ')} answers again or is gone; it was silent for`,
    }),
    measure: (_platform, _numbers, server) => ({
      ...compared(record(server, EXPORTER_UP, exporterAnswers(server.exporters))),
      by: EXPORTER,
      test: '==',
      bound: 0,
      unit: 'state',
    }),
    panel: { dashboard: 'infrastructure', panel: 'exporters' },
    noData: 'ok',
  },
  PostgresDown: {
    ...unreachable(
      { record: 'instance:pg_up:min', meaning: '1 while the exporter reaches Postgres, else 0' },
      exporterGauge('pg_up'),
    ),
    group: 'infrastructure',
    severity: 'critical',
    component: 'database',
    requires: ['postgres'],
    threshold: fixed(0, 'state'),
    for: '1m',
    summary: 'Postgres does not answer',
    impact: 'Nothing can be read or stored: requests fail as soon as they need the database.',
    says: ({ culprit, duration }) => ({
      firing: `Postgres (${culprit}) has not answered for ${duration}.`,
      resolved: `Postgres (${culprit}) answers again or is gone; it was silent for`,
    }),
    panel: { dashboard: 'infrastructure', panel: 'postgresUp' },
    noData: 'ok',
  },
  PostgresConnectionsNearlyExhausted: {
    ...nearlyFull(
      {
        record: 'instance:pg_connections:ratio',
        meaning: 'Share (0..1) of the connections of Postgres that are taken',
      },
      connectionShare,
      SERVER,
    ),
    group: 'infrastructure',
    severity: 'warning',
    component: 'database',
    requires: ['postgres'],
    limitsBy: 'instances',
    threshold: above(0.8, 'ratio'),
    for: '5m',
    summary: 'Postgres runs out of connections',
    impact: 'Once all are taken, new connections are refused and requests fail.',
    says: ({ culprit, value, limit, duration }) => ({
      firing: `Postgres (${culprit}) has ${value} of its connections taken, more than ${limit} for ${duration}.`,
      resolved: `Postgres (${culprit}) no longer has more than ${limit} of its connections taken; it did for`,
    }),
    panel: { dashboard: 'infrastructure', panel: 'postgresConnections' },
    noData: 'ok',
  },
  RedisDown: {
    ...unreachable(
      { record: 'instance:redis_up:min', meaning: '1 while the exporter reaches Redis, else 0' },
      exporterGauge('redis_up'),
    ),
    group: 'infrastructure',
    severity: 'critical',
    component: 'redis',
    requires: ['redis'],
    threshold: fixed(0, 'state'),
    for: '1m',
    summary: 'Redis does not answer',
    impact: 'Sessions, rate limits and caches fail for every replica of the backend.',
    says: ({ culprit, duration }) => ({
      firing: `Redis (${culprit}) has not answered for ${duration}.`,
      resolved: `Redis (${culprit}) answers again or is gone; it was silent for`,
    }),
    panel: { dashboard: 'infrastructure', panel: 'redisUp' },
    noData: 'ok',
  },
  RedisMemoryNearlyFull: {
    ...nearlyFull(
      { record: 'instance:redis_memory:ratio', meaning: 'Share (0..1) of its memory limit that Redis uses' },
      redisMemoryShare,
      SERVER,
    ),
    group: 'infrastructure',
    severity: 'warning',
    component: 'redis',
    requires: ['redis'],
    limitsBy: 'instances',
    threshold: above(0.9, 'ratio'),
    for: '10m',
    summary: 'Redis is nearly full',
    impact: 'At its limit Redis throws keys away or refuses writes: sessions end and rate limits are forgotten.',
    says: ({ culprit, value, limit, duration }) => ({
      firing: `Redis (${culprit}) uses ${value} of its memory limit, more than ${limit} for ${duration}.`,
      resolved: `Redis (${culprit}) no longer uses more than ${limit} of its memory limit; it did for`,
    }),
    panel: { dashboard: 'infrastructure', panel: 'redisMemory' },
    noData: 'ok',
  },
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
      SERVER,
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
