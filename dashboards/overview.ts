/** "Overview": what is firing, whether monitoring itself works, and the platform at a glance. */
import { DashboardLinkBuilder, DashboardLinkType } from '@grafana/grafana-foundation-sdk/dashboard';
import { count, histogramQuantile, dropNaN, max, min, sum, type Vector } from '../lib/promql';
import { PER_MINUTE } from '../lib/units';
import { recording } from '../rules/recording';
import { alertList } from '../lib/dashboards/alert-list';
import { CONNECTION } from './api-dependencies';
import {
  type BuiltDashboard,
  type DashboardContext,
  dashboardDefinition,
  type PanelEntries,
} from '../lib/dashboards/definition';
import { type Empty, noEventsInTile, NOT_SCRAPED, unknown } from '../lib/dashboards/empty';
import { firingTable } from '../lib/dashboards/firing-table';
import { buildDashboard, heartbeat } from '../lib/dashboards/build-dashboard';
import type { apiHealthPanels } from './api-health';
import type { businessPanels } from './business-kpis';
import { panelPath } from '../lib/alerting/panel-refs';
import { statesOf, type Scale } from '../lib/dashboards/limits';
import { othersColour } from '../lib/dashboards/overrides';
import { stat } from '../lib/dashboards/panels';
import type { StatStyle } from '../lib/dashboards/tiles';
import { poolConnections, redisConnected } from '../rules/replica-gauges';
import { totalOf } from '../lib/dashboards/series';
import { sloRows } from '../lib/dashboards/slo';
import { DashboardScope } from '../lib/dashboards/dashboard-scope';

/** Its panels; an id that was used once never belongs to another panel. */
export const overviewPanels = {
  firing: { id: 1, emptyWhenWell: 'A' },
  targets: 2,
  heartbeat: 3,
  apiLatency: 4,
  apiErrors: 5,
  signals: 6,
  eaRequests: 7,
  payments: 8,
  apiAvailabilityBudget: 9,
  apiLatencyBudget: 10,
  signalFreshnessBudget: 11,
  eaPollingBudget: 12,
  apiAvailabilityBurn: 13,
  apiLatencyBurn: 14,
  signalFreshnessBurn: 15,
  eaPollingBurn: 16,
  redis: 17,
  databasePool: 18,
} as const satisfies PanelEntries;
type OverviewScope = DashboardScope<keyof typeof overviewPanels>;

/** Four beside each other, so that all that is at a glance stands on the first screen. */
const TILE = { width: 6, height: 4 } as const;
/** Pixels of the numbers beside each other. */
const NUMBER_SIZE = 32;

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
  ).overrideByName('Known', othersColour());
}

function alertingHeartbeat(board: OverviewScope) {
  if (!board.context.alertSeries) return alertList(board, 'heartbeat', 'heartbeat', GRAFANA_HEARTBEAT);
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

/** The panels of the dashboards that its tiles lead to. */
interface FullPanels {
  readonly 'api-health': keyof typeof apiHealthPanels;
  readonly 'business-kpis': keyof typeof businessPanels;
}
interface SummaryTile<D extends keyof FullPanels> {
  readonly panel: keyof typeof overviewPanels;
  readonly title: string;
  readonly description: string;
  readonly unit: string;
  readonly empty: Empty;
  readonly expr: Vector;
  /** The panel that shows the same in full: its alerts colour the number, and a link leads there. */
  readonly on: D;
  readonly full: FullPanels[D];
  /** The scale of the thresholds that apply. */
  readonly limits: Scale;
  readonly width: number;
  /** Words in the place of certain values. */
  readonly words?: NonNullable<StatStyle['words']>;
}

/** Grafana fills in the shown time and the chosen variables. */
const TIME_AND_VARIABLES = '${__url_time_range}&${__all_variables}';

function summaryTile<D extends keyof FullPanels>(board: OverviewScope, what: SummaryTile<D>) {
  const { panel, title, description, unit, empty, expr, width, words } = what;
  const { catalogue, environment } = board.context;
  const path = panelPath(catalogue.panels, { dashboard: what.on, panel: what.full }, environment);
  return stat(
    board,
    panel,
    { title, description, unit, width, height: TILE.height, empty },
    [{ expr, legend: title }],
    {
      limits: statesOf(board.alertsAt(what.on, what.full), what.limits),
      filled: true,
      numberSize: NUMBER_SIZE,
      ...(words !== undefined && { words }),
    },
  ).dataLinks([
    new DashboardLinkBuilder(`Open in ${dashboardDefinition(catalogue, what.on).title}`)
      .type(DashboardLinkType.Link)
      .url(`${path}&${TIME_AND_VARIABLES}`),
  ]);
}

function api(board: OverviewScope) {
  return [
    summaryTile(board, {
      panel: 'apiLatency',
      title: 'API latency p95',
      description: 'Time within which 95 % of all requests were answered, over 5 minutes. Good: green.',
      unit: 's',
      empty: noEventsInTile('no request'),
      expr: dropNaN(histogramQuantile(0.95, sum(board.series(recording.latencyBuckets), 'le'))),
      on: 'api-health',
      full: 'latency',
      limits: 'seconds',
      width: 5,
    }),
    summaryTile(board, {
      panel: 'apiErrors',
      title: 'API errors/min',
      description:
        'Server errors (5xx) a minute on all endpoints together, over 5 minutes. Good: green, next to nothing.',
      unit: 'short',
      empty: NOT_SCRAPED,
      expr: totalOf(board, board.series(recording.errors, { status: { matches: '5..' } }).times(PER_MINUTE)),
      on: 'api-health',
      full: 'errorRate',
      limits: 'per minute',
      width: 5,
    }),
  ];
}

function dependencies(board: OverviewScope) {
  return [
    summaryTile(board, {
      panel: 'redis',
      title: 'Redis',
      description: 'Whether every replica of the backend is connected to Redis; the worst one counts. Good: Connected.',
      unit: 'short',
      empty: NOT_SCRAPED,
      expr: min(redisConnected(board.platform)),
      on: 'api-health',
      full: 'redis',
      limits: 'count',
      words: CONNECTION,
      width: TILE.width,
    }),
    summaryTile(board, {
      panel: 'databasePool',
      title: 'Database pool',
      description: "Connections in the fullest replica's pool. Good: green, with room for a peak.",
      unit: 'short',
      empty: NOT_SCRAPED,
      expr: max(poolConnections(board.platform)),
      on: 'api-health',
      full: 'databasePool',
      limits: 'count',
      width: TILE.width,
    }),
  ];
}

function business(board: OverviewScope) {
  const payments = (status: string | { matches: string }) => sum(board.series(recording.payments, { status }));
  return [
    summaryTile(board, {
      panel: 'signals',
      title: 'Signals/min',
      description: 'Trading signals a minute from all sources, over 5 minutes. Good: green, steady.',
      unit: 'short',
      empty: NOT_SCRAPED,
      expr: totalOf(board, board.series(recording.signals).times(PER_MINUTE)),
      on: 'business-kpis',
      full: 'signalRate',
      limits: 'per minute',
      width: 5,
    }),
    summaryTile(board, {
      panel: 'eaRequests',
      title: 'EA req/s',
      description: 'Requests a second of expert advisors on all endpoints, over 5 minutes. Good: steady, not zero.',
      unit: 'short',
      empty: NOT_SCRAPED,
      expr: totalOf(board, board.series(recording.eaRequests)),
      on: 'business-kpis',
      full: 'eaRequests',
      limits: 'per second',
      width: 4,
    }),
    summaryTile(board, {
      panel: 'payments',
      title: 'Failed payments',
      description: 'Share of failed payments among those that succeeded or failed, over 5 minutes. Good: green.',
      unit: 'percentunit',
      empty: noEventsInTile('no payment'),
      expr: dropNaN(payments('failed').dividedBy(payments({ matches: 'success|failed' }))),
      on: 'business-kpis',
      full: 'payments',
      limits: 'ratio',
      width: 5,
    }),
  ];
}

export function overview(context: DashboardContext): BuiltDashboard {
  const board = new DashboardScope<keyof typeof overviewPanels>('overview', context);
  return buildDashboard(board, 'What is firing, whether monitoring itself works, and the platform at a glance.', [
    { title: 'Alerts', panels: [firingTable(board, 'firing')] },
    {
      title: 'At a glance',
      panels: [targets(board), alertingHeartbeat(board), ...dependencies(board), ...api(board), ...business(board)],
    },
    ...sloRows(board),
  ]);
}
