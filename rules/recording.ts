/**
 * Recording rules, named `level:metric:operation` (https://prometheus.io/docs/practices/rules): what a dashboard would
 * otherwise compute from every replica's series at every refresh.
 */
import { TARGET_LABELS, type TargetLabel } from '../metrics/contract';
import { Gauge, rate, renderSelector, sum, type Matchers, type Platform, type Vector } from '../metrics/promql';
import { WINDOW } from './measures';

export interface RecordingRule<L extends string = string> {
  readonly name: `${string}:${string}:${string}`;
  readonly expr: (platform: Platform) => Vector<L | TargetLabel>;
}

const rule = <const L extends string>(
  name: RecordingRule['name'],
  expr: (platform: Platform, ...by: TargetLabel[]) => Vector<L | TargetLabel>,
): RecordingRule<L> => ({ name, expr: (platform) => expr(platform, ...identity(platform)) });

/** The labels that tell one platform's recorded series from another's on a shared server. */
function identity(platform: Platform): TargetLabel[] {
  const always: TargetLabel[] = ['environment', 'cluster'];
  return TARGET_LABELS.filter((label) => always.includes(label) || label in platform.matchers);
}

export const recording = {
  requests: rule('route:http_requests:rate5m', (p, ...by) =>
    sum(rate(p.counter('http_requests_total'), WINDOW), 'route', ...by),
  ),
  requestsByStatus: rule('status:http_requests:rate5m', (p, ...by) =>
    sum(rate(p.counter('http_requests_total'), WINDOW), 'status', ...by),
  ),
  latencyBuckets: rule('route_le:request_duration_seconds_bucket:rate5m', (p, ...by) =>
    sum(rate(p.histogram('request_duration_seconds').bucket, WINDOW), 'route', 'le', ...by),
  ),
  errors: rule('endpoint_status:errors:rate5m', (p, ...by) =>
    sum(rate(p.counter('errors_total'), WINDOW), 'endpoint', 'status', ...by),
  ),
  queryBuckets: rule('query_type_le:db_query_duration_seconds_bucket:rate5m', (p, ...by) =>
    sum(rate(p.histogram('db_query_duration_seconds').bucket, WINDOW), 'query_type', 'le', ...by),
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
