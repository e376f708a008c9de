/**
 * Which alerts are inhibited while others fire, so that an incident is one page; lib/alerting/inhibition.ts explains
 * how.
 */
import type { InhibitionTable } from '../lib/alerting/inhibition-table';
import type { StackAlertName } from './alerts';
import type { Group } from './labels';
import type { postgresAlerts } from './postgres';
import type { redisAlerts } from './redis';

type AlertName = StackAlertName | keyof (typeof postgresAlerts & typeof redisAlerts);

/** The groups whose alerts measure the platform: if it cannot be scraped, they only repeat that. */
export const platformGroups: readonly Group[] = ['api_health', 'business_health', 'slo'];

/** Alerts on stores whose dependants recover later than the store, because connections come back one by one. */
const stores: readonly AlertName[] = ['PostgresDown', 'RedisDisconnected', 'RedisDown'];

/** Alerts that follow if requests fail or hang because a store is down. */
const REQUESTS_FAIL: readonly AlertName[] = [
  'CriticalErrorRate',
  'HighErrorRate',
  'CriticalAPILatency',
  'HighAPILatency',
  'CriticalEAPollErrors',
  'EAPollErrors',
  'APIAvailabilityErrorBudgetBurn',
  'APILatencyErrorBudgetBurn',
  'EAPollingErrorBudgetBurn',
];

/** Stores do not inhibit tickets on error budgets, which are about the whole month. */
const targets: { readonly [N in AlertName]?: readonly AlertName[] } = {
  TargetDown: ['TargetPartlyDown', 'TargetFlapping'],
  RedisDown: ['RedisDisconnected', ...REQUESTS_FAIL],
  RedisDisconnected: REQUESTS_FAIL,
  PostgresDown: [
    'DatabaseConnectionPoolExhausted',
    'SignalIngestionStopped',
    'SignalSourceSilent',
    'LowSignalIngestionRate',
    'SignalFreshnessErrorBudgetBurn',
    'HighMiniAppLatency',
    ...REQUESTS_FAIL,
  ],
  // The alert on a threshold names the culprit; the one on the budget only shows that it matters.
  CriticalErrorRate: ['APIAvailabilityErrorBudgetBurn', 'APIAvailabilityErrorBudgetBurnSlow'],
  HighErrorRate: ['APIAvailabilityErrorBudgetBurnSlow'],
  CriticalAPILatency: ['APILatencyErrorBudgetBurn', 'APILatencyErrorBudgetBurnSlow'],
  HighAPILatency: ['APILatencyErrorBudgetBurnSlow'],
  SignalIngestionStopped: [
    'SignalSourceSilent',
    'SignalFreshnessErrorBudgetBurn',
    'SignalFreshnessErrorBudgetBurnSlow',
  ],
  LowSignalIngestionRate: ['SignalFreshnessErrorBudgetBurnSlow'],
  NoEARequests: ['EAEndpointSilent'],
  CriticalEAPollErrors: ['EAPollingErrorBudgetBurn', 'EAPollingErrorBudgetBurnSlow'],
  EAPollErrors: ['EAPollingErrorBudgetBurnSlow'],
};

export const inhibitions = { targets, targetDown: 'TargetDown', stores } as const satisfies InhibitionTable & {
  targetDown: AlertName;
};
