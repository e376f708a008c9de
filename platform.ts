/** The platform as the library takes it: what it exposes, what is watched, and what is shown. */
import { dashboards, PANELS, type PanelRef } from './dashboards';
import { homepage } from './package.json';
import type { PlatformDefinition } from './lib/dashboards/definition';
import { labelExamples, promise } from './metrics/contract';
import { exporters } from './metrics/exporters';
import { serverMetrics } from './metrics/server-metrics';
import { alerts } from './rules/alerts';
import { dataSource } from './rules/data-source';
import { inhibitions, platformGroups } from './rules/inhibition';
import { GROUPS, TEAM } from './rules/labels';
import { recordingByGroup } from './rules/recording';
import { slos } from './rules/slos';

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
  alerts: alerts satisfies Readonly<Record<string, { readonly panel: PanelRef }>>,
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
  exporters,
  serverMetrics,
};
