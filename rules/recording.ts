/**
 * Recording rules, named `level:metric:operation` (https://prometheus.io/docs/practices/rules): what a dashboard would
 * otherwise compute from every replica's series at every refresh.
 */
import { TARGET_LABELS, type TargetLabel } from '../metrics/contract';
import { Gauge, rate, renderSelector, sum, type Matchers, type Platform, type Vector } from '../metrics/promql';
import { WINDOW } from './window';

export interface RecordingRule<L extends string = string> {
  readonly name: `${string}:${string}:${string}`;
  /** What is recorded; a dashboard without the rule asks it directly and narrows it by the platform's own labels. */
  readonly expr: (platform: Platform, where?: Matchers<L>) => Vector<L | TargetLabel>;
}

const rule = <const L extends string>(
  name: RecordingRule['name'],
  expr: (platform: Platform, where: Matchers<L>, ...by: TargetLabel[]) => Vector<L | TargetLabel>,
): RecordingRule<L> => ({ name, expr: (platform, where = {}) => expr(platform, where, ...identity(platform)) });

/** The labels that tell one platform's recorded series from another's on a shared server. */
function identity(platform: Platform): TargetLabel[] {
  const always: TargetLabel[] = ['environment', 'cluster'];
  return TARGET_LABELS.filter((label) => always.includes(label) || label in platform.matchers);
}

export const recording = {
  requests: rule<'route'>('route:http_requests:rate5m', (p, where, ...by) =>
    sum(rate(p.counter('http_requests_total', where), WINDOW), 'route', ...by),
  ),
  requestsByStatus: rule<'status'>('status:http_requests:rate5m', (p, where, ...by) =>
    sum(rate(p.counter('http_requests_total', where), WINDOW), 'status', ...by),
  ),
  latencyBuckets: rule<'route' | 'le'>('route_le:request_duration_seconds_bucket:rate5m', (p, where, ...by) =>
    sum(rate(p.histogram('request_duration_seconds', where).bucket, WINDOW), 'route', 'le', ...by),
  ),
  errors: rule<'endpoint' | 'status'>('endpoint_status:errors:rate5m', (p, where, ...by) =>
    sum(rate(p.counter('errors_total', where), WINDOW), 'endpoint', 'status', ...by),
  ),
  refusals: rule<'route'>('route:ratelimit_block:rate5m', (p, where, ...by) =>
    sum(rate(p.counter('ratelimit_block_total', where), WINDOW), 'route', ...by),
  ),
  queryBuckets: rule<'query_type' | 'le'>('query_type_le:db_query_duration_seconds_bucket:rate5m', (p, where, ...by) =>
    sum(rate(p.histogram('db_query_duration_seconds', where).bucket, WINDOW), 'query_type', 'le', ...by),
  ),
} as const;

/** The series that a rule has recorded for this platform. */
export function recorded<L extends string>(
  { name }: RecordingRule<L>,
  platform: Platform,
  where: Matchers<L> = {},
): Gauge<L | TargetLabel> {
  return new Gauge(renderSelector(name, { ...platform.matchers, ...where }));
}
