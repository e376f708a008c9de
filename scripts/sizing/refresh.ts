/** The queries of one refresh of two dashboards, in this project and in the hand-written files that it replaces. */
import type { DashboardContext } from '../../lib/dashboards/definition';
import { panelQueries, type PanelQuery } from '../../lib/dashboards';
import { instantiate } from '../../lib/dashboards/variables';
import { nodesOf, printPromql, type PromqlNode } from '../../lib/promql';
import { isDuration, seconds } from '../../lib/units';
import { SCRAPE } from './history';

export interface DashboardQuery {
  readonly panel: string;
  readonly expr: string;
  /** Seconds between two points over the whole range; undefined for an instant query. */
  readonly step: number | undefined;
  /** The parts that a server evaluates only once for a whole graph. */
  readonly once: readonly string[];
}

/** Steps in seconds to which Grafana rounds (its `roundInterval`), and the values below which it takes each. */
const STEPS = [5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 10800, 21600, 43200];
const LIMITS = [7.5, 12.5, 17.5, 25, 45, 90, 210, 450, 750, 1050, 1500, 2700, 5400, 9000, 16200, 32400, 86400];

/** Seconds between two points of a graph over `range` seconds, by Grafana's rule. */
export function stepOf(
  { interval, maxDataPoints }: Partial<Pick<PanelQuery, 'interval' | 'maxDataPoints'>>,
  range: number,
): number {
  const least = interval !== undefined && isDuration(interval) ? seconds(interval) : SCRAPE;
  const wished = maxDataPoints === undefined ? 0 : range / maxDataPoints;
  return Math.max(least, STEPS[LIMITS.findIndex((limit) => wished < limit)] ?? 86400);
}

const quantiles = (metric: string, by: string, ...qs: number[]) =>
  qs.map((q) => `histogram_quantile(${q}, sum(rate(${metric}_bucket[5m])) by (${by}))`);
const perSecond = (selector: string, by?: string) =>
  `sum(rate(${selector}[5m]))${by === undefined ? '' : ` by (${by})`}`;

/** The queries of the dashboards before this project, by panel. Grafana sent each over the whole range. */
const BEFORE: Readonly<Record<string, readonly string[]>> = {
  'API Request Rate by Endpoint': [perSecond('http_requests_total', 'route')],
  'API Latency Percentiles (p50/p95/p99)': quantiles('request_duration_seconds', 'le, route', 0.5, 0.95, 0.99),
  'Error Rate by Endpoint': [perSecond('errors_total', 'endpoint, status')],
  'Response Time Distribution Heatmap': [perSecond('request_duration_seconds_bucket', 'le')],
  'HTTP Status Code Distribution (1h)': ['sum(increase(http_requests_total[1h])) by (status)'],
  'Database Connection Pool Size': ['db_connection_pool_size'],
  'Redis Connection Status': ['redis_connected'],
  'Database Query Duration (p95)': quantiles('db_query_duration_seconds', 'le, query_type', 0.95),
  'Rate Limit Rejections': [perSecond('ratelimit_block_total', 'route')],
  'Signal Ingestion Rate': [perSecond('signals_ingested_total', 'source')],
  'Total Signals Ingested': ['sum(signals_ingested_total)'],
  'Signal Creation Latency (p95)': quantiles('signals_create_seconds', 'le', 0.95),
  'Approval Rate (Approved vs Rejected)': ['approved', 'rejected'].map((result) =>
    perSecond(`approvals_total{result="${result}"}`),
  ),
  'Approval Decisions (1h)': ['sum(increase(approvals_total[1h])) by (result)'],
  'Mini App Approval Latency': quantiles('miniapp_approval_latency_seconds', 'le', 0.5, 0.95),
  'Copy-Trading Activity': [perSecond('miniapp_approval_actions_total', 'decision')],
  'Billing Checkouts by Plan': [perSecond('billing_checkout_started_total', 'plan')],
  'Payment Processing Status': [perSecond('billing_payments_total', 'status')],
  'Webhook Replay Attacks Blocked': ['sum(billing_webhook_replay_block_total)'],
  'Mini App Sessions Created': ['sum(miniapp_sessions_total)'],
  'Device Management': ['sum(miniapp_device_register_total)', 'sum(miniapp_device_revoke_total)'],
  'EA API Request Rate': [perSecond('ea_requests_total', 'endpoint')],
  'EA Error Rate': [perSecond('ea_errors_total', 'endpoint, error_type')],
};

/** One point for each scrape, which leaves out none. */
export const queriesBefore = (): DashboardQuery[] =>
  Object.entries(BEFORE).flatMap(([panel, exprs]) => exprs.map((expr) => ({ panel, expr, step: SCRAPE, once: [] })));

/**
 * Function calls on selectors with `@ end()`: a server evaluates each only once for a whole graph.
 * https://prometheus.io/docs/prometheus/latest/querying/basics/#modifier
 */
const evaluatedOnce = (expr: PromqlNode): PromqlNode[] =>
  nodesOf(expr).filter((node) => node.kind === 'call' && node.args.some((arg) => 'at' in arg && arg.at !== undefined));

/** The same panels of this project over a range in seconds. */
export const queriesNow = (context: DashboardContext, range: number): DashboardQuery[] =>
  panelQueries(context)
    .filter(({ panel }) => Object.hasOwn(BEFORE, panel))
    .map((query) => {
      const step = stepOf(query, range);
      const chosen = { __range: `${range}s`, __interval: `${step}s`, __interval_ms: String(step * 1000) };
      return {
        panel: query.panel,
        expr: instantiate(query.expr, chosen),
        step: query.instant ? undefined : step,
        once: evaluatedOnce(query.tree.node).map((node) => instantiate(printPromql(node), chosen)),
      };
    });

/** Samples of a query as the server counts them. */
async function countSamples(
  server: string,
  { expr, step }: Pick<DashboardQuery, 'expr' | 'step'>,
  start: number,
  end: number,
) {
  const [path, when] =
    step === undefined ? ['query', `time=${end}`] : ['query_range', `start=${start}&end=${end}&step=${step}`];
  const query = String(new URLSearchParams({ query: expr, stats: 'all' }));
  const response = await fetch(`${server}/api/v1/${path}?${query}&${when}`);
  const answer = (await response.json()) as {
    error?: string;
    data: { stats: { samples: { totalQueryableSamples: number } } };
  };
  if (answer.error !== undefined) throw new Error(`${expr}: ${answer.error}`);
  return answer.data.stats.samples.totalQueryableSamples;
}

/**
 * Samples that a server reads to answer a query, from `start` to `end` (Unix time). This is the server's own count,
 * corrected for parts with `@ end()`: the server counts them at each step, although it evaluates them only once
 * (`StepInvariantExpr` in Prometheus' engine).
 */
export async function samplesRead(server: string, query: DashboardQuery, start: number, end: number): Promise<number> {
  const { once: pinned, step } = query;
  const all = await countSamples(server, query, start, end);
  if (step === undefined) return all;
  const again = Math.floor((end - start) / step);
  const once = await Promise.all(pinned.map((expr) => countSamples(server, { expr, step: undefined }, start, end)));
  return all - again * once.reduce((sum, samples) => sum + samples, 0);
}
