/** Planned maintenance, listed with its end on the home dashboard. */
import { BigValueTextMode } from '@grafana/grafana-foundation-sdk/common';
import { currentMaintenance } from '../alerting/maintenance';
import { DashboardScope } from './dashboard-scope';
import { allWell } from './empty';
import { stat } from './tiles';

/** Panel ids that the library adds: a platform has far fewer panels, and its rows start at 1000. */
const PANEL_ID = 900;
const ROW_ID = 999;

/** The panel has an id of its own; no platform defines it. */
class MaintenanceScope extends DashboardScope<'maintenance'> {
  override id(): number {
    return PANEL_ID;
  }
}

/** A row on the home dashboard with the end of the current maintenance, if the stack has planned maintenance. */
export function maintenanceRows(board: DashboardScope) {
  const { context, name } = board;
  const current = currentMaintenance(context);
  if (current === undefined || name !== context.catalogue.home) return [];
  const scope = new MaintenanceScope(name, context);
  const panel = stat(
    scope,
    'maintenance',
    {
      title: 'Planned maintenance ends',
      description:
        'Planned maintenance that is on now, why, who answers for it, and when it ends. Nobody is notified of what it covers. ' +
        'Good: what you expect.',
      unit: 'dateTimeAsLocal',
      width: 24,
      height: 4,
      empty: allWell('no maintenance is on'),
    },
    [{ expr: current.times(1000), legend: '{{maintenance}}: {{why}} ({{who}})' }],
    { calm: 'text' },
  ).textMode(BigValueTextMode.ValueAndName);
  scope.queries.forEach((query, key) => board.queries.set(key, query));
  return [{ title: 'Planned maintenance', panels: [panel], id: ROW_ID }];
}
