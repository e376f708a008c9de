/** "Overview": what is firing, whether monitoring itself works, and the platform at a glance. */
import { count, sum } from '../lib/promql';
import { alertList } from '../lib/dashboards/alert-list';
import type { BuiltDashboard, DashboardContext, PanelEntries } from '../lib/dashboards/definition';
import { unknown } from '../lib/dashboards/empty';
import { firingTable } from '../lib/dashboards/firing-table';
import { buildDashboard, heartbeat } from '../lib/dashboards/build-dashboard';
import { neutralColour } from '../lib/dashboards/overrides';
import { stat } from '../lib/dashboards/panels';
import { sloRows } from '../lib/dashboards/slo';
import { DashboardScope } from '../lib/dashboards/dashboard-scope';
import { apiTiles, businessTiles, dependencyTiles, NUMBER_SIZE, summaryPanels, TILE } from './overview-tiles';

/** Its panels; never reuse the id of a removed panel. */
export const overviewPanels = {
  ...summaryPanels,
  firing: { id: 1, emptyWhenWell: 'A' },
  targets: 2,
  heartbeat: 3,
  apiAvailabilityBudget: 9,
  apiLatencyBudget: 10,
  signalFreshnessBudget: 11,
  eaPollingBudget: 12,
  apiAvailabilityBurn: 13,
  apiLatencyBurn: 14,
  signalFreshnessBurn: 15,
  eaPollingBurn: 16,
} as const satisfies PanelEntries;
type OverviewScope = DashboardScope<keyof typeof overviewPanels>;

const GRAFANA_HEARTBEAT = {
  title: 'Alerting heartbeat',
  description:
    'The alert that always fires while Grafana evaluates its rules. Good: in the list. Without it no other alert can be trusted to fire.',
  ...TILE,
  empty: unknown('rules are not being evaluated'),
};

function targets(board: OverviewScope) {
  return stat(
    board,
    'targets',
    {
      title: 'Replicas up',
      description:
        'Replicas of the backend that answered their last scrape, and how many are known. Good: the same number twice.',
      unit: 'short',
      ...TILE,
      empty: unknown('nothing is scraped'),
    },
    [
      { expr: sum(board.platform.up()), legend: 'Up' },
      { expr: count(board.platform.up()), legend: 'Known' },
    ],
    { filled: true, numberSize: NUMBER_SIZE },
  ).overrideByName('Known', neutralColour());
}

function alertingHeartbeat(board: OverviewScope) {
  if (!board.context.evaluatesRules) return alertList(board, 'heartbeat', 'heartbeat', GRAFANA_HEARTBEAT);
  return stat(
    board,
    'heartbeat',
    {
      title: 'Alerting heartbeat',
      description:
        'The alert that always fires while Prometheus evaluates its rules. Good: Working. Without it no other alert can ' +
        'be trusted to fire.',
      unit: 'short',
      ...TILE,
      empty: unknown('rules are not being evaluated'),
    },
    [{ expr: count(heartbeat(board.context)), legend: 'Heartbeat' }],
    {
      limits: [{ kind: 'below', value: 1, colour: 'red' }],
      words: { '1': { text: 'Working', color: 'green' } },
      numberSize: NUMBER_SIZE,
    },
  );
}

export function overview(context: DashboardContext): BuiltDashboard {
  const board = new DashboardScope<keyof typeof overviewPanels>('overview', context);
  return buildDashboard(board, 'What is firing, whether monitoring itself works, and the platform at a glance.', [
    { title: 'Alerts', panels: [firingTable(board, 'firing')] },
    {
      title: 'At a glance',
      panels: [
        targets(board),
        alertingHeartbeat(board),
        ...dependencyTiles(board),
        ...apiTiles(board),
        ...businessTiles(board),
      ],
    },
    ...sloRows(board),
  ]);
}
