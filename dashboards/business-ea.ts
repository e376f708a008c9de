/** Panels of the business dashboard about expert advisors, the trading terminals that execute approved signals. */
import { rate, sum } from '../metrics/promql';
import { WINDOW } from '../rules/window';
import type { BusinessBoard } from './business-units';
import { timeseries } from './panels';

export function eaRequests(board: BusinessBoard) {
  const requests = board.platform.counter('ea_requests_total');
  return timeseries(
    board,
    'eaRequests',
    {
      title: 'EA API Request Rate',
      description:
        'Requests a second of expert advisors (trading terminals) by endpoint. Good: /poll steady day and night, /ack ' +
        'following the trades; zero means that no terminal is connected.',
      unit: 'reqps',
      width: 12,
      height: 9,
      empty: 'No request of an expert advisor since the backend started',
    },
    [{ expr: sum(rate(requests, '$__rate_interval'), 'endpoint'), legend: '{{endpoint}}' }],
    { step: '1m' },
  );
}

export function eaErrors(board: BusinessBoard) {
  const errors = board.platform.counter('ea_errors_total');
  return timeseries(
    board,
    'eaErrors',
    {
      title: 'EA Error Rate',
      description:
        'Failed requests a second of expert advisors by endpoint and kind, stacked: the top is the total, which is what the ' +
        'alerts and the dashed lines are about. Good: near zero; auth_failed on its own is one misconfigured terminal.',
      unit: 'errors/s',
      width: 12,
      height: 9,
      empty: 'No error of an expert advisor since the backend started',
    },
    [{ expr: sum(rate(errors, WINDOW), 'endpoint', 'error_type'), legend: '{{endpoint}} {{error_type}}' }],
    { legend: 'right', stacked: true, lines: 'per second' },
  );
}
