/**
 * Recording rules, named `level:metric:operation` (https://prometheus.io/docs/practices/rules): what a dashboard would
 * otherwise compute from every replica's series at every refresh.
 */
import {
  TARGET_LABELS,
  type CounterName,
  type HistogramName,
  type LabelOf,
  type TargetLabel,
} from '../metrics/contract';
import {
  Gauge,
  histogramQuantile,
  max,
  rate,
  recordedSeries,
  sum,
  type Matchers,
  type Platform,
  type Vector,
} from '../metrics/promql';
import { WINDOW } from './window';

export interface RecordingRule<L extends string = string> {
  readonly name: `${string}:${string}:${string}`;
  /**
   * What is recorded. A dashboard without the rules asks it directly, narrowed by labels of its own; `recorded` says
   * whether the rules that this one builds on are there.
   */
  readonly expr: (platform: Platform, where?: Matchers<L>, recorded?: boolean) => Vector<L | TargetLabel>;
}

type Expression<L extends string> = (
  platform: Platform,
  where: Matchers<L>,
  by: TargetLabel[],
  recorded: boolean,
) => Vector<L | TargetLabel>;

const rule = <const L extends string>(name: RecordingRule['name'], expr: Expression<L>): RecordingRule<L> => ({
  name,
  expr: (platform, where = {}, recorded = false) => expr(platform, where, identity(platform), recorded),
});

/** The labels that tell one platform's recorded series from another's on a shared server. */
function identity(platform: Platform): TargetLabel[] {
  const always: TargetLabel[] = ['environment', 'cluster'];
  return TARGET_LABELS.filter((label) => always.includes(label) || label in platform.matchers);
}

/** A recording rule of a total, which has lost its labels: without the platform's own, nobody could select it as its series. */
export interface LabelledRule {
  readonly record: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly expr: string;
}
export const ownLabels = ({ matchers }: Platform): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(matchers).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );

/** Events a second of a counter by some of its labels. */
const perSecond = <N extends CounterName, const L extends LabelOf<N> | 'instance' = never>(
  name: RecordingRule['name'],
  counter: N,
  by: readonly L[] = [],
  only: Matchers<LabelOf<N>> = {},
): RecordingRule<L> =>
  rule<L>(name, (platform, where, identical) =>
    sum<LabelOf<N> | TargetLabel, L | TargetLabel>(
      rate(platform.counter(counter, { ...only, ...where }), WINDOW),
      ...by,
      ...identical,
    ),
  );

/** Observations a second in each cumulative bucket of a histogram, by some of its labels. */
const buckets = <N extends HistogramName, const L extends LabelOf<N> | 'instance' = never>(
  name: RecordingRule['name'],
  histogram: N,
  by: readonly L[] = [],
): RecordingRule<L | 'le'> =>
  rule<L | 'le'>(name, (platform, where, identical) =>
    sum<LabelOf<N> | 'le' | TargetLabel, L | 'le' | TargetLabel>(
      rate(platform.histogram(histogram, where as Matchers<LabelOf<N>>).bucket, WINDOW),
      ...by,
      'le',
      ...identical,
    ),
  );

/** A quantile of each set of recorded buckets: a graph of quantiles then reads one series in the place of one for each bucket. */
const quantileOf = <L extends string>(
  name: RecordingRule['name'],
  q: number,
  of: RecordingRule<L | 'le'>,
): RecordingRule<L> =>
  rule<L>(name, (platform, where, _by, has) => {
    const narrowed = where as Matchers<L | 'le'>;
    return histogramQuantile(q, has ? recorded(of, platform, narrowed) : of.expr(platform, narrowed));
  });

const latencyBuckets = buckets('route_le:request_duration_seconds_bucket:rate5m', 'request_duration_seconds', [
  'route',
]);
const replicaBuckets = buckets('instance_le:request_duration_seconds_bucket:rate5m', 'request_duration_seconds', [
  'instance',
]);

export const recording = {
  requests: perSecond('route:http_requests:rate5m', 'http_requests_total', ['route']),
  requestsByStatus: perSecond('status:http_requests:rate5m', 'http_requests_total', ['status']),
  requestsByReplica: perSecond('instance:http_requests:rate5m', 'http_requests_total', ['instance']),
  clientErrors: perSecond('route:http_requests_4xx:rate5m', 'http_requests_total', ['route'], {
    status: { matches: '4..' },
  }),
  serverErrors: perSecond('route:http_requests_5xx:rate5m', 'http_requests_total', ['route'], {
    status: { matches: '5..' },
  }),
  serverErrorsByReplica: perSecond('instance:http_requests_5xx:rate5m', 'http_requests_total', ['instance'], {
    status: { matches: '5..' },
  }),
  latencyBuckets,
  latencyP50: quantileOf('route:request_duration_seconds:p50', 0.5, latencyBuckets),
  latencyP95: quantileOf('route:request_duration_seconds:p95', 0.95, latencyBuckets),
  latencyP99: quantileOf('route:request_duration_seconds:p99', 0.99, latencyBuckets),
  replicaBuckets,
  latencyByReplica: quantileOf('instance:request_duration_seconds:p95', 0.95, replicaBuckets),
  errors: perSecond('endpoint_status:errors:rate5m', 'errors_total', ['endpoint', 'status']),
  refusals: perSecond('route:ratelimit_block:rate5m', 'ratelimit_block_total', ['route']),
  queryBuckets: buckets('query_type_le:db_query_duration_seconds_bucket:rate5m', 'db_query_duration_seconds', [
    'query_type',
  ]),
  signals: perSecond('source:signals_ingested:rate5m', 'signals_ingested_total', ['source']),
  signalBuckets: buckets('le:signals_create_seconds_bucket:rate5m', 'signals_create_seconds'),
  approvals: perSecond('result:approvals:rate5m', 'approvals_total', ['result']),
  approvalActions: perSecond('decision:miniapp_approval_actions:rate5m', 'miniapp_approval_actions_total', [
    'decision',
  ]),
  approvalBuckets: buckets('le:miniapp_approval_latency_seconds_bucket:rate5m', 'miniapp_approval_latency_seconds'),
  checkouts: perSecond('plan:billing_checkout_started:rate5m', 'billing_checkout_started_total', ['plan']),
  payments: perSecond('status:billing_payments:rate5m', 'billing_payments_total', ['status']),
  sessions: perSecond('environment:miniapp_sessions:rate5m', 'miniapp_sessions_total'),
  registrations: perSecond('environment:miniapp_device_register:rate5m', 'miniapp_device_register_total'),
  revocations: perSecond('environment:miniapp_device_revoke:rate5m', 'miniapp_device_revoke_total'),
  webhookReplays: perSecond('environment:billing_webhook_replay_block:rate5m', 'billing_webhook_replay_block_total'),
  invalidSignatures: perSecond('environment:billing_webhook_invalid_sig:rate5m', 'billing_webhook_invalid_sig_total'),
  eaRequests: perSecond('endpoint:ea_requests:rate5m', 'ea_requests_total', ['endpoint']),
  eaErrors: perSecond('endpoint_error_type:ea_errors:rate5m', 'ea_errors_total', ['endpoint', 'error_type']),
  // Every replica reports the same revenue.
  revenue: rule<never>('environment:mrr:max', (platform, _where, by) => max(platform.gauge('mrr_total'), ...by)),
} as const;

/** The series that a rule has recorded for this platform. */
export function recorded<L extends string>(
  { name }: RecordingRule<L>,
  platform: Platform,
  where: Matchers<L> = {},
): Gauge<L | TargetLabel> {
  return recordedSeries(name, { ...platform.matchers, ...where });
}
