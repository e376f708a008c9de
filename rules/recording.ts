/** The platform's recording rules, for alerts and dashboards. */
import { contract } from '../metrics/contract';
import { max } from '../lib/promql';
import { buckets, fromFirst, perSecond, quantileOf, rule } from '../lib/promql/recording-rule';

const latencyBuckets = buckets({
  name: 'route_le:request_duration_seconds_bucket:rate5m',
  meaning: 'Requests a second that took at most `le` seconds',
  histogram: contract.request_duration_seconds,
  by: ['route'],
});
const replicaBuckets = buckets({
  name: 'instance_le:request_duration_seconds_bucket:rate5m',
  meaning: 'Requests a second that took at most `le` seconds',
  histogram: contract.request_duration_seconds,
  by: ['instance'],
});

const api = {
  requests: perSecond({
    name: 'route:http_requests:rate5m',
    meaning: 'Requests a second',
    counter: contract.http_requests_total,
    by: ['route'],
  }),
  requestsByStatus: perSecond({
    name: 'status:http_requests:rate5m',
    meaning: 'Requests a second',
    counter: contract.http_requests_total,
    by: ['status'],
  }),
  requestsByReplica: perSecond({
    name: 'instance:http_requests:rate5m',
    meaning: 'Requests a second',
    counter: contract.http_requests_total,
    by: ['instance'],
  }),
  clientErrors: perSecond({
    name: 'route:http_requests_4xx:rate5m',
    meaning: 'Requests a second that were answered with a client error (4xx)',
    counter: contract.http_requests_total,
    by: ['route'],
    only: { status: { matches: '4..' } },
  }),
  serverErrors: perSecond({
    name: 'route:http_requests_5xx:rate5m',
    meaning: 'Requests a second that were answered with a server error (5xx)',
    counter: contract.http_requests_total,
    by: ['route'],
    only: { status: { matches: '5..' } },
  }),
  serverErrorsByReplica: perSecond({
    name: 'instance:http_requests_5xx:rate5m',
    meaning: 'Requests a second that were answered with a server error (5xx)',
    counter: contract.http_requests_total,
    by: ['instance'],
    only: { status: { matches: '5..' } },
  }),
  latencyBuckets,
  latencyP50: quantileOf('route:request_duration_seconds:p50', 0.5, latencyBuckets),
  latencyP95: quantileOf('route:request_duration_seconds:p95', 0.95, latencyBuckets),
  latencyP99: quantileOf('route:request_duration_seconds:p99', 0.99, latencyBuckets),
  replicaBuckets,
  latencyByReplica: quantileOf('instance:request_duration_seconds:p95', 0.95, replicaBuckets),
  errors: fromFirst({
    name: 'endpoint_status:errors:rate5m',
    meaning: 'Errors a second',
    counter: contract.errors_total,
    by: ['endpoint', 'status'],
  }),
  refusals: fromFirst({
    name: 'route:ratelimit_block:rate5m',
    meaning: 'Refusals by the rate limiter a second',
    counter: contract.ratelimit_block_total,
    by: ['route'],
  }),
  queryBuckets: buckets({
    name: 'query_type_le:db_query_duration_seconds_bucket:rate5m',
    meaning: 'Database queries a second that took at most `le` seconds',
    histogram: contract.db_query_duration_seconds,
    by: ['query_type'],
  }),
};

const business = {
  signals: perSecond({
    name: 'source:signals_ingested:rate5m',
    meaning: 'Signals ingested a second',
    counter: contract.signals_ingested_total,
    by: ['source'],
  }),
  signalBuckets: buckets({
    name: 'le:signals_create_seconds_bucket:rate5m',
    meaning: 'Signals a second that were created in at most `le` seconds',
    histogram: contract.signals_create_seconds,
  }),
  approvals: fromFirst({
    name: 'result:approvals:rate5m',
    meaning: 'Decisions on signals a second',
    counter: contract.approvals_total,
    by: ['result'],
  }),
  approvalActions: perSecond({
    name: 'decision:miniapp_approval_actions:rate5m',
    meaning: 'Decisions in the mini app a second',
    counter: contract.miniapp_approval_actions_total,
    by: ['decision'],
  }),
  approvalBuckets: buckets({
    name: 'le:miniapp_approval_latency_seconds_bucket:rate5m',
    meaning: 'Approvals in the mini app a second that took at most `le` seconds',
    histogram: contract.miniapp_approval_latency_seconds,
  }),
  checkouts: perSecond({
    name: 'plan:billing_checkout_started:rate5m',
    meaning: 'Checkouts started a second',
    counter: contract.billing_checkout_started_total,
    by: ['plan'],
  }),
  payments: fromFirst({
    name: 'status:billing_payments:rate5m',
    meaning: 'Payments a second',
    counter: contract.billing_payments_total,
    by: ['status'],
  }),
  sessions: perSecond({
    name: 'environment:miniapp_sessions:rate5m',
    meaning: 'Sessions of the mini app begun a second',
    counter: contract.miniapp_sessions_total,
  }),
  registrations: perSecond({
    name: 'environment:miniapp_device_register:rate5m',
    meaning: 'Devices registered a second',
    counter: contract.miniapp_device_register_total,
  }),
  revocations: perSecond({
    name: 'environment:miniapp_device_revoke:rate5m',
    meaning: 'Devices revoked a second',
    counter: contract.miniapp_device_revoke_total,
  }),
  webhookReplays: perSecond({
    name: 'environment:billing_webhook_replay_block:rate5m',
    meaning: 'Payment webhooks blocked as replays a second',
    counter: contract.billing_webhook_replay_block_total,
  }),
  invalidSignatures: perSecond({
    name: 'environment:billing_webhook_invalid_sig:rate5m',
    meaning: 'Payment webhooks with an invalid signature a second',
    counter: contract.billing_webhook_invalid_sig_total,
  }),
  eaRequests: perSecond({
    name: 'endpoint:ea_requests:rate5m',
    meaning: 'Requests of expert advisors a second',
    counter: contract.ea_requests_total,
    by: ['endpoint'],
  }),
  eaErrors: fromFirst({
    name: 'endpoint_error_type:ea_errors:rate5m',
    meaning: 'Failed requests of expert advisors a second',
    counter: contract.ea_errors_total,
    by: ['endpoint', 'error_type'],
  }),
  // Every replica reports the same revenue.
  revenue: rule<never>({ name: 'environment:mrr:max', meaning: 'Monthly recurring revenue' }, (platform, _where, by) =>
    max(platform.gauge(contract.mrr_total), ...by),
  ),
};

/** The rules by the group of alerts with which they are evaluated: the alerts read what they have just recorded. */
export const recordingByGroup = { api_health: api, business_health: business } as const;
export const recording = { ...api, ...business } as const;
