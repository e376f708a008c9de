/** Panels of the dashboard "Monitoring" about notifications, samples and storage of its servers. */
import { min, rate, sum } from '../lib/promql';
import { serverCounter, serverGauge, type ServerCounter } from '../metrics/server-metrics';
import { PER_MINUTE } from '../lib/units';
import { WINDOW } from '../lib/promql/window';
import { baseline, zeroLine, faults, NO_SERVER, NONE, SIZE } from './monitoring-parts';
import { stat, timeseries } from '../lib/dashboards/panels';
import type { PanelEntries } from '../lib/dashboards/definition';
import type { DashboardScope } from '../lib/dashboards/dashboard-scope';

/** Its panels; never reuse the id of a removed panel. */
export const serverPanels = {
  lostNotifications: { id: 6, emptyWhenWell: 'A' },
  sentNotifications: { id: 7, emptyWhenWell: 'AB' },
  reloads: 8,
  failedWrites: { id: 9, emptyWhenWell: 'A' },
  storageSize: 10,
  series: 11,
} as const satisfies PanelEntries;
type Monitoring = DashboardScope<keyof typeof serverPanels>;

/** Notifications a minute, without series that send none. */
const sentBy = (counter: ServerCounter) =>
  sum(rate(serverCounter(counter), WINDOW), 'integration')
    .times(PER_MINUTE)
    .compare('>', 0);

export const notifications = (board: Monitoring) => [
  faults(board, 'lostNotifications', {
    title: 'Notifications Lost',
    description:
      'Notifications that were dropped or given up lately. Good: none; each is an incident that nobody hears.',
    counts: 'notifications',
  }),
  timeseries(
    board,
    'sentNotifications',
    {
      ...SIZE,
      title: 'Notifications Sent',
      description:
        'Alerts a minute that Prometheus sends to Alertmanager, and notifications a minute that Alertmanager or Grafana sends ' +
        'by integration, over 5 minutes. Good: notifications only when something happens; Prometheus steady, as the heartbeat ' +
        'always fires, and absent where Grafana notifies.',
      unit: 'short',
      counts: 'a minute',
      empty: NO_SERVER,
    },
    [
      {
        expr: sum(rate(serverCounter('prometheus_notifications_sent_total'), WINDOW)).times(PER_MINUTE),
        legend: 'from Prometheus to Alertmanager',
      },
      {
        expr: sentBy('alertmanager_notifications_total').or(sentBy('grafana_alerting_notifications_total')),
        legend: '{{integration}}',
      },
      zeroLine,
    ],
  ).overrideByName(NONE, baseline()),
];

export function servers(board: Monitoring) {
  const reload = stat(
    board,
    'reloads',
    {
      width: 24,
      height: 4,
      title: 'Last Configuration Reload',
      description:
        'Whether each server loaded its newest configuration. Good: Succeeded; after a failed one the server runs on the ' +
        'configuration before it, and does not start again with the newest.',
      unit: 'short',
      empty: NO_SERVER,
    },
    [
      {
        expr: min(
          serverGauge('prometheus_config_last_reload_successful').or(
            serverGauge('alertmanager_config_last_reload_successful'),
          ),
          'job',
        ),
        legend: '{{job}}',
      },
    ],
    {
      limits: [{ kind: 'below', value: 1, colour: 'red' }],
      words: { '0': { text: 'Failed', color: 'red' }, '1': { text: 'Succeeded', color: 'green' } },
    },
  );
  const failedWrites = faults(board, 'failedWrites', {
    width: 8,
    title: 'Failed Writes to the Storage',
    description: 'Writes of Prometheus to its disk that failed lately. Good: none; a full disk stores no sample.',
    counts: 'writes',
  });
  const size = timeseries(
    board,
    'storageSize',
    {
      ...SIZE,
      width: 8,
      title: 'Storage in Use',
      description:
        'What Prometheus has on its disk: blocks, and the log of what is not in a block yet. Good: flat once the retention is reached.',
      unit: 'bytes',
      empty: NO_SERVER,
    },
    [
      { expr: sum(serverGauge('prometheus_tsdb_storage_blocks_bytes')), legend: 'blocks' },
      { expr: sum(serverGauge('prometheus_tsdb_wal_storage_size_bytes')), legend: 'log' },
    ],
    { stacked: true },
  );
  const series = timeseries(
    board,
    'series',
    {
      ...SIZE,
      width: 8,
      title: 'Series in Memory',
      description: 'Series that Prometheus writes to now. Good: flat; a climb is a label with values without end.',
      unit: 'short',
      counts: 'series',
      empty: NO_SERVER,
    },
    [{ expr: sum(serverGauge('prometheus_tsdb_head_series')), legend: 'series' }],
  );
  return [reload, failedWrites, size, series];
}
