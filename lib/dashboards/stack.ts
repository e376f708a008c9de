/** Stacks of many series, with their total. */
import type { DashboardScope } from './dashboard-scope';
import { totalLine } from './overrides';
import { timeseries, type PanelSpec, type Query } from './panels';
import { largestSeries, TOTAL, totalOf } from './series';

/**
 * The largest series stacked, and the total above them. The rest is the shade between the stack and the total: a query
 * of its own would choose another ten of series that are equal.
 */
export function stackWithTotal<P extends string>(
  board: DashboardScope<P>,
  panel: NoInfer<P>,
  look: PanelSpec,
  { expr, legend }: Query,
) {
  const queries = [
    { expr: largestSeries(expr), legend },
    { expr: totalOf(board, expr), legend: TOTAL },
  ];
  return timeseries(board, panel, look, queries, { legend: 'beside', stacked: true }).overrideByName(
    TOTAL,
    totalLine('shaded'),
  );
}
