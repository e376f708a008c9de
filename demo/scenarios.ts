/** Named faults, one for each alert: the changes to the healthy load, as data. */
import { closest } from 'fastest-levenshtein';
import type { StackAlertName } from '../rules/alerts';
import { HEALTHY, type Load } from './load';

interface Fault {
  /** One line. */
  readonly description: string;
  /** The alert that fires, in addition to its warning twin; null if none does. */
  readonly alert: StackAlertName | null;
  readonly effect: Partial<Load>;
}

const { tradingview: _silent, ...otherSources } = HEALTHY.sources;

// The fault of a warning stays below the threshold of its critical twin. Its errors are high in total, but low in every
// single series.
const faults = {
  healthy: { description: 'A normal trading day', alert: null, effect: {} },
  'slow-api': {
    description: 'API requests take eight times as long; few of them over 5 s',
    alert: 'HighAPILatency',
    effect: { apiSlowness: 8 },
  },
  'stalled-api': {
    description: 'API requests take sixty times as long; many of them over 5 s',
    alert: 'CriticalAPILatency',
    effect: { apiSlowness: 60 },
  },
  'api-errors': {
    description: 'Some API requests fail, spread over endpoints and statuses',
    alert: 'HighErrorRate',
    effect: { failures: 0.22 },
  },
  'api-error-storm': {
    description: 'A large part of all API requests fails',
    alert: 'CriticalErrorRate',
    effect: { failures: 6 },
  },
  'client-errors': {
    description: 'Clients send requests that the API refuses as wrong, spread over endpoints and statuses',
    alert: 'HighClientErrorRate',
    effect: { clientErrors: 3 },
  },
  'pool-exhausted': {
    description: 'The database connection pool is nearly full',
    alert: 'DatabaseConnectionPoolExhausted',
    effect: { poolSize: 97 },
  },
  'redis-down': {
    description: 'The connection to Redis is lost',
    alert: 'RedisDisconnected',
    effect: { redisConnected: false },
  },
  'rate-limit-flood': {
    description: 'A client floods all routes and the rate limiter refuses it',
    alert: 'HighRateLimitRejections',
    effect: { refusals: 56 },
  },
  'signals-stopped': {
    description: 'No source delivers a trading signal',
    alert: 'SignalIngestionStopped',
    effect: { signals: 0 },
  },
  'signal-source-silent': {
    description: 'tradingview delivers no trading signal, the other sources deliver more',
    alert: 'SignalSourceSilent',
    effect: { sources: otherSources },
  },
  'signals-trickle': {
    description: 'One trading signal every four to eight minutes, from all sources together',
    alert: 'LowSignalIngestionRate',
    effect: { signals: 0.004 },
  },
  'approvals-rejected': {
    description: 'Many signals are judged, nine of ten rejected',
    alert: 'HighApprovalRejectionRate',
    effect: { rejectedShare: 0.9, approvals: 1 },
  },
  'webhook-replays': {
    description: 'Payment webhooks arrive again and again and are blocked as replays',
    alert: 'PaymentWebhookFailures',
    effect: { webhookReplays: 0.8 },
  },
  'payments-failing': {
    description: 'Nine of ten payments fail, and customers try again',
    alert: 'HighPaymentFailureRate',
    effect: { failedShare: 0.9, payments: 0.6 },
  },
  'checkouts-stopped': {
    description: 'Nobody starts a checkout',
    alert: 'NoCheckoutsStarted',
    effect: { checkouts: 0 },
  },
  'ea-poll-errors': {
    description: 'Some polls of expert advisors fail, for several reasons',
    alert: 'EAPollErrors',
    effect: { eaPollErrors: 1.6 },
  },
  'ea-poll-error-storm': {
    description: 'Most polls of expert advisors fail, for several reasons',
    alert: 'CriticalEAPollErrors',
    effect: { eaPollErrors: 11 },
  },
  'ea-silent': {
    description: 'No expert advisor calls',
    alert: 'NoEARequests',
    effect: { eaPolls: 0, eaAcks: 0, eaPollErrors: 0, eaAckErrors: 0 },
  },
  'ea-acks-stopped': {
    description: 'Expert advisors poll and acknowledge no trade',
    alert: 'EAEndpointSilent',
    effect: { eaAcks: 0, eaAckErrors: 0 },
  },
  'slow-miniapp': {
    description: 'Approvals in the mini app are many and take fifteen times as long',
    alert: 'HighMiniAppLatency',
    effect: { miniappSlowness: 15, approvals: 1 },
  },
  'forged-webhooks': {
    description: 'Payment webhooks with an invalid signature arrive',
    alert: 'HighWebhookInvalidSignatures',
    effect: { invalidSignatures: 3 },
  },
  'backend-hangs': {
    description: 'The metrics endpoint answers 503',
    alert: 'TargetDown',
    effect: { scrapable: false },
  },
} as const satisfies Record<string, Fault>;

export type ScenarioName = keyof typeof faults;
export interface Scenario extends Fault {
  readonly name: ScenarioName;
}

export const scenarioNames = Object.keys(faults) as ScenarioName[];
export const scenarios = Object.fromEntries(
  scenarioNames.map((name): [ScenarioName, Scenario] => [name, { name, ...faults[name] }]),
) as Readonly<Record<ScenarioName, Scenario>>;

export const isScenario = (name: string): name is ScenarioName => Object.hasOwn(faults, name);

/** The load during a scenario. */
export const loadOf = (name: ScenarioName): Load => ({ ...HEALTHY, ...scenarios[name].effect });

/** The message for an unknown scenario: the nearest name, and all names. */
export function unknownScenario(name: string): string {
  return `unknown scenario "${name}": did you mean "${closest(name, scenarioNames)}"? One of: ${scenarioNames.join(', ')}`;
}
