/** Alerts on Redis, of group `infrastructure`: a stack has them if it has the exporter. */
import { redisSeries } from '../metrics/exporters/redis';
import type { Vector } from '../lib/promql';
import type { TargetLabel } from '../lib/contract/target-labels';
import { above, fixedThreshold } from '../lib/alerting/alert';
import type { AlertDefinitions } from './alert-definitions';
import { nearlyFull, INSTANCE_LABELS, unreachable, type Where } from './exporter-failures';
import { currentValue, type Reading } from './replica-gauges';

/** Share of its memory limit that each Redis uses; no series for one without a limit. */
export const redisMemoryShare = (where: Where = {}, read: Reading = currentValue): Vector<TargetLabel> =>
  read(redisSeries.gauge('redis_memory_used_bytes', where)).dividedBy(
    read(redisSeries.gauge('redis_memory_max_bytes', where)).compare('>', 0),
  );

export const redisAlerts = {
  RedisDown: {
    ...unreachable(
      { record: 'instance:redis_up:min', meaning: '1 while the exporter reaches Redis, else 0' },
      redisSeries.gauge('redis_up'),
    ),
    group: 'infrastructure',
    severity: 'critical',
    component: 'redis',
    requires: ['redis'],
    threshold: fixedThreshold(0, 'state'),
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
      INSTANCE_LABELS,
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
} as const satisfies AlertDefinitions;
