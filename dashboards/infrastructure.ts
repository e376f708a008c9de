/**
 * "Infrastructure": the platform's servers and hosts, as the exporters see them; one row for each exporter of the
 * stack.
 */
import { exportersUp } from '../lib/exporters/series';
import { min } from '../lib/promql';
import type { BuiltDashboard, DashboardContext, PanelEntries } from '../lib/dashboards/definition';
import { unknown } from '../lib/dashboards/empty';
import { buildDashboard } from '../lib/dashboards/build-dashboard';
import { upOrDown } from './infrastructure-parts';
import { exporterDefinitions, exporterNames, exporterPanels, exporters } from './exporters';
import { DashboardScope } from '../lib/dashboards/dashboard-scope';

/** Its panels; never reuse the id of a removed panel. */
export const infrastructurePanels = {
  ...exporterPanels,
  exporters: 1,
} as const satisfies PanelEntries;
type Infrastructure = DashboardScope<keyof typeof infrastructurePanels>;

const exportersUpOrDown = (board: Infrastructure) =>
  upOrDown(
    board,
    'exporters',
    {
      title: 'Exporters',
      description: 'Whether each exporter answered its last scrape. Good: all of them Up; one that is Down is blind.',
      width: 24,
      height: 4,
      empty: unknown('no exporter is scraped'),
    },
    min(exportersUp(Object.values(exporterDefinitions), board.chosen), 'job'),
    '{{job}}',
  );

export function infrastructure(context: DashboardContext): BuiltDashboard {
  const board = new DashboardScope<keyof typeof infrastructurePanels>('infrastructure', context);
  return buildDashboard(board, 'Database, Redis and hosts, as the exporters see them.', [
    { title: 'Exporters', components: ['monitoring'], panels: [exportersUpOrDown(board)] },
    ...exporterNames.filter((name) => context.exporters.includes(name)).map((name) => exporters[name].row(board)),
  ]);
}
