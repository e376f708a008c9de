/** Panels of the business dashboard about money and the mini app: checkouts, payments, webhooks, sessions, devices, MRR. */
import { contract } from '../metrics/contract';
import { share, total } from '../metrics/expressions';
import { increase, known, max, rate, sum, type Counter } from '../metrics/promql';
import { WINDOW } from '../rules/window';
import { inRange, PER_MINUTE, type BusinessBoard } from './business-units';
import { fixedColour, shareAxis } from './overrides';
import { stat, timeseries } from './panels';

export function checkouts(board: BusinessBoard) {
  const started = board.platform.counter('billing_checkout_started_total');
  return timeseries(
    board,
    'checkouts',
    {
      title: 'Billing Checkouts by Plan',
      description:
        'Checkouts begun a minute by plan, stacked: the top is the total. Good: the shape of a usual day; an hour without ' +
        'any means that the way to the checkout may be broken.',
      unit: 'checkouts/min',
      width: 12,
      height: 9,
      empty: 'No checkout since the backend started',
    },
    [{ expr: sum(rate(started, '$__rate_interval'), 'plan').times(PER_MINUTE), legend: '{{plan}}' }],
    { legend: 'right', stacked: true, step: '1m' },
  );
}

const PAYMENT_COLOURS: Readonly<Record<(typeof contract.billing_payments_total.labels.status)[number], string>> = {
  success: 'green',
  failed: 'red',
  refunded: 'orange',
  cancelled: 'blue',
};

export function payments(board: BusinessBoard) {
  const name = 'billing_payments_total';
  const failed = board.platform.counter(name, { status: 'failed' });
  const attempts = board.platform.counter(name, { status: { matches: 'success|failed' } });
  const panel = timeseries(
    board,
    'payments',
    {
      title: 'Payment Processing Status',
      description:
        'Payments a minute by outcome, over 5 minutes. On the right axis, in purple, the share of failed ones among those ' +
        'that succeeded or failed, which is what the alert and its dashed line are about. Good: green far above the rest.',
      unit: 'payments/min',
      width: 12,
      height: 9,
      empty: 'No payment since the backend started',
    },
    [
      { expr: sum(rate(board.platform.counter(name), WINDOW), 'status').times(PER_MINUTE), legend: '{{status}}' },
      { expr: known(share(failed, attempts, WINDOW)), legend: 'failed share' },
    ],
    { legend: 'right' },
  ).overrideByName('failed share', shareAxis(board.alertsOf('payments')));
  for (const [status, colour] of Object.entries(PAYMENT_COLOURS)) panel.overrideByName(status, [fixedColour(colour)]);
  return panel;
}

/** Blocked replays in the shown time that deserve a look, and that look like an attack; for the eye only. */
const REPLAYS_SOME = 10;
const REPLAYS_MANY = 50;

export function webhookReplays(board: BusinessBoard) {
  return stat(
    board,
    'webhookReplays',
    {
      title: 'Webhook Replay Attacks Blocked',
      description:
        'Payment webhooks blocked as replays within the shown time, restarts included; the graph behind the number is how ' +
        `many came in each step. Good: green; yellow from ${REPLAYS_SOME}, red from ${REPLAYS_MANY}. The alert watches the rate, not this total.`,
      unit: 'short',
      width: 8,
      height: 7,
      empty: 'The backend does not count replays',
    },
    [{ expr: inRange(board.platform.counter('billing_webhook_replay_block_total')), legend: 'Blocked' }],
    {
      trend: 'sum',
      limits: [
        { kind: 'above', value: REPLAYS_SOME, colour: 'yellow' },
        { kind: 'above', value: REPLAYS_MANY, colour: 'red' },
      ],
    },
  ).decimals(0);
}

export function sessions(board: BusinessBoard) {
  return stat(
    board,
    'sessions',
    {
      title: 'Mini App Sessions Created',
      description:
        'Mini app sessions created within the shown time, restarts included; the graph behind the number is how many came ' +
        'in each step. Good: the shape of a usual day.',
      unit: 'short',
      width: 8,
      height: 7,
      empty: 'The backend does not count sessions',
    },
    [{ expr: inRange(board.platform.counter('miniapp_sessions_total')), legend: 'Sessions' }],
    { trend: 'sum' },
  ).decimals(0);
}

export function devices(board: BusinessBoard) {
  const inTheRange = (counter: Counter<string>) => sum(increase(counter, '$__range'));
  return stat(
    board,
    'devices',
    {
      title: 'Device Management',
      description:
        'Devices registered and revoked within the shown time, restarts included. Good: far more registered than revoked; ' +
        'many revoked at once may be stolen accounts.',
      unit: 'short',
      width: 8,
      height: 7,
      empty: 'The backend does not count devices',
    },
    [
      { expr: inTheRange(board.platform.counter('miniapp_device_register_total')), legend: 'Registered' },
      { expr: inTheRange(board.platform.counter('miniapp_device_revoke_total')), legend: 'Revoked' },
    ],
  ).decimals(0);
}

export function mrr(board: BusinessBoard) {
  const { shipped, since } = contract.mrr_total;
  return timeseries(
    board,
    'mrr',
    {
      title: 'Monthly Recurring Revenue (MRR) Trend',
      description:
        'Revenue that recurs each month, in the currency of the platform. Good: rising or flat; a step down is a ' +
        'cancelled large plan or a failed renewal run.',
      unit: 'short',
      width: 8,
      height: 9,
      empty: shipped ? 'The backend does not report its revenue' : `The backend does not ship this yet (${since})`,
    },
    // Every replica reports the same revenue.
    [{ expr: max(board.platform.gauge('mrr_total')), legend: 'MRR' }],
  ).overrideByName('MRR', [fixedColour('green')]);
}

export function invalidSignatures(board: BusinessBoard) {
  return timeseries(
    board,
    'invalidSignatures',
    {
      title: 'Webhook Invalid Signatures',
      description:
        'Payment webhooks rejected a second for a bad signature, over 5 minutes. Good: zero; a few are probes, many are ' +
        'a forger or a signing secret that is out of step.',
      unit: 'webhooks/s',
      width: 8,
      height: 9,
      empty: 'The backend does not count invalid signatures',
    },
    [{ expr: total(board.platform.counter('billing_webhook_invalid_sig_total'), WINDOW), legend: 'rejected' }],
    { lines: 'per second' },
  ).overrideByName('rejected', [fixedColour('red')]);
}
