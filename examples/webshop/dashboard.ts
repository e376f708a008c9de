/** The shop on one screen: what fires, how fast it answers, what is ordered, and what is in stock. */
import { DashboardScope } from '../../lib/dashboards/dashboard-scope';
import type { BuiltDashboard, DashboardContext, PanelEntries } from '../../lib/dashboards/definition';
import { noEvents, unknown } from '../../lib/dashboards/empty';
import { firingTable } from '../../lib/dashboards/firing-table';
import { buildDashboard } from '../../lib/dashboards/build-dashboard';
import { timeseries } from '../../lib/dashboards/panels';
import { sloRows } from '../../lib/dashboards/slo';
import { histogramQuantile, dropNaN, sum } from '../../lib/promql';
import { contract } from './metrics';
import { records } from './rules';

/** Its panels; never reuse the id of a removed panel. */
export const panels = {
  firing: { id: 1, emptyWhenWell: 'A' },
  latency: 2,
  orders: 3,
  stock: 4,
  budget: 5,
  burn: 6,
} as const satisfies PanelEntries;

const HALF = { width: 12, height: 9 } as const;

export function shop(context: DashboardContext): BuiltDashboard {
  const board = new DashboardScope<keyof typeof panels>('shop', context);
  const latency = dropNaN(histogramQuantile(0.95, sum(board.series(records.latencyBuckets), 'page', 'le')));
  const orders = sum(board.series(records.orders), 'payment');
  const stock = sum(board.platform.gauge(contract.shop_stock_items), 'warehouse');
  return buildDashboard(board, 'The shop as its customers meet it.', [
    { title: 'Alerts', panels: [firingTable(board, 'firing')] },
    {
      title: 'Customers',
      panels: [
        timeseries(
          board,
          'latency',
          {
            title: 'Pages (p95)',
            description: 'Time within which 95 % of each page are answered. Good: below the line.',
            unit: 's',
            empty: noEvents('no page'),
            ...HALF,
          },
          [{ expr: latency, legend: '{{page}}' }],
        ),
        timeseries(
          board,
          'orders',
          {
            title: 'Orders',
            description: 'Orders a second by payment. Good: the shape of a usual day.',
            unit: 'short',
            counts: 'orders/s',
            empty: noEvents('no order'),
            ...HALF,
          },
          [{ expr: orders, legend: '{{payment}}' }],
        ),
        timeseries(
          board,
          'stock',
          {
            title: 'Stock',
            description: 'Items in each warehouse. Good: above the line.',
            unit: 'short',
            counts: 'items',
            empty: unknown('the shop is not scraped'),
            ...HALF,
          },
          [{ expr: stock, legend: '{{warehouse}}' }],
        ),
      ],
    },
    ...sloRows(board),
  ]);
}
