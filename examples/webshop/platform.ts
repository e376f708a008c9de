/** The shop as the library takes it. */
import type { PlatformDefinition } from '../../lib/dashboards/definition';
import { shop } from './dashboard';
import { contract } from './metrics';
import { alerts, PANELS, records, slos } from './rules';

export const webshop: PlatformDefinition = {
  name: 'webshop',
  title: 'Web shop',
  monitor: 'webshop',
  runbooksUrl: 'https://wiki.shop.example/runbooks',
  contract,
  groups: ['shop', 'slo'],
  platformGroups: ['shop', 'slo'],
  teams: { shop: 'web', warehouse: 'logistics' },
  alerts,
  slos,
  records: { shop: records },
  inhibitions: { targets: { NoOrders: ['SlowPages'] } },
  panels: PANELS,
  dashboards: { shop: { title: 'Shop', runbook: 'shop', build: shop } },
  home: 'shop',
  emptyWhenWell: [{ dashboard: 'shop', panel: 'firing', queries: 'A' }],
  exporters: {},
  serverMetrics: {},
};
