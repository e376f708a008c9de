/** "Monitoring": does the monitoring itself work? Scrapes, rules, notifications and storage of its servers. */
import { averageOverTime, bottomk, foreign, max, min, topk, type Vector } from '../lib/promql';
import { serverGauge, serverScrape } from '../metrics/server-metrics';
import type { BuiltDashboard, DashboardContext, PanelEntries } from '../lib/dashboards/definition';
import { buildDashboard } from '../lib/dashboards/build-dashboard';
import { faults, measurementQueries, MOST, NO_SERVER, SIZE, prometheusUp } from './monitoring-parts';
import { notifications, serverPanels, servers } from './monitoring-servers';
import { stat, timeseries } from '../lib/dashboards/panels';
import { DashboardScope } from '../lib/dashboards/dashboard-scope';

/** Its panels; never reuse the id of a removed panel. */
export const monitoringPanels = {
  ...serverPanels,
  targets: 1,
  scrapeDuration: 2,
  missingMetrics: { id: 3, emptyWhenWell: 'A' },
  ruleFailures: { id: 4, emptyWhenWell: 'AB' },
  ruleDuration: 5,
  replicas: 12,
} as const satisfies PanelEntries;
type Monitoring = DashboardScope<keyof typeof monitoringPanels>;

function scrapes(board: Monitoring) {
  const of = (what: 'up' | 'scrape_duration_seconds'): Vector =>
    foreign(what, board.platform.matchers).or(serverScrape(what));
  return [
    stat(
      board,
      'targets',
      {
        ...SIZE,
        height: 4,
        title: 'Scrape Targets',
        description: 'Whether every target of each job answered its last scrape. Good: Up; what is Down is not seen.',
        unit: 'short',
        empty: NO_SERVER,
      },
      [{ expr: min(of('up'), 'job'), legend: '{{job}}' }],
      {
        limits: [{ kind: 'below', value: 1, colour: 'red' }],
        words: { '0': { text: 'Down', color: 'red' }, '1': { text: 'Up', color: 'green' } },
      },
    ),
    missingMetrics(board),
    timeseries(
      board,
      'scrapeDuration',
      {
        ...SIZE,
        height: 8,
        title: 'Scrape Duration',
        description:
          'Time that the slowest target of each job took to answer. Good: far below the time between two scrapes, after ' +
          'which a scrape is given up.',
        unit: 's',
        empty: NO_SERVER,
      },
      [{ expr: max(of('scrape_duration_seconds'), 'job'), legend: '{{job}}' }],
    ),
    timeseries(
      board,
      'replicas',
      {
        width: 12,
        height: 8,
        title: 'Scrapes Answered by Replica of the Backend',
        description:
          'Share of the scrapes of the last 15 minutes that each replica answered, the worst first. Good: 100 %; a dip is a ' +
          'restart, below the dashed line again and again a crash loop.',
        unit: 'percentunit',
        empty: NO_SERVER,
      },
      [
        {
          expr: bottomk(MOST, min(averageOverTime(board.platform.up(), '15m'), 'instance')),
          legend: '{{instance}}',
        },
      ],
    ).axisSoftMax(1),
  ];
}

function missingMetrics(board: Monitoring) {
  const missing = measurementQueries(board, 'missingMetrics');
  const complete = missing.reduce((series, { expr }) => series.unlessAny(expr), prometheusUp.times(0));
  return stat(
    board,
    'missingMetrics',
    {
      width: 12,
      height: 4,
      title: 'Contract Metrics',
      description:
        'Metrics that the backend has to expose and does not, by name. Good: all metrics Exposed; `npm run check-metrics` tells ' +
        'what a missing one blinds.',
      unit: 'short',
      empty: NO_SERVER,
    },
    [...missing, { expr: complete, legend: 'All metrics' }],
    {
      limits: [{ kind: 'above', value: 0, colour: 'orange' }],
      words: { '0': { text: 'Exposed', color: 'green' }, '1': { text: 'Missing', color: 'orange' } },
    },
  );
}

const rules = (board: Monitoring) => [
  faults(board, 'ruleFailures', {
    title: 'Rules that Fail or Come Late',
    description:
      'Evaluations of each group of rules that failed or were left out lately. Good: none; what fails does not alert.',
    counts: 'evaluations',
  }),
  timeseries(
    board,
    'ruleDuration',
    {
      ...SIZE,
      title: 'Rule Evaluation, Share of its Interval',
      description:
        'Time that the slowest groups of rules take, of the time until their next evaluation. Good: below 50 %; at 100 % ' +
        'evaluations are left out.',
      unit: 'percentunit',
      empty: NO_SERVER,
    },
    [
      {
        expr: topk(
          MOST,
          serverGauge('prometheus_rule_group_last_duration_seconds').dividedBy(
            serverGauge('prometheus_rule_group_interval_seconds'),
          ),
          // "<file>;<group>": the names of the groups alone are unique.
        ).shortened('rule_group', '.*;(.*)'),
        legend: '{{rule_group}}',
      },
    ],
  ),
];

export function monitoring(context: DashboardContext): BuiltDashboard {
  const board = new DashboardScope<keyof typeof monitoringPanels>('monitoring', context);
  return buildDashboard(board, 'Whether the monitoring itself works: what it scrapes, evaluates, sends and stores.', [
    { title: 'Scrapes', components: ['monitoring'], panels: scrapes(board) },
    { title: 'Rules', components: ['monitoring'], panels: rules(board) },
    { title: 'Notifications', components: ['monitoring'], panels: notifications(board) },
    { title: 'Configuration and storage', components: ['monitoring'], panels: servers(board) },
  ]);
}
