/**
 * The load of the simulated platform: rates, latencies and failures. A fault scenario changes some of these numbers.
 */
import { contract } from '../metrics/contract';

/** Events a second of each kind; for streams that follow the trading day, the mean of the day. */
interface Rates {
  readonly requests: number;
  /** Requests that fail with a 5xx; part of `requests`. */
  readonly failures: number;
  /** Requests that fail with a 4xx, in addition to those of {@link Endpoint.statuses}; part of `requests`. */
  readonly clientErrors: number;
  /** Requests that the rate limiter rejects; in addition to `requests`. */
  readonly refusals: number;
  readonly signals: number;
  readonly approvals: number;
  readonly checkouts: number;
  readonly payments: number;
  readonly sessions: number;
  readonly deviceRegistrations: number;
  readonly deviceRevocations: number;
  readonly webhookReplays: number;
  readonly invalidSignatures: number;
  readonly eaPolls: number;
  readonly eaAcks: number;
  readonly eaPollErrors: number;
  readonly eaAckErrors: number;
}
/** A kind of event that arrives at a rate. */
export type Stream = keyof Rates;

export interface Load extends Rates {
  /** The share of each source in the signals. */
  readonly sources: Weights;
  /** Share (0..1) of approvals that are rejections. */
  readonly rejectedShare: number;
  /** Share (0..1) of payments that fail; refunds and cancellations are added. */
  readonly failedShare: number;
  /** Factor on the latency of every API request. */
  readonly apiSlowness: number;
  /** Factor on the latency of every approval in the mini app. */
  readonly miniappSlowness: number;
  /** Connections in the database pool, approximately. */
  readonly poolSize: number;
  readonly redisConnected: boolean;
  /** Whether `/metrics` answers; 503 otherwise. */
  readonly scrapable: boolean;
}

/** A normal day, far below every alert's threshold and within every error budget at any hour. */
export const HEALTHY: Load = {
  requests: 20,
  failures: 0.005,
  clientErrors: 0.01,
  refusals: 0.2,
  signals: 0.4,
  approvals: 0.3,
  checkouts: 0.05,
  payments: 0.1,
  sessions: 0.5,
  deviceRegistrations: 0.02,
  deviceRevocations: 0.005,
  webhookReplays: 0.005,
  invalidSignatures: 0.005,
  eaPolls: 13,
  eaAcks: 2,
  eaPollErrors: 0.02,
  eaAckErrors: 0.01,
  rejectedShare: 0.3,
  failedShare: 0.02,
  apiSlowness: 1,
  miniappSlowness: 1,
  poolSize: 30,
  redisConnected: true,
  scrapable: true,
  sources: { telegram: 0.35, tradingview: 0.3, strategy: 0.25, manual: 0.1 },
};

/** User activity follows the trading day; terminals poll, and faults happen, around the clock. */
export const DAILY: ReadonlySet<Stream> = new Set<Stream>([
  'requests',
  'signals',
  'approvals',
  'checkouts',
  'payments',
  'sessions',
  'deviceRegistrations',
  'deviceRevocations',
]);

/**
 * Factor on the daily streams at a moment: 0.6 at night and at weekends, 1.4 while London and New York both trade.
 */
export function tradingDay(now: Date): number {
  const weekend = now.getUTCDay() === 0 || now.getUTCDay() === 6;
  const hour = now.getUTCHours() + now.getUTCMinutes() / 60;
  return weekend ? 0.6 : 0.6 + 0.8 * Math.exp(-(((hour - 14.5) / 4.5) ** 2));
}

/** Shares by label value; they need not sum to 1. */
export type Weights = Readonly<Record<string, number>>;

export interface Endpoint {
  readonly route: string;
  readonly method: string;
  /** Share of all requests. */
  readonly weight: number;
  /** Median latency, in seconds. */
  readonly median: number;
  readonly statuses: Weights;
}
const READ = { 200: 0.98, 404: 0.02 };
const WRITE = { 201: 0.97, 422: 0.03 };
export const ENDPOINTS: readonly Endpoint[] = [
  { route: '/api/v1/signals', method: 'GET', weight: 0.3, median: 0.04, statuses: { 200: 1 } },
  { route: '/api/v1/signals', method: 'POST', weight: 0.05, median: 0.06, statuses: WRITE },
  { route: '/api/v1/signals/{id}', method: 'GET', weight: 0.18, median: 0.03, statuses: READ },
  { route: '/api/v1/approvals', method: 'GET', weight: 0.12, median: 0.04, statuses: { 200: 1 } },
  { route: '/api/v1/approvals', method: 'POST', weight: 0.05, median: 0.08, statuses: WRITE },
  { route: '/api/v1/positions', method: 'GET', weight: 0.14, median: 0.05, statuses: READ },
  { route: '/api/v1/auth/login', method: 'POST', weight: 0.06, median: 0.11, statuses: { 200: 0.96, 401: 0.04 } },
  { route: '/api/v1/billing/checkout', method: 'POST', weight: 0.02, median: 0.12, statuses: WRITE },
  { route: '/api/v1/billing/webhook', method: 'POST', weight: 0.03, median: 0.05, statuses: { 200: 1 } },
  { route: '/api/v1/devices', method: 'GET', weight: 0.05, median: 0.03, statuses: READ },
];
/** Spread of latencies: the sigma of the log-normal. The 95th percentile is 3.7 times the median. */
export const LATENCY_SIGMA = 0.8;
/** Latency of the rate limiter's responses, which need no work. Seconds. */
export const REFUSAL_MEDIAN = 0.003;

/** Statuses of failed requests: spread, as if one dependency affected every endpoint. */
export const FAILURE_STATUSES: Weights = { 500: 0.4, 502: 0.2, 503: 0.2, 504: 0.2 };
/** Statuses of requests with a client error. */
export const CLIENT_ERROR_STATUSES: Weights = { 400: 0.4, 404: 0.4, 409: 0.2 };
/** The plans of the contract, in its order from cheap to expensive. */
export const PLANS: Weights = Object.fromEntries(
  contract.billing_checkout_started_total.labels.plan.map((plan, i) => [plan, 1 / (i + 2)]),
);
export const EA_ERROR_TYPES: Weights = Object.fromEntries(
  contract.ea_errors_total.labels.error_type.map((type) => [type, 1]),
);
/** Outcomes of payments. */
export function payments({ failedShare: failed }: Load): Weights {
  const [refunded, cancelled] = [0.02, 0.01];
  return { success: 1 - failed - refunded - cancelled, failed, refunded, cancelled };
}
/** Share of approvals that are made in the mini app. */
export const MINIAPP_SHARE = 0.7;
/** Median times in seconds. */
export const MINIAPP_MEDIAN = 0.12;
export const SIGNAL_MEDIAN = 0.02;
/** Queries of one API request, by type, with the median latency of each in seconds. */
export const QUERIES: Readonly<Record<string, { perRequest: number; median: number }>> = {
  select: { perRequest: 1.4, median: 0.006 },
  insert: { perRequest: 0.2, median: 0.009 },
  update: { perRequest: 0.15, median: 0.012 },
  delete: { perRequest: 0.02, median: 0.01 },
};
/** Monthly revenue at the start, and the amount that one successful payment adds. Money a month. */
export const MRR = { start: 48_000, perPayment: 0.1 };
