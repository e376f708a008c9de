/**
 * Alert lists from Grafana's own state, for stacks in which no Prometheus evaluates the rules and records the series
 * `ALERTS`.
 */
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import type { DashboardScope } from './dashboard-scope';
import { applyPanelDefaults, type PanelSpec } from './panels';

/** Grafana's own numbers for the order of a list. */
const BY_IMPORTANCE = 3;

/** A list of this stack's firing alerts, selected by their labels, or of its heartbeat only. */
export function alertList<P extends string>(
  board: DashboardScope<P>,
  panel: NoInfer<P>,
  what: 'firing' | 'heartbeat',
  look: Omit<PanelSpec, 'unit'>,
) {
  const test = what === 'firing' ? '!=' : '=';
  const { heartbeat = '' } = board.context.catalogue;
  return applyPanelDefaults(new PanelBuilder().type('alertlist'), board, panel, { ...look, unit: 'short' }, []).options(
    {
      viewMode: 'list',
      groupMode: 'default',
      groupBy: [],
      maxItems: 50,
      sortOrder: BY_IMPORTANCE,
      dashboardAlerts: false,
      alertName: '',
      alertInstanceLabelFilter: `{environment="${board.context.environment}",alertname${test}"${heartbeat}"}`,
      showInstances: false,
      stateFilter: { firing: true, pending: false, noData: true, normal: false, error: true },
    },
  );
}
