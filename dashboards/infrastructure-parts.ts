/** Shared by the rows of the infrastructure dashboard. */
import type { Vector } from '../lib/promql';
import type { DashboardScope } from '../lib/dashboards/dashboard-scope';
import { unknown } from '../lib/dashboards/empty';
import { stat, timeseries, type PanelSpec, type Query } from '../lib/dashboards/panels';

/** The window of series that are only shown: no alert uses it. */
export const DISPLAY = '$__rate_interval';
/** Half of the dashboard's columns. */
export const HALF = { width: 12, height: 9 } as const;

/** Something that is up or down. */
export function upOrDown<P extends string>(
  board: DashboardScope<P>,
  panel: P,
  spec: Omit<PanelSpec, 'unit'>,
  expr: Vector,
  legend: string,
) {
  return stat(board, panel, { ...spec, unit: 'short' }, [{ expr, legend }], {
    limits: [{ kind: 'below', value: 1, colour: 'red' }],
    words: { '0': { text: 'Down', color: 'red' }, '1': { text: 'Up', color: 'green' } },
  });
}

/** A server's own state, next to the first graph of its row. */
export const server = <P extends string>(board: DashboardScope<P>, panel: P, name: string, expr: Vector) =>
  upOrDown(
    board,
    panel,
    {
      title: `${name} Status`,
      description: `Whether the exporter reaches ${name}; of several servers the worst one counts. Good: Up.`,
      width: 6,
      height: 9,
      empty: unknown('the exporter is not scraped'),
    },
    expr,
    name,
  );

/** A share in use, with the threshold of its alert. */
export const inUse = <P extends string>(
  board: DashboardScope<P>,
  panel: P,
  spec: Omit<PanelSpec, 'unit' | 'height'>,
  query: Query,
) => timeseries(board, panel, { ...spec, unit: 'percentunit', height: 9 }, [query]);
