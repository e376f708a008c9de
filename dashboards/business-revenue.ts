/** Panels of the business dashboard about money and the mini app: checkouts, payments, webhooks, sessions, devices, MRR. */
import { contract } from '../metrics/contract';
import { dropNaN, max, sum, type Vector } from '../lib/promql';
import { PER_MINUTE } from '../lib/units';
import { recording } from '../rules/recording';
import type { RecordingRule } from '../lib/promql/recording-rule';
import { notExposedYet, NOT_SCRAPED } from '../lib/dashboards/empty';
import { fixedColour, shareAxis } from '../lib/dashboards/overrides';
import { stat, timeseries } from '../lib/dashboards/panels';
import { eventsOfStep, eventsWithin, totalOf } from '../lib/dashboards/series';
import type { PanelEntries } from '../lib/dashboards/definition';
import type { DashboardScope } from '../lib/dashboards/dashboard-scope';

/** Its panels; never reuse the id of a removed panel. */
export const revenuePanels = {
  checkouts: 8,
  payments: 9,
  webhookReplays: 10,
  sessions: 11,
  devices: 12,
  mrr: 15,
  invalidSignatures: 17,
} as const satisfies PanelEntries;
type BusinessScope = DashboardScope<keyof typeof revenuePanels>;

/** Font size in pixels of numbers next to each other on this dashboard: "0.421/min" fits half a tile of ten columns. */
export const NUMBER_SIZE = 36;

export function checkouts(board: BusinessScope) {
  return timeseries(
    board,
    'checkouts',
    {
      title: 'Billing Checkouts by Plan',
      description:
        'Checkouts begun a minute by plan, over 5 minutes, stacked: the top is the total. Good: the shape of a usual day; an ' +
        'hour without any means that the way to the checkout may be broken.',
      unit: 'short',
      counts: 'checkouts/min',
      width: 24,
      height: 10,
      empty: NOT_SCRAPED,
    },
    [{ expr: sum(board.series(recording.checkouts), 'plan').times(PER_MINUTE), legend: '{{plan}}' }],
    { legend: 'beside', stacked: true },
  );
}

const PAYMENT_COLOURS: Readonly<Record<(typeof contract.billing_payments_total.labels.status)[number], string>> = {
  success: 'blue',
  failed: 'red',
  refunded: 'orange',
  cancelled: 'yellow',
};

export function payments(board: BusinessScope) {
  const outcomes = sum(board.series(recording.payments), 'status');
  const failed = sum(board.series(recording.payments, { status: 'failed' }));
  const attempts = sum(board.series(recording.payments, { status: { matches: 'success|failed' } }));
  const panel = timeseries(
    board,
    'payments',
    {
      title: 'Payment Processing Status',
      description:
        'Payments a minute by outcome, over 5 minutes. On the right axis, in purple, the share of failed ones among ' +
        'those that succeeded or failed, which is what the alert is about, with its limit dashed. Good: success far above the rest.',
      unit: 'short',
      counts: 'payments/min',
      width: 24,
      height: 10,
      empty: NOT_SCRAPED,
    },
    [
      { expr: outcomes.times(PER_MINUTE), legend: '{{status}}' },
      { expr: dropNaN(failed.dividedBy(attempts)), legend: 'failed share' },
    ],
    // Grafana keeps half a line below the graph for the right axis.
    { legend: 'beside' },
  ).overrideByName('failed share', shareAxis('failed share', board.alertsOf('payments')));
  for (const [status, colour] of Object.entries(PAYMENT_COLOURS)) panel.overrideByName(status, [fixedColour(colour)]);
  return panel;
}

/** Events in the time range. */
const ofRange = (board: BusinessScope, rule: RecordingRule<never>): Vector<never> =>
  eventsWithin(board.series(rule), '$__range');

export function webhookReplays(board: BusinessScope) {
  const rate = board.series(recording.webhookReplays).times(PER_MINUTE);
  return stat(
    board,
    'webhookReplays',
    {
      title: 'Webhook Replay Attacks Blocked',
      description:
        'Payment webhooks blocked as replays: how many a minute now, which is what the alert watches and what the colour ' +
        'says, and how many within the shown time. Good: green.',
      unit: 'suffix:/min',
      width: 10,
      height: 7,
      empty: NOT_SCRAPED,
    },
    [
      { expr: totalOf(board, rate), legend: 'Now' },
      { expr: ofRange(board, recording.webhookReplays), legend: 'Shown time' },
    ],
    { numberSize: NUMBER_SIZE },
  ).overrideByName('Shown time', [fixedColour('text'), { id: 'unit', value: 'locale' }, { id: 'decimals', value: 0 }]);
}

export function sessions(board: BusinessScope) {
  return stat(
    board,
    'sessions',
    {
      title: 'Mini App Sessions Created',
      description:
        'Mini app sessions created within the shown time, restarts included; the graph below the number is how many came ' +
        'in each step. Good: the shape of a usual day.',
      unit: 'locale',
      width: 7,
      height: 7,
      empty: NOT_SCRAPED,
    },
    [{ expr: eventsOfStep(board.series(recording.sessions)), legend: 'Sessions' }],
    { trend: 'sum', calm: 'text', numberSize: NUMBER_SIZE },
  ).decimals(0);
}

export function devices(board: BusinessScope) {
  return stat(
    board,
    'devices',
    {
      title: 'Device Management',
      description:
        'Devices registered and revoked within the shown time, restarts included. Good: far more registered than revoked; ' +
        'many revoked at once may be stolen accounts.',
      unit: 'locale',
      width: 7,
      height: 7,
      empty: NOT_SCRAPED,
    },
    [
      { expr: ofRange(board, recording.registrations), legend: 'Registered' },
      { expr: ofRange(board, recording.revocations), legend: 'Revoked' },
    ],
    { calm: 'text', numberSize: NUMBER_SIZE },
  ).decimals(0);
}

/** Grafana's unit of an amount with all its digits: in thousands the ticks of the axis would be equal. */
const DOLLARS = 'currency:financial:$';

export function mrr(board: BusinessScope) {
  const { shipped, since } = contract.mrr_total;
  return timeseries(
    board,
    'mrr',
    {
      title: 'Monthly Recurring Revenue (MRR) Trend',
      description:
        'Revenue that recurs each month, in US dollars; the axis begins near the lowest value. Good: rising or flat; a step down is a ' +
        'cancelled large plan or a failed renewal run.',
      unit: DOLLARS,
      width: 9,
      height: 9,
      empty: shipped ? NOT_SCRAPED : notExposedYet(`the backend ships it with ${since}`),
    },
    [{ expr: max(board.series(recording.revenue)), legend: 'MRR' }],
    { fromZero: false },
  ).overrideByName('MRR', [fixedColour('blue')]);
}

export function invalidSignatures(board: BusinessScope) {
  return timeseries(
    board,
    'invalidSignatures',
    {
      title: 'Webhook Invalid Signatures',
      description:
        'Payment webhooks rejected a minute for a bad signature, over 5 minutes. Good: zero; a few are probes, many are ' +
        'a forger or a signing secret that is out of step.',
      unit: 'short',
      counts: 'webhooks/min',
      width: 8,
      height: 9,
      empty: NOT_SCRAPED,
    },
    [{ expr: totalOf(board, board.series(recording.invalidSignatures).times(PER_MINUTE)), legend: 'rejected' }],
  ).overrideByName('rejected', [fixedColour('red')]);
}
