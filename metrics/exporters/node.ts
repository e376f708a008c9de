/** node_exporter 1.12: the metrics that alerts and panels read, and how to start it. */
import { defineHostExporter, exporterCounter, exporterGauge, HOST_ROOT, NOBODY } from '../../lib/exporters/definition';
import { seriesOf } from '../../lib/exporters/series';
import { IMAGES } from '../../lib/settings/versions';

export const node = defineHostExporter({
  job: 'node-exporter',
  port: 9100,
  image: IMAGES.nodeExporter,
  program: () => ({
    entrypoint: '/bin/node_exporter',
    args: [`--path.rootfs=${HOST_ROOT}`],
    user: NOBODY,
    env: {},
    credentials: {},
  }),
  metrics: {
    node_cpu_seconds_total: exporterCounter('cpu', 'mode'),
    node_memory_MemAvailable_bytes: exporterGauge(),
    node_memory_MemTotal_bytes: exporterGauge(),
    node_filesystem_avail_bytes: exporterGauge('device', 'fstype', 'mountpoint'),
    node_filesystem_size_bytes: exporterGauge('device', 'fstype', 'mountpoint'),
  },
});

export const nodeSeries = seriesOf(node);
