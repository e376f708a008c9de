/** "Overview": what is firing, whether monitoring itself works, and the platform at a glance. */
import {
  BigValueColorMode,
  BigValueGraphMode,
  TableCellBackgroundDisplayMode,
  TableCellDisplayMode,
} from '@grafana/grafana-foundation-sdk/common';
import {
  DashboardLinkBuilder,
  DashboardLinkType,
  MappingType,
  type DashboardBuilder,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import * as table from '@grafana/grafana-foundation-sdk/table';
import { share, total } from '../metrics/expressions';
import { count, histogramQuantile, known, sum, type Vector } from '../metrics/promql';
import type { Unit } from '../metrics/units';
import { WINDOW } from '../rules/window';
import { recording } from '../rules/recording';
import { SEVERITIES } from '../rules/labels';
import { alertList } from './alert-list';
import { Board, type DashboardContext } from './board';
import { firing, frame, heartbeat, TITLES } from './frame';
import { panelPath, type PanelRef, type PANELS } from '../rules/panel-ids';
import { limitsOf, SEVERITY_COLOUR, thresholds, type Limit } from './limits';
import { dress, stat } from './panels';
import { sloRows } from './slo';

type OverviewBoard = Board<'overview'>;

const GRAFANA_HEARTBEAT = {
  title: 'Alerting heartbeat',
  description:
    'The alert that always fires while Grafana evaluates its rules. Good: in the list. Without it no other alert can be trusted to fire.',
  width: 6,
  height: 8,
  empty: 'Rules are not being evaluated',
};
const FIRING = {
  title: 'Firing alerts',
  description:
    'Every alert of this environment that fires now, with how many series it fires for. Good: empty. The alert that ' +
    'always fires is the heartbeat beside this table.',
  width: 12,
  height: 8,
  empty: 'No alert is firing',
};

function firingTable(board: OverviewBoard) {
  if (!board.context.alertSeries) return alertList(board, 'firing', FIRING);
  const bySeverity = Object.fromEntries(
    SEVERITIES.map((severity, index) => [severity, { color: SEVERITY_COLOUR[severity], index }]),
  );
  return dress(
    new table.PanelBuilder(),
    board,
    'firing',
    { ...FIRING, unit: 'short' },
    [{ expr: count(firing(board.context), 'alertname', 'severity', 'component'), legend: '{{alertname}}' }],
    { instant: true, format: PromQueryFormat.Table },
  )
    .thresholds(thresholds([], 'transparent'))
    .withTransformation({
      id: 'organize',
      options: {
        excludeByName: { Time: true },
        indexByName: { severity: 0, alertname: 1, component: 2, Value: 3 },
        renameByName: { severity: 'Severity', alertname: 'Alert', component: 'Component', Value: 'Firing' },
      },
    })
    .overrideByName('Severity', [
      { id: 'mappings', value: [{ type: MappingType.ValueToText, options: bySeverity }] },
      {
        id: 'custom.cellOptions',
        value: { type: TableCellDisplayMode.ColorBackground, mode: TableCellBackgroundDisplayMode.Basic },
      },
      { id: 'custom.width', value: 110 },
    ]);
}

function targets(board: OverviewBoard) {
  return stat(
    board,
    'targets',
    {
      title: 'Backend replicas up',
      description:
        'Replicas of the backend that answered their last scrape, and how many are known. Good: the same number twice.',
      unit: 'short',
      width: 6,
      height: 8,
      empty: 'No target: nothing is scraped',
    },
    [
      { expr: sum(board.platform.up()), legend: 'Up' },
      { expr: count(board.platform.up()), legend: 'Known' },
    ],
    { limits: [{ kind: 'below', value: 1, colour: 'red' }] },
  ).colorMode(BigValueColorMode.Background);
}

function alertingHeartbeat(board: OverviewBoard) {
  if (!board.context.alertSeries) return alertList(board, 'heartbeat', GRAFANA_HEARTBEAT);
  return stat(
    board,
    'heartbeat',
    {
      title: 'Alerting heartbeat',
      description:
        'The alert that always fires while Prometheus evaluates its rules. Good: Working. Without it no other alert can ' +
        'be trusted to fire.',
      unit: 'short',
      width: 6,
      height: 8,
      empty: 'Rules are not being evaluated',
    },
    [{ expr: count(heartbeat(board.context)), legend: 'Heartbeat' }],
    { limits: [{ kind: 'below', value: 1, colour: 'red' }] },
  )
    .mappings([
      { type: MappingType.RangeToText, options: { from: 1, to: null, result: { text: 'Working', color: 'green' } } },
    ])
    .colorMode(BigValueColorMode.Background);
}

interface Glance<D extends 'api-health' | 'business-kpis'> {
  readonly panel: keyof (typeof PANELS)['overview'];
  readonly title: string;
  readonly description: string;
  readonly unit: string;
  readonly empty: string;
  readonly expr: Vector;
  /** The panel that shows the same in full: its alerts colour the number, and a link leads there. */
  readonly on: D;
  readonly full: keyof (typeof PANELS)[D] & string;
  /** The unit of the thresholds that apply. */
  readonly limits: Unit;
  readonly width: number;
}

function glance<D extends 'api-health' | 'business-kpis'>(board: OverviewBoard, what: Glance<D>) {
  const { panel, title, description, unit, empty, expr, width } = what;
  const limits: Limit[] = limitsOf(board.alertsAt(what.on, what.full), what.limits);
  const ref = { dashboard: what.on, panel: what.full } as PanelRef;
  return stat(board, panel, { title, description, unit, width, height: 6, empty }, [{ expr, legend: title }], {
    limits,
    trend: 'lastNotNull',
  })
    .graphMode(BigValueGraphMode.Area)
    .links([
      new DashboardLinkBuilder(`Open in ${TITLES[what.on]}`)
        .type(DashboardLinkType.Link)
        .url(panelPath(ref, board.context.environment))
        .includeVars(true)
        .keepTime(true),
    ]);
}

function api(board: OverviewBoard) {
  return [
    glance(board, {
      panel: 'apiLatency',
      title: 'API latency (p95)',
      description: 'Time within which 95 % of all requests were answered, over 5 minutes. Good: green.',
      unit: 's',
      empty: 'No request in the last 5 minutes',
      expr: known(histogramQuantile(0.95, sum(board.series(recording.latencyBuckets), 'le'))),
      on: 'api-health',
      full: 'latency',
      limits: 'seconds',
      width: 6,
    }),
    glance(board, {
      panel: 'apiErrors',
      title: 'API errors',
      description: 'Errors a second on all endpoints together, over 5 minutes. Good: green, next to nothing.',
      unit: 'errors/s',
      empty: 'No error since the backend started',
      expr: sum(board.series(recording.errors)),
      on: 'api-health',
      full: 'errorRate',
      limits: 'per second',
      width: 6,
    }),
  ];
}

function business(board: OverviewBoard) {
  const { platform } = board;
  return [
    glance(board, {
      panel: 'signals',
      title: 'Signals ingested',
      description: 'Trading signals a second from all sources, over 5 minutes. Good: green, steady.',
      unit: 'signals/s',
      empty: 'No signal since the backend started',
      expr: total(platform.counter('signals_ingested_total'), WINDOW),
      on: 'business-kpis',
      full: 'signalRate',
      limits: 'per second',
      width: 4,
    }),
    glance(board, {
      panel: 'eaRequests',
      title: 'EA requests',
      description: 'Requests a second of expert advisors on all endpoints, over 5 minutes. Good: steady, not zero.',
      unit: 'reqps',
      empty: 'No request of an expert advisor since the backend started',
      expr: total(platform.counter('ea_requests_total'), WINDOW),
      on: 'business-kpis',
      full: 'eaRequests',
      limits: 'per second',
      width: 4,
    }),
    glance(board, {
      panel: 'payments',
      title: 'Failed payments',
      description: 'Share of failed payments among those that succeeded or failed, over 5 minutes. Good: green.',
      unit: 'percentunit',
      empty: 'No payment has failed',
      expr: known(
        share(
          platform.counter('billing_payments_total', { status: 'failed' }),
          platform.counter('billing_payments_total', { status: { matches: 'success|failed' } }),
          WINDOW,
        ),
      ),
      on: 'business-kpis',
      full: 'payments',
      limits: 'ratio',
      width: 4,
    }),
  ];
}

export function overview(context: DashboardContext): DashboardBuilder {
  const board = new Board('overview', context);
  return frame(board, 'What is firing, whether monitoring itself works, and the platform at a glance.', [
    { title: 'Alerts', panels: [firingTable(board), targets(board), alertingHeartbeat(board)] },
    ...sloRows(board),
    { title: 'At a glance', panels: [...api(board), ...business(board)] },
  ]);
}
