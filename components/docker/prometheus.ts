import { containerName } from '../../lib/settings/names';
import type * as docker from '@pulumi/docker';
import type * as pulumi from '@pulumi/pulumi';
import { CONFIG_FLAGS } from '../../lib/compile/prometheus-config';
import { alertFlags } from '../../lib/alerting/routing';
import { mirroredImage } from '../../lib/settings/images';
import type { DockerContext } from './docker-context';
import { startService, prefixPaths } from './service';

const CONFIG = '/etc/prometheus';
const DATA = '/prometheus';

/**
 * Prometheus with its samples on a volume. It reloads changed rules, configuration and credentials while it runs. Files
 * that the configuration no longer uses stay on the volume, except credentials.
 */
export function prometheusServer(
  { settings, network, children, volume, configVolume }: DockerContext,
  files: Readonly<Record<string, string>>,
  credentials: Readonly<Record<string, pulumi.Input<string>>>,
  after: docker.Container[],
): docker.Container {
  const { prometheus } = settings;
  const all = prefixPaths(CONFIG, { ...files, ...credentials });
  return startService(
    children,
    'prometheus',
    {
      name: containerName(settings, 'prometheus'),
      alias: 'prometheus',
      image: mirroredImage(prometheus.image, settings.images.registry),
      network,
      entrypoint: ['/bin/prometheus'],
      command: [
        `--config.file=${CONFIG}/prometheus.yml`,
        `--storage.tsdb.path=${DATA}`,
        `--storage.tsdb.retention.time=${prometheus.retention}`,
        `--storage.tsdb.retention.size=${prometheus.retentionSize}`,
        `--web.external-url=${prometheus.externalUrl}`,
        '--web.route-prefix=/',
        ...CONFIG_FLAGS,
        ...alertFlags(),
      ],
      user: '65534:65534',
      port: { internal: 9090, external: prometheus.port, address: prometheus.bindAddress },
      volumes: {
        [CONFIG]: configVolume('prometheus-config', prefixPaths(CONFIG, credentials)),
        [DATA]: volume('prometheus-data'),
      },
      files: all,
      reloadsFiles: true,
      ready: ['wget', '-q', '-O', '/dev/null', 'http://127.0.0.1:9090/-/ready'],
      // It first replays its write-ahead log.
      patience: 300,
      memory: prometheus.memory,
    },
    after,
  );
}
