/** Group `api_health`: is the API fast, right, and connected to what it needs? */
import { contract } from '../metrics/contract';
import { above, fixedThreshold } from '../lib/alerting/alert';
import type { AlertDefinitions } from './alert-definitions';
import { comparedSeries, record } from '../lib/alerting/alert-records';
import { latencyAbove } from '../lib/alerting/latency';
import { lastScrapedValue, rateAboveBy } from '../lib/alerting/measurements';
import { recording } from './recording';
import { poolConnections, redisConnected } from './replica-gauges';
import type { AlertSentences } from '../lib/alerting/sentences';

const routes = { by: ['route'], together: 'all routes' } as const;
const endpoints = { by: ['endpoint'], together: 'all endpoints' } as const;
/** Replicas are not summed: each is acted on by itself. */
const REPLICA = ['instance'] as const;

const latency = (least: number, share: number) =>
  latencyAbove({
    histogram: contract.request_duration_seconds,
    things: 'requests',
    background: { least, events: 40, share, culprits: 60 },
    culprits: routes,
  });
// Client errors (4xx) are no failure of the platform.
const serverErrors = rateAboveBy(
  recording.errors,
  { record: 'endpoint:errors_5xx:rate5m', meaning: 'Server errors (5xx) a second' },
  endpoints,
  { status: { matches: '5..' } },
);
const answerErrors =
  (errors: string): AlertSentences =>
  ({ culprit, label, eachOrAll, number, limit, duration }) => ({
    firing: `${eachOrAll(`${label('endpoint')} answers`, 'All endpoints together answer')} ${number} ${errors} a second, more than ${limit} for ${duration}.`,
    resolved: `The ${errors} of ${culprit} are no longer above ${limit}; they were for`,
  });

const POOL = {
  record: 'instance:db_connection_pool_size:sum',
  meaning: 'Connections in the pools of all workers of a replica',
} as const;
const REDIS = {
  record: 'instance:redis_connected:max',
  meaning: '1 while any worker of a replica is connected to Redis, else 0',
} as const;

export const api = {
  HighAPILatency: {
    ...latency(5, 0.01),
    group: 'api_health',
    severity: 'warning',
    component: 'api',
    limitsBy: 'routes',
    threshold: above(1, 'seconds'),
    for: '5m',
    summary: 'The API is slow',
    impact: 'Users wait: more than one request in twenty takes longer than it should.',
    panel: { dashboard: 'api-health', panel: 'latency' },
    noData: 'ok',
    critical: 'CriticalAPILatency',
  },
  CriticalAPILatency: {
    ...latency(4, 0.002),
    group: 'api_health',
    severity: 'critical',
    component: 'api',
    limitsBy: 'routes',
    threshold: above(5, 'seconds'),
    for: '2m',
    summary: 'The API hardly answers',
    impact: 'Users give up: more than one request in twenty takes so long that clients time out.',
    panel: { dashboard: 'api-health', panel: 'latency' },
    noData: 'ok',
  },
  HighErrorRate: {
    ...serverErrors,
    group: 'api_health',
    severity: 'warning',
    component: 'api',
    limitsBy: 'endpoints',
    threshold: above(0.1, 'per second'),
    for: '5m',
    summary: 'The API answers with errors',
    impact: 'Some users see failures.',
    says: answerErrors('server errors (5xx)'),
    panel: { dashboard: 'api-health', panel: 'errorRate' },
    noData: 'ok',
    critical: 'CriticalErrorRate',
  },
  CriticalErrorRate: {
    ...serverErrors,
    group: 'api_health',
    severity: 'critical',
    component: 'api',
    limitsBy: 'endpoints',
    threshold: above(1, 'per second'),
    for: '2m',
    summary: 'The API fails on a large scale',
    impact: 'Many users see failures.',
    says: answerErrors('server errors (5xx)'),
    panel: { dashboard: 'api-health', panel: 'errorRate' },
    noData: 'ok',
  },
  HighClientErrorRate: {
    ...rateAboveBy(
      recording.errors,
      { record: 'endpoint:errors_4xx:rate5m', meaning: 'Client errors (4xx) a second' },
      endpoints,
      { status: { matches: '4..' } },
    ),
    group: 'api_health',
    severity: 'warning',
    component: 'api',
    limitsBy: 'endpoints',
    threshold: above(1, 'per second'),
    for: '10m',
    summary: 'Clients of the API get many errors',
    impact: 'A client misbehaves or attacks, or a release broke what clients rely on.',
    says: answerErrors('client errors (4xx)'),
    panel: { dashboard: 'api-health', panel: 'clientErrorRate' },
    noData: 'ok',
  },
  DatabaseConnectionPoolExhausted: {
    group: 'api_health',
    severity: 'critical',
    component: 'database',
    limitsBy: 'instances',
    threshold: above(90, 'count'),
    for: '5m',
    summary: 'The database connection pool is nearly exhausted',
    impact: 'Requests queue for a connection and soon time out.',
    says: ({ culprit, number, limit, duration }) => ({
      firing: `${culprit} has ${number} connections in its database pool, more than ${limit} for ${duration}.`,
      resolved: `${culprit} no longer has more than ${limit} connections in its database pool; it did for`,
    }),
    measure: (platform, { threshold }, server) => ({
      ...comparedSeries(
        record(
          server,
          POOL,
          poolConnections(platform, (gauge) => lastScrapedValue(gauge, server)),
        ),
      ),
      by: REPLICA,
      test: '>',
      bound: threshold,
      unit: 'count',
    }),
    panel: { dashboard: 'api-health', panel: 'databasePool' },
    noData: 'ok',
  },
  RedisDisconnected: {
    group: 'api_health',
    severity: 'critical',
    component: 'redis',
    threshold: fixedThreshold(0, 'state'),
    for: '1m',
    summary: 'Redis is disconnected',
    impact: 'Sessions, rate limits and caches fail on this replica.',
    says: ({ culprit, duration }) => ({
      firing: `${culprit} has had no connection to Redis for ${duration}.`,
      resolved: `${culprit} is connected to Redis again, or gone; it was cut off for`,
    }),
    measure: (platform, _numbers, server) => ({
      ...comparedSeries(
        record(
          server,
          REDIS,
          redisConnected(platform, (gauge) => lastScrapedValue(gauge, server)),
        ),
      ),
      by: REPLICA,
      test: '==',
      bound: 0,
      unit: 'state',
    }),
    panel: { dashboard: 'api-health', panel: 'redis' },
    noData: 'ok',
  },
  HighRateLimitRejections: {
    ...rateAboveBy(
      recording.refusals,
      { record: 'route:ratelimit_blocks:rate5m', meaning: 'Refusals by the rate limiter a second' },
      routes,
    ),
    group: 'api_health',
    severity: 'warning',
    component: 'ratelimit',
    limitsBy: 'routes',
    threshold: above(10, 'per second'),
    for: '10m',
    summary: 'The rate limiter refuses many requests',
    impact: 'A client misbehaves or attacks, or the limits are too tight for honest users.',
    says: ({ culprit, number, limit, duration }) => ({
      firing: `The rate limiter refuses ${number} requests a second on ${culprit}, more than ${limit} for ${duration}.`,
      resolved: `The rate limiter no longer refuses more than ${limit} on ${culprit}; it did for`,
    }),
    panel: { dashboard: 'api-health', panel: 'rateLimit' },
    noData: 'ok',
  },
} as const satisfies AlertDefinitions;
