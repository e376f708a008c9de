/** The shop as the library takes it. */
import { panelIds, type PlatformDefinition } from '../../lib/dashboards/definition';
import { panels, shop } from './dashboard';
import { contract } from './metrics';
import { alerts, records, slos } from './rules';

const dashboards = { shop: { title: 'Shop', runbook: 'shop', panels, build: shop } };

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
  panels: panelIds(dashboards),
  dashboards,
  home: 'shop',
  exporters: {},
  serverMetrics: {},
};
