/** What the shop exposes at `/metrics`. */
import { counter, defineContract, gauge, histogram } from '../../lib/contract/metric';

export const contract = defineContract({
  shop_page_views_total: counter({ page: [], status: [] }, { help: 'Pages answered.', unit: 'pages', since: '2026.1' }),
  shop_page_seconds: histogram(
    { page: [] },
    { help: 'Time to answer a page.', buckets: [0.1, 0.5, 1, 5], since: '2026.1' },
  ),
  shop_orders_total: counter(
    { payment: ['card', 'invoice'] },
    { help: 'Orders placed.', unit: 'orders', since: '2026.1' },
  ),
  shop_stock_items: gauge({ warehouse: [] }, { help: 'Items in stock.', unit: 'items', since: '2026.2' }),
});
