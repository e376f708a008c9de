/** Panels of the business dashboard about what people do with signals: approvals and copy-trading. */
import { contract } from '../metrics/contract';
import { histogramQuantile, dropNaN, round, sum } from '../lib/promql';
import { PER_MINUTE } from '../lib/units';
import { recording } from '../rules/recording';
import { noEvents, NOT_SCRAPED } from '../lib/dashboards/empty';
import { cappedAt } from '../lib/dashboards/limits';
import { fixedColour, shareAxis } from '../lib/dashboards/overrides';
import { pie, timeseries } from '../lib/dashboards/panels';
import { eventsWithin } from '../lib/dashboards/series';
import type { PanelEntries } from '../lib/dashboards/definition';
import type { DashboardScope } from '../lib/dashboards/dashboard-scope';

/** Its panels; never reuse the id of a removed panel. */
export const approvalPanels = {
  approvalRate: 4,
  approvalShare: 5,
  miniappLatency: 6,
  copyTrading: 7,
  copyTradingSuccess: 16,
} as const satisfies PanelEntries;
type BusinessScope = DashboardScope<keyof typeof approvalPanels>;

/** Yes and no, in colours that colour-blind people can distinguish too. */
const YES = fixedColour('blue');
const NO = fixedColour('orange');

export function approvalRate(board: BusinessScope) {
  const decisions = sum(board.series(recording.approvals), 'result');
  const rejected = sum(board.series(recording.approvals, { result: 'rejected' }));
  return timeseries(
    board,
    'approvalRate',
    {
      title: 'Approval Rate (Approved vs Rejected)',
      description:
        'Decisions on signals a minute, over 5 minutes. On the right axis, in purple, the share of rejected ones, which is ' +
        'what the alert is about, with its limit dashed. Good: blue above orange, and the share far below the line.',
      unit: 'short',
      counts: 'approvals/min',
      width: 12,
      height: 10,
      empty: noEvents('no decision since the backend started'),
    },
    [
      { expr: decisions.times(PER_MINUTE), legend: '{{result}}' },
      { expr: dropNaN(rejected.dividedBy(sum(decisions))), legend: 'rejected share' },
    ],
  )
    .overrideByName('approved', [YES])
    .overrideByName('rejected', [NO])
    .overrideByName('rejected share', shareAxis('rejected share', board.alertsOf('approvalRate')));
}

export function approvalShare(board: BusinessScope) {
  return pie(
    board,
    'approvalShare',
    {
      title: 'Approval Decisions (1h)',
      description: 'Decisions on signals in the last hour: approved in blue, rejected in orange. Good: mostly blue.',
      unit: 'locale',
      width: 12,
      height: 10,
      empty: noEvents('no decision in the last hour'),
    },
    [
      {
        expr: round(eventsWithin(board.series(recording.approvals), '1h', 'result')),
        legend: '{{result}}',
      },
    ],
  )
    .overrideByName('approved', [YES])
    .overrideByName('rejected', [NO]);
}

export function miniappLatency(board: BusinessScope) {
  const buckets = sum(board.series(recording.approvalBuckets), 'le');
  return timeseries(
    board,
    'miniappLatency',
    {
      title: 'Mini App Approval Latency',
      description:
        'Time from opening a signal in the mini app to the stored decision: half and 95 % of the approvals were faster. ' +
        'Good: p95 well below the dashed line. ' +
        cappedAt(contract.miniapp_approval_latency_seconds),
      unit: 's',
      width: 12,
      height: 10,
      empty: noEvents('no approval in the mini app in the last 5 minutes'),
    },
    [
      { expr: dropNaN(histogramQuantile(0.5, buckets)), legend: 'p50' },
      { expr: dropNaN(histogramQuantile(0.95, buckets)), legend: 'p95' },
    ],
  )
    .overrideByName('p50', [fixedColour('blue')])
    .overrideByName('p95', [fixedColour('text'), { id: 'custom.lineWidth', value: 3 }]);
}

export function copyTrading(board: BusinessScope) {
  const actions = sum(board.series(recording.approvalActions), 'decision').times(PER_MINUTE);
  return timeseries(
    board,
    'copyTrading',
    {
      title: 'Copy-Trading Activity',
      description:
        'Approval actions a minute in the mini app by decision, over 5 minutes, stacked: the top is the total. Good: the ' +
        'shape of a usual trading day; nothing at all while signals come in means that the mini app does not show them.',
      unit: 'short',
      counts: 'actions/min',
      width: 12,
      height: 10,
      empty: NOT_SCRAPED,
    },
    [{ expr: actions, legend: '{{decision}}' }],
    { stacked: true },
  )
    .overrideByName('approve', [YES])
    .overrideByName('reject', [NO]);
}

export function copyTradingSuccess(board: BusinessScope) {
  const approved = sum(board.series(recording.approvalActions, { decision: 'approve' }));
  return timeseries(
    board,
    'copyTradingSuccess',
    {
      title: 'Copy-Trading Success Rate',
      description:
        'Share of approvals among all approval actions in the mini app, over 5 minutes. Good: steady; a fall means that ' +
        'users turn down what they are offered.',
      unit: 'percentunit',
      width: 7,
      height: 9,
      empty: noEvents('no action in the mini app in the last 5 minutes'),
    },
    [{ expr: dropNaN(approved.dividedBy(sum(board.series(recording.approvalActions)))), legend: 'approved' }],
  )
    .max(1)
    .overrideByName('approved', [YES]);
}
