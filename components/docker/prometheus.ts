import type * as docker from '@pulumi/docker';
import { alertFlags } from '../../lib/alerting/routing';
import type { ContainerContent } from '../../lib/compile';
import { CONFIG_FLAGS } from '../../lib/compile/prometheus-config';
import { prefixPaths, startService, type DockerContext } from './service';

const CONFIG = '/etc/prometheus';
const DATA = '/prometheus';

/**
 * Prometheus with its samples on a volume. It reloads changed rules, configuration and credentials while it runs. Files
 * that the configuration no longer uses stay on the volume, except credentials.
 */
export function prometheusServer(
  context: DockerContext,
  { prometheus, credentials }: ContainerContent,
  dependsOn: docker.Container[],
): docker.Container {
  const { image, port, bindAddress, memory, externalUrl, retention, retentionSize } = context.settings.prometheus;
  return startService(context, 'prometheus', {
    image,
    entrypoint: '/bin/prometheus',
    command: [
      `--config.file=${CONFIG}/prometheus.yml`,
      `--storage.tsdb.path=${DATA}`,
      `--storage.tsdb.retention.time=${retention}`,
      `--storage.tsdb.retention.size=${retentionSize}`,
      `--web.external-url=${externalUrl}`,
      '--web.route-prefix=/',
      ...CONFIG_FLAGS,
      ...alertFlags(),
    ],
    user: '65534:65534',
    ports: [{ internal: 9090, external: port, ip: bindAddress }],
    volumes: {
      [CONFIG]: context.configVolume('prometheus-config', prefixPaths(CONFIG, credentials)),
      [DATA]: context.volume('prometheus-data'),
    },
    files: prefixPaths(CONFIG, { ...prometheus, ...credentials }),
    reloadsFiles: true,
    healthUrl: 'http://127.0.0.1:9090/-/ready',
    // It first replays its write-ahead log.
    waitTimeout: 300,
    memory,
    dependsOn,
  });
}
