/**
 * Errors of the API by endpoint: the platform's own (5xx) separate from its clients' (4xx), because one would hide the
 * other.
 */
import { sum } from '../lib/promql';
import { PER_MINUTE } from '../lib/units';
import { recording } from '../rules/recording';
import { NOT_SCRAPED } from '../lib/dashboards/empty';
import { stackWithTotal } from '../lib/dashboards/stack';
import type { PanelEntries } from '../lib/dashboards/definition';
import type { DashboardScope } from '../lib/dashboards/dashboard-scope';

/** Its panels; never reuse the id of a removed panel. */
export const apiErrorPanels = {
  errorRate: { id: 3, emptyWhenWell: 'A' },
  clientErrorRate: { id: 19, emptyWhenWell: 'A' },
} as const satisfies PanelEntries;
type ApiScope = DashboardScope<keyof typeof apiErrorPanels>;

/** A graph of the errors of one class, stacked, with the total and the lines of its alerts. */
function errors(
  board: ApiScope,
  panel: 'errorRate' | 'clientErrorRate',
  status: '4..' | '5..',
  title: string,
  description: string,
) {
  const rate = board.series(recording.errors, { status: { matches: status } }).times(PER_MINUTE);
  return stackWithTotal(
    board,
    panel,
    { title, description, unit: 'short', counts: 'errors/min', width: 24, height: 10, empty: NOT_SCRAPED },
    { expr: sum(rate, 'endpoint', 'status'), legend: '{{endpoint}} {{status}}' },
  );
}

export const errorRate = (board: ApiScope) =>
  errors(
    board,
    'errorRate',
    '5..',
    'Error Rate by Endpoint',
    'Server errors (5xx) a minute by endpoint and status, over 5 minutes, the ten largest stacked, and the total. The alerts and the dashed ' +
      'lines are about one endpoint or all together. Good: next to nothing. What clients do wrong (4xx) is shown further ' +
      'below. Not narrowed by Route.',
  );

export const clientErrorRate = (board: ApiScope) =>
  errors(
    board,
    'clientErrorRate',
    '4..',
    'Client Errors (4xx) by Endpoint',
    'Requests a minute refused as wrong or unauthorised (too many: Rate Limit Rejections), by endpoint and status, over 5 minutes, the ' +
      'ten largest stacked, and the total. The alert and the dashed line are about one endpoint or all together. Good: small and flat; a step is a client ' +
      'in a loop, an attack, or a release that broke what clients rely on. Not narrowed by Route.',
  );
