/** Panels of the business dashboard about expert advisors, the trading terminals that execute approved signals. */
import { sum } from '../lib/promql';
import { PER_MINUTE } from '../lib/units';
import { recording } from '../rules/recording';
import { NOT_SCRAPED } from '../lib/dashboards/empty';
import { totalLine } from '../lib/dashboards/overrides';
import { stackWithTotal } from '../lib/dashboards/stack';
import { timeseries } from '../lib/dashboards/panels';
import { TOTAL, totalOf } from '../lib/dashboards/series';
import type { PanelEntries } from '../lib/dashboards/definition';
import type { DashboardScope } from '../lib/dashboards/dashboard-scope';

/** Its panels; never reuse the id of a removed panel. */
export const eaPanels = {
  eaRequests: 13,
  eaErrors: { id: 14, emptyWhenWell: 'A' },
} as const satisfies PanelEntries;
type BusinessScope = DashboardScope<keyof typeof eaPanels>;

export function eaRequests(board: BusinessScope) {
  const requests = sum(board.series(recording.eaRequests), 'endpoint');
  return timeseries(
    board,
    'eaRequests',
    {
      title: 'EA API Request Rate',
      description:
        'Requests a second of expert advisors (trading terminals) by endpoint, over 5 minutes. Good: /poll steady day and ' +
        'night, /ack following the trades; a total of zero means that no terminal is connected.',
      unit: 'short',
      counts: 'requests/s',
      width: 24,
      height: 8,
      empty: NOT_SCRAPED,
    },
    [
      { expr: requests, legend: '{{endpoint}}' },
      { expr: totalOf(board, requests), legend: TOTAL },
    ],
    { legend: 'beside' },
  ).overrideByName(TOTAL, totalLine());
}

export function eaErrors(board: BusinessScope) {
  const errors = sum(board.series(recording.eaErrors), 'endpoint', 'error_type').times(PER_MINUTE);
  return stackWithTotal(
    board,
    'eaErrors',
    {
      title: 'EA Error Rate',
      description:
        'Failed requests a minute of expert advisors by endpoint and kind, the ten largest stacked, and the total, which is what the alerts ' +
        'and the dashed lines are about. Good: near zero; auth_failed on its own is one misconfigured terminal.',
      unit: 'short',
      counts: 'errors/min',
      width: 24,
      height: 10,
      empty: NOT_SCRAPED,
    },
    { expr: errors, legend: '{{endpoint}} {{error_type}}' },
  );
}
