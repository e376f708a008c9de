/** The exporters as containers. Only Prometheus connects to them, so no port is published. */
import type * as docker from '@pulumi/docker';
import { stackExporters } from '../../lib/compile/exporters';
import { HOST_ROOT, SECRETS } from '../../lib/exporters/definition';
import { prefixPaths, startService, type DockerContext } from './service';

/** The host's whole file system, read-only; includes the file systems that are mounted later. */
const HOST_MOUNT = {
  type: 'bind',
  source: '/',
  target: HOST_ROOT,
  readOnly: true,
  bindOptions: { propagation: 'rslave' },
};

/** A container for each enabled exporter. */
export const exporterContainers = (context: DockerContext): docker.Container[] =>
  stackExporters(context.settings).map(({ job, port, watches, settings, program }) => {
    const { entrypoint, args, user, env, credentials } = program;
    const files = prefixPaths(SECRETS, credentials);
    return startService(context, job, {
      image: settings.image,
      entrypoint,
      command: args,
      user: `${user}:${user}`,
      env,
      volumes: Object.keys(files).length > 0 ? { [SECRETS]: context.configVolume(`${job}-secrets`, files) } : {},
      ...(watches === 'host' && { mounts: [HOST_MOUNT] }),
      files,
      healthUrl: `http://127.0.0.1:${port}/`,
      memory: settings.memory,
    });
  });
