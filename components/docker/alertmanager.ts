import type * as docker from '@pulumi/docker';
import type { AlertmanagerContent } from '../../lib/compile';
import { clusterFlags } from '../../lib/compile/alertmanager';
import { prefixPaths, startService, type DockerContext } from './service';

const CONFIG = '/etc/alertmanager';
const DATA = '/alertmanager';

/**
 * Alertmanager with its silences on a volume. Credentials are in files of their own: the configuration contains only
 * their paths.
 */
export function alertmanagerServer(context: DockerContext, { files, secrets }: AlertmanagerContent): docker.Container {
  const { port, bindAddress: ip, cluster, image, memory, externalUrl } = context.settings.alertmanager;
  const all = { ...prefixPaths(CONFIG, files), ...prefixPaths(`${CONFIG}/secrets`, secrets) };
  const ports = [{ internal: 9093, external: port, ip }];
  // The same port inside and outside the container, because Alertmanager advertises it to its peers.
  const peerPorts = (cluster === undefined ? [] : ['tcp', 'udp']).map((protocol) => ({
    internal: cluster?.port ?? 0,
    external: cluster?.port ?? 0,
    ip,
    protocol,
  }));
  return startService(context, 'alertmanager', {
    image,
    entrypoint: '/bin/alertmanager',
    command: [
      `--config.file=${CONFIG}/alertmanager.yml`,
      `--storage.path=${DATA}`,
      `--web.external-url=${externalUrl}`,
      '--web.route-prefix=/',
      ...clusterFlags(cluster),
    ],
    user: '65534:65534',
    ports: [...ports, ...peerPorts],
    volumes: {
      [CONFIG]: context.configVolume('alertmanager-config', all),
      [DATA]: context.volume('alertmanager-data'),
    },
    files: all,
    healthUrl: 'http://127.0.0.1:9093/-/ready',
    memory,
  });
}
