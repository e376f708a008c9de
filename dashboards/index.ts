/** The platform's dashboards. */
import { panelIds, type DashboardDefinition } from '../lib/dashboards/definition';
import type { Group } from '../rules/labels';
import { apiHealth, apiHealthPanels } from './api-health';
import { businessKpis, businessPanels } from './business-kpis';
import { infrastructure, infrastructurePanels } from './infrastructure';
import { monitoring, monitoringPanels } from './monitoring';
import { overview, overviewPanels } from './overview';

export const dashboards = {
  overview: { title: 'Overview', runbook: 'api_health', panels: overviewPanels, build: overview },
  'api-health': {
    title: 'API Technical Health Dashboard',
    runbook: 'api_health',
    panels: apiHealthPanels,
    build: apiHealth,
  },
  'business-kpis': {
    title: 'Business KPIs Dashboard',
    runbook: 'business_health',
    panels: businessPanels,
    build: businessKpis,
  },
  infrastructure: {
    title: 'Infrastructure',
    runbook: 'infrastructure',
    needsExporters: true,
    panels: infrastructurePanels,
    build: infrastructure,
  },
  monitoring: { title: 'Monitoring', runbook: 'meta', panels: monitoringPanels, build: monitoring },
} as const satisfies Readonly<Record<string, DashboardDefinition & { readonly runbook: Group }>>;
export type DashboardName = keyof typeof dashboards;

/** The id of each panel, by the names of its dashboard and of itself. */
export const PANELS = panelIds(dashboards);
export type PanelRef = {
  readonly [D in DashboardName]: { readonly dashboard: D; readonly panel: keyof (typeof PANELS)[D] };
}[DashboardName];
