/**
 * The metric contract: the metrics that the platform exposes at `/metrics`, which are the only ones of it that a query
 * may use.
 *
 * Labels that Prometheus adds on top (`job`, `instance`, and those of the scrape configuration) are `TARGET_LABELS`.
 */
import {
  counter,
  defineContract,
  gauge,
  histogram,
  NO_LABELS,
  type ContractPromise,
  type Metric,
} from '../lib/contract/metric';

const FAST_BUCKETS = [0.01, 0.05, 0.1, 0.5, 1];

export const contract = defineContract({
  http_requests_total: counter(
    { route: [], method: [], status: [] },
    { help: 'HTTP requests answered.', unit: 'requests', since: 'PR-009' },
  ),
  request_duration_seconds: histogram(
    { route: [], method: [] },
    { help: 'Time to answer an HTTP request.', buckets: [...FAST_BUCKETS, 5], since: 'PR-009' },
  ),
  errors_total: counter(
    { status: [], endpoint: [] },
    { help: 'Requests that ended in an error.', unit: 'errors', since: 'PR-009' },
  ),
  ratelimit_block_total: counter(
    { route: [] },
    { help: 'Requests refused by the rate limiter.', unit: 'rejections', since: 'PR-009' },
  ),
  db_connection_pool_size: gauge(NO_LABELS, {
    help: 'Connections held by the database pool.',
    unit: 'connections',
    since: 'PR-009',
  }),
  db_query_duration_seconds: histogram(
    { query_type: ['select', 'insert', 'update', 'delete'] },
    { help: 'Time of a database query.', buckets: FAST_BUCKETS, since: 'PR-009' },
  ),
  redis_connected: gauge(NO_LABELS, {
    help: '1 while Redis is connected, else 0.',
    unit: 'connected',
    since: 'PR-009',
  }),
  signals_ingested_total: counter(
    { source: [] },
    { help: 'Trading signals taken in.', unit: 'signals', since: 'PR-009' },
  ),
  signals_create_seconds: histogram(NO_LABELS, {
    help: 'Time to create a signal.',
    buckets: FAST_BUCKETS,
    since: 'PR-009',
  }),
  approvals_total: counter(
    { result: ['approved', 'rejected'] },
    { help: 'Decisions on signals.', unit: 'approvals', since: 'PR-022' },
  ),
  miniapp_approval_actions_total: counter(
    { decision: ['approve', 'reject'] },
    { help: 'Approval actions taken in the mini app.', unit: 'actions', since: 'PR-027' },
  ),
  miniapp_approval_latency_seconds: histogram(NO_LABELS, {
    help: 'Time from opening a signal in the mini app to the stored decision.',
    buckets: FAST_BUCKETS,
    requestedBuckets: [2, 5],
    since: 'PR-027',
  }),
  billing_checkout_started_total: counter(
    { plan: ['free', 'basic', 'premium', 'vip', 'pro', 'enterprise'] },
    { help: 'Checkouts begun.', unit: 'checkouts', since: 'PR-033' },
  ),
  billing_payments_total: counter(
    { status: ['success', 'failed', 'refunded', 'cancelled'] },
    { help: 'Payments by outcome.', unit: 'payments', since: 'PR-033' },
  ),
  miniapp_sessions_total: counter(NO_LABELS, { help: 'Mini app sessions created.', unit: 'sessions', since: 'PR-035' }),
  miniapp_device_register_total: counter(NO_LABELS, { help: 'Devices registered.', unit: 'devices', since: 'PR-039' }),
  miniapp_device_revoke_total: counter(NO_LABELS, { help: 'Devices revoked.', unit: 'devices', since: 'PR-039' }),
  billing_webhook_replay_block_total: counter(NO_LABELS, {
    help: 'Payment webhooks blocked as replays.',
    unit: 'webhooks',
    since: 'PR-040',
  }),
  billing_webhook_invalid_sig_total: counter(NO_LABELS, {
    help: 'Payment webhooks rejected for a bad signature.',
    unit: 'webhooks',
    since: 'PR-040',
  }),
  ea_requests_total: counter(
    { endpoint: ['/poll', '/ack'] },
    { help: 'Requests of expert advisors.', unit: 'requests', since: 'PR-041' },
  ),
  ea_errors_total: counter(
    {
      endpoint: ['/poll', '/ack'],
      error_type: ['auth_failed', 'invalid_signature', 'timeout', 'malformed_request', 'not_found'],
    },
    { help: 'Failed requests of expert advisors.', unit: 'errors', since: 'PR-041' },
  ),
  mrr_total: gauge(NO_LABELS, {
    help: 'Monthly recurring revenue.',
    unit: 'US dollars a month',
    since: 'PR-056',
    shipped: false,
  }),
});

const ROUTES = ['/api/v1/signals', '/api/v1/approvals', '/api/v1/billing/checkout', '/api/v1/users/me'];
/** Example values of its labels, for the preview of a notification. */
export const labelExamples = {
  route: ROUTES,
  endpoint: ROUTES,
  source: ['tradingview', 'telegram', 'internal', 'partner'],
};

/** The promise of a backend. The first request that it answers creates the series of both metrics. */
export const promise = {
  contract,
  bornTogether: [contract.http_requests_total, contract.request_duration_seconds],
} as const satisfies ContractPromise;

export type Contract = typeof contract;
export type MetricName = keyof Contract;
type NamesOf<T extends Metric['type']> = {
  [N in MetricName]: Contract[N]['type'] extends T ? N : never;
}[MetricName];
export type CounterName = NamesOf<'counter'>;
export type GaugeName = NamesOf<'gauge'>;
export type HistogramName = NamesOf<'histogram'>;
/** The labels of a metric that the platform itself sets. */
export type LabelOf<N extends MetricName> = keyof Contract[N]['labels'] & string;
export const metricNames = Object.keys(contract) as MetricName[];
