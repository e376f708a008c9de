/** The exporters as containers. Only Prometheus connects to them, so no port is published. */
import { containerName } from '../../lib/settings/names';
import type * as docker from '@pulumi/docker';
import { stackExporters } from '../../lib/compile/exporters';
import { HOST_ROOT, SECRETS } from '../../lib/exporters/definition';
import { toPulumiInputs } from '../pulumi-secrets';
import { mirroredImage } from '../../lib/settings/images';
import type { DockerContext } from './docker-context';
import { startService, prefixPaths } from './service';

/** A container for each enabled exporter. */
export const exporterContainers = (site: DockerContext): docker.Container[] =>
  stackExporters(site.settings).map(({ job, port, watches, settings, program }) => {
    const { entrypoint, args, user, env, credentials } = program;
    const files = prefixPaths(SECRETS, toPulumiInputs(credentials));
    return startService(site.children, job, {
      name: containerName(site.settings, job),
      alias: job,
      image: mirroredImage(settings.image, site.settings.images.registry),
      network: site.network,
      entrypoint: [entrypoint],
      command: args,
      user: `${user}:${user}`,
      port: undefined,
      env,
      volumes: Object.keys(files).length > 0 ? { [SECRETS]: site.configVolume(`${job}-secrets`, files) } : {},
      ...(watches === 'host' ? { hostRoot: HOST_ROOT } : {}),
      files,
      ready: ['wget', '-q', '-O', '/dev/null', `http://127.0.0.1:${port}/`],
      memory: settings.memory,
    });
  });
