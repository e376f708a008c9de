/** The row of the hosts on the infrastructure dashboard. */
import { nodeSeries } from '../metrics/exporters/node';
import { rate, sum } from '../lib/promql';
import { diskShare, memoryShare } from '../rules/node';
import { unknown } from '../lib/dashboards/empty';
import type { Row } from '../lib/dashboards/build-dashboard';
import { DISPLAY, HALF, inUse } from './infrastructure-parts';
import { timeseries } from '../lib/dashboards/panels';
import type { PanelEntries } from '../lib/dashboards/definition';
import type { DashboardScope } from '../lib/dashboards/dashboard-scope';

/** Its panels; never reuse the id of a removed panel. */
export const nodePanels = {
  hostCpu: 12,
  hostMemory: 13,
  hostDisk: 14,
} as const satisfies PanelEntries;
type Infrastructure = DashboardScope<keyof typeof nodePanels>;

export function nodeRow(board: Infrastructure): Row {
  const where = board.chosen;
  const busy = { ...where, mode: { notMatches: 'idle|iowait' } };
  const panels = [
    timeseries(
      board,
      'hostCpu',
      {
        ...HALF,
        title: 'CPU in Use',
        description: "Share of each host's processors that is busy. Good: below 80 % outside of peaks.",
        unit: 'percentunit',
        empty: unknown('the exporter reports no processor'),
      },
      [
        {
          expr: sum(rate(nodeSeries.counter('node_cpu_seconds_total', busy), DISPLAY), 'instance').dividedBy(
            sum(rate(nodeSeries.counter('node_cpu_seconds_total', where), DISPLAY), 'instance'),
          ),
          legend: '{{instance}}',
        },
      ],
    ),
    inUse(
      board,
      'hostMemory',
      {
        title: 'Memory in Use',
        description: "Share of each host's memory that programs cannot have any more. Good: below the line.",
        width: 12,
        empty: unknown('the exporter reports no memory'),
      },
      { expr: memoryShare(where), legend: '{{instance}}' },
    ),
    inUse(
      board,
      'hostDisk',
      {
        title: 'Disk in Use',
        description: 'Share of the space of each disk that is taken. Good: below the line, and no steep climb.',
        width: 24,
        empty: unknown('the exporter reports no disk'),
      },
      { expr: diskShare(where), legend: '{{instance}} {{mountpoint}}' },
    ),
  ];
  return { title: 'Host', components: ['host'], panels };
}
