/** The platform in the form that the library takes: its metrics, its alerts and its dashboards. */
import { dashboards, PANELS, type PanelRef } from './dashboards';
import { exporterAlerts, exporterDefinitions, type ExporterName, type exporters } from './dashboards/exporters';
import { homepage } from './package.json';
import type { PlatformDefinition } from './lib/dashboards/definition';
import { readVerbatimFiles } from './lib/servers/verbatim-folder';
import { labelExamples, promise } from './metrics/contract';
import { serverMetrics } from './metrics/server-metrics';
import { listAlerts } from './rules/alerts';
import { dataSource } from './rules/data-source';
import { exporterDown } from './rules/infrastructure';
import { inhibitions, platformGroups } from './rules/inhibition';
import { GROUPS, TEAM } from './rules/labels';
import { recordingByGroup } from './rules/recording';
import { slos } from './rules/slos';

/** Every alert by name. */
export const alerts = listAlerts({ ...exporterDown(exporterDefinitions), ...exporterAlerts }) satisfies Readonly<
  Record<string, { readonly panel: PanelRef }>
>;
export type AlertName = keyof typeof alerts;
export const alertNames = Object.keys(alerts) as AlertName[];

/** The definition with this name, without its literal type. */
export const definition = (name: AlertName): PlatformDefinition['alerts'][string] => alerts[name];

/** The platform's exporters, with the type of each one's settings. */
export type TradingExporters = { readonly [K in ExporterName]: (typeof exporters)[K]['definition'] };

export const trading: PlatformDefinition = {
  name: 'trading',
  monitor: 'trading-signals-platform',
  title: 'Trading signals',
  runbooksUrl: `${homepage}/blob/main/runbooks`,
  hasDemo: true,
  ...promise,
  groups: GROUPS,
  platformGroups,
  teams: TEAM,
  alerts,
  heartbeat: 'Watchdog',
  missingMetrics: 'ContractMetricMissing',
  dataSource,
  inhibitions,
  slos,
  records: recordingByGroup,
  labelExamples,
  panels: PANELS,
  dashboards,
  home: 'overview',
  exporters: exporterDefinitions,
  serverMetrics,
  verbatim: readVerbatimFiles(__dirname),
};
