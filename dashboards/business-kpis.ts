/** "Business KPIs Dashboard": do signals, approvals, payments, expert advisors and the mini app do their work? */
import type { DashboardBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { share } from '../metrics/expressions';
import { increase, known, quantile, rate, sum } from '../metrics/promql';
import { humanize } from '../metrics/units';
import { WINDOW } from '../rules/window';
import { Board, type DashboardContext } from './board';
import { eaErrors, eaRequests } from './business-ea';
import { checkouts, devices, invalidSignatures, mrr, payments, sessions, webhookReplays } from './business-revenue';
import { inRange, PER_MINUTE, type BusinessBoard } from './business-units';
import { frame } from './frame';
import { cappedAt } from './limits';
import { fixedColour, shareAxis } from './overrides';
import { pie, stat, timeseries } from './panels';

function signalRate(board: BusinessBoard) {
  return timeseries(
    board,
    'signalRate',
    {
      title: 'Signal Ingestion Rate',
      description:
        'Trading signals taken in a second by source, over 5 minutes, stacked: the top is the total, which is what the ' +
        'alerts and the dashed line are about. Good: above the line, with every source present.',
      unit: 'signals/s',
      width: 12,
      height: 9,
      empty: 'No signal since the backend started',
    },
    [{ expr: sum(rate(board.platform.counter('signals_ingested_total'), WINDOW), 'source'), legend: '{{source}}' }],
    { legend: 'right', stacked: true, lines: 'per second' },
  );
}

function signalTotal(board: BusinessBoard) {
  return stat(
    board,
    'signalTotal',
    {
      title: 'Total Signals Ingested',
      description:
        'Signals taken in within the shown time, restarts included; the graph behind the number is how many came in each ' +
        'step, and the number is their sum. Good: steady through the trading day.',
      unit: 'short',
      width: 6,
      height: 9,
      empty: 'No signal since the backend started',
    },
    [{ expr: inRange(board.platform.counter('signals_ingested_total')), legend: 'Signals' }],
    { trend: 'sum' },
  ).decimals(0);
}

/** Seconds from which on creating a signal is slow, and too slow; for the eye only. */
const SIGNAL_SLOW = 0.1;
const SIGNAL_TOO_SLOW = 0.5;

function signalLatency(board: BusinessBoard) {
  return stat(
    board,
    'signalLatency',
    {
      title: 'Signal Creation Latency (p95)',
      description:
        'Time within which 95 % of the signals were created; the graph behind the number is its course. Good: green, ' +
        `below ${humanize(SIGNAL_SLOW, 'seconds')}; red from ${humanize(SIGNAL_TOO_SLOW, 'seconds')}. ${cappedAt('signals_create_seconds')}`,
      unit: 's',
      width: 6,
      height: 9,
      empty: 'No signal created lately',
    },
    [
      {
        expr: known(quantile(0.95, board.platform.histogram('signals_create_seconds'), '$__rate_interval')),
        legend: 'p95',
      },
    ],
    {
      trend: 'lastNotNull',
      limits: [
        { kind: 'above', value: SIGNAL_SLOW, colour: 'yellow' },
        { kind: 'above', value: SIGNAL_TOO_SLOW, colour: 'red' },
      ],
    },
  );
}

function approvalRate(board: BusinessBoard) {
  const all = board.platform.counter('approvals_total');
  const rejected = board.platform.counter('approvals_total', { result: 'rejected' });
  return timeseries(
    board,
    'approvalRate',
    {
      title: 'Approval Rate (Approved vs Rejected)',
      description:
        'Decisions on signals a minute, over 5 minutes. On the right axis, in purple, the share of rejected ones, which is ' +
        'what the alert and its dashed line are about. Good: green above red, and the share far below the line.',
      unit: 'approvals/min',
      width: 12,
      height: 9,
      empty: 'No decision since the backend started',
    },
    [
      { expr: sum(rate(all, WINDOW), 'result').times(PER_MINUTE), legend: '{{result}}' },
      { expr: known(share(rejected, all, WINDOW)), legend: 'rejected share' },
    ],
  )
    .overrideByName('approved', [fixedColour('green')])
    .overrideByName('rejected', [fixedColour('red')])
    .overrideByName('rejected share', shareAxis(board.alertsOf('approvalRate')));
}

function approvalShare(board: BusinessBoard) {
  return pie(
    board,
    'approvalShare',
    {
      title: 'Approval Decisions (1h)',
      description: 'Decisions on signals in the last hour: approved in green, rejected in red. Good: mostly green.',
      unit: 'short',
      width: 12,
      height: 9,
      empty: 'No decision in the last hour',
    },
    [{ expr: sum(increase(board.platform.counter('approvals_total'), '1h'), 'result'), legend: '{{result}}' }],
  )
    .overrideByName('approved', [fixedColour('green')])
    .overrideByName('rejected', [fixedColour('red')]);
}

function miniappLatency(board: BusinessBoard) {
  const histogram = board.platform.histogram('miniapp_approval_latency_seconds');
  return timeseries(
    board,
    'miniappLatency',
    {
      title: 'Mini App Approval Latency',
      description:
        'Time from opening a signal in the mini app to the stored decision: half and 95 % of the approvals were faster. ' +
        'Good: p95 well below the dashed line. ' +
        cappedAt('miniapp_approval_latency_seconds'),
      unit: 's',
      width: 12,
      height: 9,
      empty: 'No approval in the mini app in the last 5 minutes',
    },
    [
      { expr: known(quantile(0.5, histogram, WINDOW)), legend: 'p50' },
      { expr: known(quantile(0.95, histogram, WINDOW)), legend: 'p95' },
    ],
    { lines: 'seconds' },
  )
    .overrideByName('p50', [fixedColour('green')])
    .overrideByName('p95', [fixedColour('yellow'), { id: 'custom.lineWidth', value: 3 }]);
}

function copyTrading(board: BusinessBoard) {
  const actions = board.platform.counter('miniapp_approval_actions_total');
  return timeseries(
    board,
    'copyTrading',
    {
      title: 'Copy-Trading Activity',
      description:
        'Approval actions a minute in the mini app by decision, stacked: the top is the total. Good: the shape of a usual ' +
        'trading day; nothing at all while signals come in means that the mini app does not show them.',
      unit: 'actions/min',
      width: 12,
      height: 9,
      empty: 'No action in the mini app since the backend started',
    },
    [{ expr: sum(rate(actions, '$__rate_interval'), 'decision').times(PER_MINUTE), legend: '{{decision}}' }],
    { stacked: true, step: '1m' },
  )
    .overrideByName('approve', [fixedColour('green')])
    .overrideByName('reject', [fixedColour('red')]);
}

function copyTradingSuccess(board: BusinessBoard) {
  const actions = board.platform.counter('miniapp_approval_actions_total');
  const approved = board.platform.counter('miniapp_approval_actions_total', { decision: 'approve' });
  return timeseries(
    board,
    'copyTradingSuccess',
    {
      title: 'Copy-Trading Success Rate',
      description:
        'Share of approvals among all approval actions in the mini app. Good: steady; a fall means that users turn down ' +
        'what they are offered.',
      unit: 'percentunit',
      width: 8,
      height: 9,
      empty: 'No action in the mini app lately',
    },
    [{ expr: known(share(approved, actions, '$__rate_interval')), legend: 'approved' }],
    { step: '5m' },
  )
    .max(1)
    .overrideByName('approved', [fixedColour('green')]);
}

export function businessKpis(context: DashboardContext): DashboardBuilder {
  const board = new Board('business-kpis', context);
  return frame(board, 'Signals, approvals, copy-trading, billing, the mini app and expert advisors.', [
    { title: 'Signals', panels: [signalRate(board), signalTotal(board), signalLatency(board)] },
    {
      title: 'Approvals and copy-trading',
      panels: [approvalRate(board), approvalShare(board), miniappLatency(board), copyTrading(board)],
    },
    {
      title: 'Billing and mini app',
      panels: [checkouts(board), payments(board), webhookReplays(board), sessions(board), devices(board)],
    },
    { title: 'Expert advisors', panels: [eaRequests(board), eaErrors(board)] },
    {
      title: 'Revenue, success, security',
      panels: [mrr(board), copyTradingSuccess(board), invalidSignatures(board)],
    },
  ]);
}
