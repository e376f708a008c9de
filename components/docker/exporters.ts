/** The exporters as containers. Only Prometheus reaches them, so no port is published. */
import { containerName } from '../../lib/settings/names';
import type * as docker from '@pulumi/docker';
import type { Exporters } from '../../lib/settings/exporters';
import type { Exporter } from '../../lib/contract/exporters';
import { EXPORTER_ADDRESSES } from '../../lib/compile/prometheus-config';
import { NOBODY, SECRETS, storeExporters, type Program } from '../../lib/compile/exporters';
import { plain } from '../pulumi-secrets';
import { mirroredImage } from '../../lib/settings/images';
import type { DockerSite } from './site';
import { service, under } from './service';

/** Where the node exporter sees the host's file system. */
const HOST = '/host';

const node = ({ image, memory }: NonNullable<Exporters['node']>): Program => ({
  image,
  memory,
  entrypoint: '/bin/node_exporter',
  args: [`--path.rootfs=${HOST}`],
  user: NOBODY,
  env: {},
  credentials: {},
});

/** A container for each exporter that is on. */
export function exporterContainers(site: DockerSite): docker.Container[] {
  const { exporters, images } = site.settings;
  const container = (name: Exporter, program: Program, seesHost = false) => {
    const { host, port } = EXPORTER_ADDRESSES[name];
    const { image, memory, entrypoint, args, user, env } = program;
    const files = under(SECRETS, plain(program.credentials));
    return service(
      host,
      {
        name: containerName(site.settings, host),
        alias: host,
        image: mirroredImage(image, images.registry),
        network: site.network,
        entrypoint: [entrypoint],
        command: args,
        user: `${user}:${user}`,
        port: undefined,
        env,
        volumes: Object.keys(files).length > 0 ? { [SECRETS]: site.configVolume(`${host}-secrets`, files) } : {},
        ...(seesHost ? { hostRoot: HOST } : {}),
        files,
        ready: ['wget', '-q', '-O', '/dev/null', `http://127.0.0.1:${port}/`],
        memory,
      },
      site.opts,
    );
  };
  return [
    ...storeExporters(exporters).map(([name, program]) => container(name, program)),
    ...(exporters.node === undefined ? [] : [container('node', node(exporters.node), true)]),
  ];
}
