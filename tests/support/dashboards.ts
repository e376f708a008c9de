/** The dashboards of a stack with every exporter and default settings, or with a test's settings. */
import { trading } from '../../platform';
import type { DashboardContext } from '../../lib/dashboards/definition';
import { ruleContext, toSettings } from '../../lib/settings/settings';
import { dashboards, type DashboardJson, type PanelJson } from '../../lib/dashboards';
import type { DashboardName } from '../../dashboards';
import { EXPORTERS } from './exporters';

export const context = (raw: Record<string, unknown> = {}, recorded = true): DashboardContext => ({
  ...ruleContext(toSettings(trading, 'dev', { ...EXPORTERS, ...raw })),
  datasourceUid: 'prometheus-dev',
  evaluatesRules: recorded,
  sharedGrafana: false,
  severalReplicas: true,
});

/** Every panel except row headings. */
export const contentPanels = ({ panels }: DashboardJson): PanelJson[] => panels.filter(({ type }) => type !== 'row');

export const eachDashboard = (ctx = context()) => Object.entries(dashboards(ctx)) as [DashboardName, DashboardJson][];

export const eachPanel = (ctx = context()): [string, PanelJson][] =>
  eachDashboard(ctx).flatMap(([name, dashboard]) =>
    contentPanels(dashboard).map((panel): [string, PanelJson] => [`${name} / ${panel.title}`, panel]),
  );

/** The panel with that id. Throws if there is none. */
export function panelOf(name: string, id: number, ctx = context()): PanelJson {
  const dashboard = dashboards(ctx)[name];
  const panel = dashboard && contentPanels(dashboard).find((candidate) => candidate.id === id);
  if (panel === undefined) throw new Error(`${name} has no panel ${id}`);
  return panel;
}

/** The threshold steps of a panel: value and colour, starting with the base colour. */
export const stepsOf = ({ fieldConfig }: PanelJson) =>
  (fieldConfig?.defaults.thresholds?.steps ?? []).map(({ value, color }) => [value, color] as const);
