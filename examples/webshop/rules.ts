/** What is recorded of the shop, whom it wakes, and what its customers may expect. */
import { above, below, fixedThreshold, type AlertDefinition } from '../../lib/alerting/alert';
import { comparedSeries, record } from '../../lib/alerting/alert-records';
import { latencyAbove } from '../../lib/alerting/latency';
import { lastScrapedValue, noEvents } from '../../lib/alerting/measurements';
import { sum } from '../../lib/promql';
import { buckets, perSecond } from '../../lib/promql/recording-rule';
import { sloAlerts } from '../../lib/slo/alerts';
import { failedEvents, type Slo } from '../../lib/slo/slo';
import { contract } from './metrics';

const on = <const P extends string>(panel: P) => ({ dashboard: 'shop', panel }) as const;

export const records = {
  latencyBuckets: buckets({
    name: 'page_le:shop_page_seconds_bucket:rate5m',
    meaning: 'Pages a second that took at most `le` seconds',
    histogram: contract.shop_page_seconds,
    by: ['page'],
  }),
  orders: perSecond({
    name: 'payment:shop_orders:rate5m',
    meaning: 'Orders a second',
    counter: contract.shop_orders_total,
    by: ['payment'],
  }),
};

export const slos = {
  pages: {
    name: 'pages',
    alert: 'Pages',
    title: 'pages answered without an error',
    objective: 0.999,
    window: '30d',
    sli: failedEvents(
      (shop) => shop.counter(contract.shop_page_views_total, { status: { matches: '5..' } }),
      (shop) => shop.counter(contract.shop_page_views_total),
    ),
    component: 'shop',
    summaries: {
      page: 'The shop fails so often that its error budget lasts only days',
      ticket: 'The shop fails a little too often',
    },
    impact: 'Customers see error pages.',
    panels: { budget: on('budget'), burn: on('burn') },
  },
} as const satisfies Readonly<Record<string, Slo>>;

export const alerts = {
  SlowPages: {
    ...latencyAbove({
      histogram: contract.shop_page_seconds,
      things: 'pages',
      background: { least: 5, events: 40, share: 0.01, culprits: 20 },
      culprits: { by: ['page'], together: 'all pages' },
    }),
    group: 'shop',
    severity: 'warning',
    component: 'shop',
    threshold: above(1, 'seconds'),
    for: '5m',
    summary: 'Pages are slow',
    impact: 'Customers leave before they order.',
    panel: on('latency'),
    noData: 'ok',
  },
  NoOrders: {
    ...noEvents(contract.shop_orders_total, {
      record: 'environment:shop_orders:count5m',
      meaning: 'Orders in five minutes',
    }),
    group: 'shop',
    severity: 'critical',
    component: 'shop',
    threshold: fixedThreshold(0, 'count'),
    for: '30m',
    summary: 'Nobody orders',
    impact: 'The checkout may be broken.',
    says: ({ duration }) => ({
      firing: `Nobody has placed an order for ${duration}.`,
      resolved: 'Orders come in again; there was none for',
    }),
    panel: on('orders'),
    noData: 'alerting',
  },
  LowStock: {
    measure: (shop, { threshold }, server) => ({
      ...comparedSeries(
        record(
          server,
          { record: 'warehouse:shop_stock_items:sum', meaning: 'Items in stock' },
          sum(lastScrapedValue(shop.gauge(contract.shop_stock_items), server), 'warehouse'),
        ),
      ),
      by: ['warehouse'],
      test: '<',
      bound: threshold,
      unit: 'count',
    }),
    group: 'shop',
    severity: 'warning',
    component: 'warehouse',
    threshold: below(100, 'count'),
    for: '1h',
    summary: 'A warehouse runs out of stock',
    impact: 'Orders wait for deliveries.',
    says: ({ culprit, number, limit, duration }) => ({
      firing: `${culprit} has had ${number} items, fewer than ${limit}, for ${duration}.`,
      resolved: `${culprit} has ${limit} items or more again; it had fewer for`,
    }),
    panel: on('stock'),
    noData: 'ok',
  },
  ...sloAlerts(slos),
} as const satisfies Readonly<Record<string, AlertDefinition>>;
