/** The overview's tiles: numbers of the platform, each coloured by the alerts of the panel that it links to. */
import { DashboardLinkBuilder, DashboardLinkType } from '@grafana/grafana-foundation-sdk/dashboard';
import { histogramQuantile, dropNaN, max, min, sum, type Vector } from '../lib/promql';
import { PER_MINUTE } from '../lib/units';
import { recording } from '../rules/recording';
import { CONNECTION } from './api-dependencies';
import { dashboardDefinition, type PanelEntries } from '../lib/dashboards/definition';
import { type Empty, noEventsInTile, NOT_SCRAPED } from '../lib/dashboards/empty';
import type { apiHealthPanels } from './api-health';
import type { businessPanels } from './business-kpis';
import { panelPath } from '../lib/alerting/panel-refs';
import { statesOf, type Scale } from '../lib/dashboards/limits';
import { stat } from '../lib/dashboards/panels';
import type { StatStyle } from '../lib/dashboards/tiles';
import { poolConnections, redisConnected } from '../rules/replica-gauges';
import { totalOf } from '../lib/dashboards/series';
import type { DashboardScope } from '../lib/dashboards/dashboard-scope';

/** Its panels; never reuse the id of a removed panel. */
export const summaryPanels = {
  apiLatency: 4,
  apiErrors: 5,
  signals: 6,
  eaRequests: 7,
  payments: 8,
  redis: 17,
  databasePool: 18,
} as const satisfies PanelEntries;
type Summary = DashboardScope<keyof typeof summaryPanels>;

/** Four next to each other, so that all tiles fit on the first screen. */
export const TILE = { width: 6, height: 4 } as const;
/** Font size in pixels of numbers next to each other. */
export const NUMBER_SIZE = 32;

/** The panels that its tiles link to. */
interface FullPanels {
  readonly 'api-health': keyof typeof apiHealthPanels;
  readonly 'business-kpis': keyof typeof businessPanels;
}
interface SummaryTile<D extends keyof FullPanels> {
  readonly panel: keyof typeof summaryPanels;
  readonly title: string;
  readonly description: string;
  readonly unit: string;
  readonly empty: Empty;
  readonly expr: Vector;
  /** The panel that shows the same in full: its alerts colour the number, and a link opens it. */
  readonly on: D;
  readonly full: FullPanels[D];
  /** The scale of the thresholds that apply. */
  readonly limits: Scale;
  readonly width: number;
  /** Texts shown instead of certain values. */
  readonly words?: NonNullable<StatStyle['words']>;
}

/** Grafana replaces the time range and the selected variables. */
const TIME_AND_VARIABLES = '${__url_time_range}&${__all_variables}';

function summaryTile<D extends keyof FullPanels>(board: Summary, what: SummaryTile<D>) {
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

export function apiTiles(board: Summary) {
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

export function dependencyTiles(board: Summary) {
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

export function businessTiles(board: Summary) {
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
