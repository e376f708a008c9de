/** Group `business_health`: do signals, approvals, payments, expert advisors and the mini app do their work? */
import { contract } from '../metrics/contract';
import { above, fixedThreshold } from '../lib/alerting/alert';
import type { AlertDefinitions } from './alert-definitions';
import { latencyAbove } from '../lib/alerting/latency';
import { noEvents, noEventsBy, shareAbove, rateAbove, rateAboveBy } from '../lib/alerting/measurements';
import { recording } from './recording';
import type { AlertSentences } from '../lib/alerting/sentences';
import { signals } from './signals';

// Acknowledgements count too: a terminal that cannot confirm its trades is as useless as one that cannot fetch them.
const pollErrors = rateAboveBy(
  recording.eaErrors,
  { record: 'endpoint_error_type:ea_failures:rate5m', meaning: 'Failed requests of expert advisors a second' },
  { by: ['endpoint', 'error_type'], together: 'all endpoints and error types' },
);
const sayPollErrors: AlertSentences = ({ culprit, label, eachOrAll, number, limit, duration }) => ({
  firing: `${number} requests of expert advisors a second fail ${eachOrAll(`on ${label('endpoint')}${label('error_type', ' with the error ')}`, 'on all endpoints together')}, more than ${limit} for ${duration}.`,
  resolved: `The failed requests of expert advisors (${culprit}) are no longer above ${limit}; they were for`,
});

const REJECTED = {
  record: 'environment:approvals_rejected:ratio_rate5m',
  meaning: 'Share (0..1) of the decisions on signals that rejected one, where there were enough',
} as const;
const FAILED = {
  record: 'environment:billing_payments_failed:ratio_rate5m',
  meaning: 'Share (0..1) of the payments that failed, where there were enough',
} as const;
const CHECKOUTS = {
  record: 'environment:billing_checkout_started:increase5m',
  meaning: 'Checkouts started in 5 minutes',
} as const;
const EA_REQUESTS = {
  record: 'environment:ea_requests:increase5m',
  meaning: 'Requests of expert advisors in 5 minutes',
} as const;
export const business = {
  ...signals,
  HighApprovalRejectionRate: {
    ...shareAbove(recording.approvals, REJECTED, {
      part: { result: 'rejected' },
      whole: {},
      background: { least: 5, events: 6, share: 0.4, culprits: 1 },
    }),
    group: 'business_health',
    severity: 'warning',
    component: 'approvals',
    threshold: above(0.7, 'ratio'),
    for: '10m',
    summary: 'Most signals are being rejected',
    impact: 'Users distrust the signals, or a strategy produces bad ones.',
    says: ({ value, limit, duration }) => ({
      firing: `${value} of the decisions on signals are rejections, more than ${limit} for ${duration}.`,
      resolved: `The share of rejected signals is no longer above ${limit}; it was for`,
    }),
    panel: { dashboard: 'business-kpis', panel: 'approvalRate' },
    noData: 'ok',
  },
  PaymentWebhookFailures: {
    ...rateAbove(recording.webhookReplays, {
      record: 'environment:billing_webhook_replays:rate5m',
      meaning: 'Payment webhooks blocked as replays a second',
    }),
    group: 'business_health',
    severity: 'critical',
    component: 'billing',
    threshold: above(0.1, 'per second'),
    for: '5m',
    summary: 'Payment webhooks are being blocked as replays',
    impact: 'Payments are not booked, or somebody replays captured webhooks.',
    says: ({ number, limit, duration }) => ({
      firing: `${number} payment webhooks a second are blocked as replays, more than ${limit} for ${duration}.`,
      resolved: `The payment webhooks blocked as replays are no longer above ${limit}; they were for`,
    }),
    panel: { dashboard: 'business-kpis', panel: 'webhookReplays' },
    noData: 'ok',
  },
  HighPaymentFailureRate: {
    ...shareAbove(recording.payments, FAILED, {
      part: { status: 'failed' },
      // A refund or a cancellation is not an attempt to pay.
      whole: { status: { matches: 'success|failed' } },
      background: { least: 3, events: 6, share: 0.1, culprits: 1 },
    }),
    group: 'business_health',
    severity: 'critical',
    component: 'billing',
    threshold: above(0.2, 'ratio'),
    for: '10m',
    summary: 'Payments are failing',
    impact: 'Revenue is being lost: customers want to pay and cannot.',
    says: ({ value, limit, duration }) => ({
      firing: `${value} of the payments fail, more than ${limit} for ${duration}.`,
      resolved: `The share of failed payments is no longer above ${limit}; it was for`,
    }),
    panel: { dashboard: 'business-kpis', panel: 'payments' },
    noData: 'ok',
  },
  NoCheckoutsStarted: {
    ...noEvents(contract.billing_checkout_started_total, CHECKOUTS),
    group: 'business_health',
    severity: 'warning',
    component: 'billing',
    threshold: fixedThreshold(0, 'count'),
    for: '1h',
    summary: 'Nobody starts a checkout',
    impact: 'The way to the checkout may be broken; no new revenue comes in.',
    says: ({ duration }) => ({
      firing: `Nobody has started a checkout on any plan for ${duration}.`,
      resolved: 'Checkouts are started again; nobody started one for',
    }),
    panel: { dashboard: 'business-kpis', panel: 'checkouts' },
    noData: 'alerting',
  },
  EAPollErrors: {
    ...pollErrors,
    group: 'business_health',
    severity: 'warning',
    component: 'ea',
    limitsBy: 'endpoints',
    threshold: above(0.5, 'per second'),
    for: '5m',
    summary: 'Requests of expert advisors fail',
    impact: 'Some terminals do not receive their trades or cannot confirm them.',
    says: sayPollErrors,
    panel: { dashboard: 'business-kpis', panel: 'eaErrors' },
    noData: 'ok',
    critical: 'CriticalEAPollErrors',
  },
  CriticalEAPollErrors: {
    ...pollErrors,
    group: 'business_health',
    severity: 'critical',
    component: 'ea',
    limitsBy: 'endpoints',
    threshold: above(5, 'per second'),
    for: '2m',
    summary: 'Requests of expert advisors fail on a large scale',
    impact: 'Most terminals do not receive their trades or cannot confirm them.',
    says: sayPollErrors,
    panel: { dashboard: 'business-kpis', panel: 'eaErrors' },
    noData: 'ok',
  },
  NoEARequests: {
    ...noEvents(contract.ea_requests_total, EA_REQUESTS),
    group: 'business_health',
    severity: 'warning',
    component: 'ea',
    threshold: fixedThreshold(0, 'count'),
    for: '10m',
    summary: 'Expert advisors have stopped calling',
    impact: 'Terminals are cut off: approved signals are not executed or not confirmed.',
    says: ({ duration }) => ({
      firing: `No expert advisor has called for ${duration}.`,
      resolved: 'Expert advisors call again; none did for',
    }),
    panel: { dashboard: 'business-kpis', panel: 'eaRequests' },
    noData: 'alerting',
  },
  EAEndpointSilent: {
    ...noEventsBy(
      contract.ea_requests_total,
      {
        silent: {
          record: 'endpoint:ea_requests_due:increase5m',
          meaning: 'Requests in 5 minutes to an endpoint that is usually called at this hour and is not: 0',
        },
        resting: {
          record: 'endpoint:ea_requests_usual:min15m',
          meaning: '0 for an endpoint that had 15 minutes without a call around this hour a week ago, or yesterday',
        },
      },
      ['endpoint'],
    ),
    group: 'business_health',
    severity: 'warning',
    component: 'ea',
    threshold: fixedThreshold(0, 'count'),
    // Longer than `for` of the alert on all of them, which inhibits this one.
    for: '15m',
    summary: 'An endpoint for expert advisors is not called any more',
    impact: 'Approved signals are not executed, or not confirmed: terminals cannot reach it.',
    says: ({ culprit, duration }) => ({
      firing: `No expert advisor has called ${culprit} for ${duration}, though they usually do at this hour.`,
      resolved: `Expert advisors call ${culprit} again, or are not expected to at this hour; none called for`,
    }),
    panel: { dashboard: 'business-kpis', panel: 'eaRequests' },
    noData: 'ok',
  },
  HighMiniAppLatency: {
    ...latencyAbove({
      histogram: contract.miniapp_approval_latency_seconds,
      things: 'mini app approvals',
      background: { least: 3, events: 10, share: 0.02, culprits: 1 },
    }),
    group: 'business_health',
    severity: 'warning',
    component: 'miniapp',
    threshold: above(2, 'seconds'),
    for: '5m',
    summary: 'Approvals in the mini app are slow',
    impact: 'Traders miss the price they approved.',
    panel: { dashboard: 'business-kpis', panel: 'miniappLatency' },
    noData: 'ok',
  },
  HighWebhookInvalidSignatures: {
    ...rateAbove(recording.invalidSignatures, {
      record: 'environment:billing_webhook_forgeries:rate5m',
      meaning: 'Payment webhooks with an invalid signature a second',
    }),
    group: 'business_health',
    severity: 'critical',
    component: 'security',
    threshold: above(0.5, 'per second'),
    for: '5m',
    summary: 'Payment webhooks carry invalid signatures',
    impact: 'Somebody forges webhooks, or the signing secret is out of step and payments are not booked.',
    says: ({ number, limit, duration }) => ({
      firing: `${number} payment webhooks a second carry an invalid signature, more than ${limit} for ${duration}.`,
      resolved: `The payment webhooks with an invalid signature are no longer above ${limit}; they were for`,
    }),
    panel: { dashboard: 'business-kpis', panel: 'invalidSignatures' },
    noData: 'ok',
  },
} as const satisfies AlertDefinitions;
