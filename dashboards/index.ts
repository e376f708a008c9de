/** The platform's dashboards. */
import type { DashboardDefinition } from '../lib/dashboards/definition';
import type { Group } from '../rules/labels';
import type { DashboardName } from '../rules/panel-ids';
import { apiHealth } from './api-health';
import { businessKpis } from './business-kpis';
import { infrastructure } from './infrastructure';
import { monitoring } from './monitoring';
import { overview } from './overview';

export const dashboards = {
  overview: { title: 'Overview', runbook: 'api_health', build: overview },
  'api-health': { title: 'API Technical Health Dashboard', runbook: 'api_health', build: apiHealth },
  'business-kpis': { title: 'Business KPIs Dashboard', runbook: 'business_health', build: businessKpis },
  infrastructure: { title: 'Infrastructure', runbook: 'infrastructure', needsExporters: true, build: infrastructure },
  monitoring: { title: 'Monitoring', runbook: 'meta', build: monitoring },
} as const satisfies Readonly<Record<DashboardName, DashboardDefinition & { readonly runbook: Group }>>;
