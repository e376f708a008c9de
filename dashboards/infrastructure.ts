/** "Infrastructure": what the platform stands on, as the exporters see it; a row for each exporter that is there. */
import type { Exporter } from '../lib/contract/exporters';
import { exporterCounter, exportersUp } from '../metrics/exporter-metrics';
import { min, rate, sum } from '../lib/promql';
import { diskShare, memoryShare } from '../rules/infrastructure';
import { boardOf } from './boards';
import type { DashboardContext } from '../lib/dashboards/definition';
import { unknown } from '../lib/dashboards/empty';
import type { BuiltDashboard } from '../lib/dashboards/definition';
import { frame, type Row } from '../lib/dashboards/frame';
import { DISPLAY, HALF, inUse, upOrDown, type Infrastructure } from './infrastructure-parts';
import { postgres, redis } from './infrastructure-stores';
import { timeseries } from '../lib/dashboards/panels';

const exporters = (board: Infrastructure) =>
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
    min(exportersUp(board.chosen), 'job'),
    '{{job}}',
  );

function host(board: Infrastructure) {
  const where = board.chosen;
  const busy = { ...where, mode: { notMatches: 'idle|iowait' } };
  return [
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
          expr: sum(rate(exporterCounter('node_cpu_seconds_total', busy), DISPLAY), 'instance').dividedBy(
            sum(rate(exporterCounter('node_cpu_seconds_total', where), DISPLAY), 'instance'),
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
}

const ROWS: Readonly<Record<Exporter, (board: Infrastructure) => Row>> = {
  postgres: (board) => ({ title: 'Postgres', panels: postgres(board) }),
  redis: (board) => ({ title: 'Redis', panels: redis(board) }),
  node: (board) => ({ title: 'Host', panels: host(board) }),
};

export function infrastructure(context: DashboardContext): BuiltDashboard {
  const board = boardOf('infrastructure', context);
  return frame(board, 'Database, Redis and hosts, as the exporters see them.', [
    { title: 'Exporters', panels: [exporters(board)] },
    ...context.exporters.map((name) => ROWS[name](board)),
  ]);
}
