/** "Business KPIs Dashboard": do signals, approvals, payments, expert advisors and the mini app do their work? */
import { contract } from '../metrics/contract';
import { histogramQuantile, dropNaN, sum } from '../lib/promql';
import { humanize, PER_MINUTE } from '../lib/units';
import { panelLimits } from '../rules/panel-limits';
import { recording } from '../rules/recording';
import type { BuiltDashboard, DashboardContext, PanelEntries } from '../lib/dashboards/definition';
import {
  approvalPanels,
  approvalRate,
  approvalShare,
  copyTrading,
  copyTradingSuccess,
  miniappLatency,
} from './business-approvals';
import { eaErrors, eaPanels, eaRequests } from './business-ea';
import {
  checkouts,
  devices,
  invalidSignatures,
  mrr,
  NUMBER_SIZE,
  payments,
  revenuePanels,
  sessions,
  webhookReplays,
} from './business-revenue';
import { noEventsInTile, NOT_SCRAPED } from '../lib/dashboards/empty';
import { buildDashboard } from '../lib/dashboards/build-dashboard';
import { cappedAt } from '../lib/dashboards/limits';
import { totalLine } from '../lib/dashboards/overrides';
import { stat, timeseries } from '../lib/dashboards/panels';
import { eventsOfStep, TOTAL, totalOf } from '../lib/dashboards/series';
import { DashboardScope } from '../lib/dashboards/dashboard-scope';

/** Its panels; never reuse the id of a removed panel. */
export const businessPanels = {
  ...approvalPanels,
  ...revenuePanels,
  ...eaPanels,
  signalRate: 1,
  signalTotal: 2,
  signalLatency: 3,
} as const satisfies PanelEntries;
type BusinessScope = DashboardScope<keyof typeof businessPanels>;

function signalRate(board: BusinessScope) {
  const signals = sum(board.series(recording.signals), 'source').times(PER_MINUTE);
  return timeseries(
    board,
    'signalRate',
    {
      title: 'Signal Ingestion Rate',
      description:
        'Trading signals taken in a minute by source, over 5 minutes, and the total, which is what the alerts and the dashed ' +
        'line are about. Good: the total far above the line, with every source present.',
      unit: 'short',
      counts: 'signals/min',
      width: 11,
      height: 10,
      empty: NOT_SCRAPED,
    },
    [
      { expr: signals, legend: '{{source}}' },
      { expr: totalOf(board, signals), legend: TOTAL },
    ],
  ).overrideByName(TOTAL, totalLine());
}

function signalTotal(board: BusinessScope) {
  return stat(
    board,
    'signalTotal',
    {
      title: 'Total Signals Ingested',
      description:
        'Signals taken in within the shown time, restarts included; the graph below the number is how many came in each ' +
        'step, and the number is their sum. Good: steady through the trading day.',
      unit: 'locale',
      width: 6,
      height: 10,
      empty: NOT_SCRAPED,
    },
    [{ expr: eventsOfStep(board.series(recording.signals)), legend: 'Signals' }],
    { trend: 'sum', calm: 'text', numberSize: NUMBER_SIZE },
  ).decimals(0);
}

function signalLatency(board: BusinessScope) {
  const { signalSlow, signalTooSlow } = panelLimits;
  return stat(
    board,
    'signalLatency',
    {
      title: 'Signal Creation Latency (p95)',
      description:
        'Time within which 95 % of the signals of the last 5 minutes were created. Good: green, ' +
        `below ${humanize(signalSlow, 'seconds')}; red from ${humanize(signalTooSlow, 'seconds')}. ${cappedAt(contract.signals_create_seconds)}`,
      unit: 's',
      width: 7,
      height: 10,
      empty: noEventsInTile('no signal created'),
    },
    [{ expr: dropNaN(histogramQuantile(0.95, sum(board.series(recording.signalBuckets), 'le'))), legend: 'p95' }],
    {
      limits: [
        { kind: 'above', value: signalSlow, colour: 'yellow' },
        { kind: 'above', value: signalTooSlow, colour: 'red' },
      ],
      numberSize: NUMBER_SIZE,
    },
  );
}

export function businessKpis(context: DashboardContext): BuiltDashboard {
  const board = new DashboardScope<keyof typeof businessPanels>('business-kpis', context);
  return buildDashboard(board, 'Signals, approvals, copy-trading, billing, the mini app and expert advisors.', [
    {
      title: 'Signals',
      components: ['signals'],
      panels: [signalRate(board), signalTotal(board), signalLatency(board)],
    },
    {
      title: 'Approvals and copy-trading',
      components: ['approvals'],
      panels: [approvalRate(board), approvalShare(board), miniappLatency(board), copyTrading(board)],
    },
    {
      title: 'Billing and mini app',
      components: ['billing', 'miniapp'],
      panels: [checkouts(board), payments(board), webhookReplays(board), sessions(board), devices(board)],
    },
    { title: 'Expert advisors', components: ['ea'], panels: [eaRequests(board), eaErrors(board)] },
    {
      title: 'Revenue, success, security',
      components: ['billing', 'approvals', 'security'],
      panels: [mrr(board), copyTradingSuccess(board), invalidSignatures(board)],
    },
  ]);
}
