import { containerName } from '../../lib/settings/names';
import type * as docker from '@pulumi/docker';
import type { AlertmanagerContent } from '../../lib/compile';
import { clusterFlags } from '../../lib/compile/alertmanager';
import { toPulumiInputs } from '../pulumi-secrets';
import { mirroredImage } from '../../lib/settings/images';
import type { DockerContext } from './docker-context';
import { startService, prefixPaths } from './service';

const CONFIG = '/etc/alertmanager';
const DATA = '/alertmanager';

/**
 * Alertmanager with its silences on a volume. Credentials are in files of their own: the configuration contains only
 * their paths.
 */
export function alertmanagerServer(
  { settings, network, children, volume, configVolume }: DockerContext,
  { files, secrets }: AlertmanagerContent,
): docker.Container {
  const { alertmanager } = settings;
  const { cluster } = alertmanager;
  const all = { ...prefixPaths(CONFIG, files), ...prefixPaths(`${CONFIG}/secrets`, toPulumiInputs(secrets)) };
  return startService(children, 'alertmanager', {
    name: containerName(settings, 'alertmanager'),
    alias: 'alertmanager',
    image: mirroredImage(alertmanager.image, settings.images.registry),
    network,
    entrypoint: ['/bin/alertmanager'],
    command: [
      `--config.file=${CONFIG}/alertmanager.yml`,
      `--storage.path=${DATA}`,
      `--web.external-url=${alertmanager.externalUrl}`,
      '--web.route-prefix=/',
      ...clusterFlags(cluster),
    ],
    user: '65534:65534',
    port: { internal: 9093, external: alertmanager.port, address: alertmanager.bindAddress },
    ...(cluster && { gossip: { port: cluster.port, address: alertmanager.bindAddress } }),
    volumes: { [CONFIG]: configVolume('alertmanager-config', all), [DATA]: volume('alertmanager-data') },
    files: all,
    ready: ['wget', '-q', '-O', '/dev/null', 'http://127.0.0.1:9093/-/ready'],
    memory: alertmanager.memory,
  });
}
