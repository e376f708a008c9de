import { containerName } from '../../lib/settings/names';
import type * as docker from '@pulumi/docker';
import { mirroredImage } from '../../lib/settings/images';
import { IMAGES } from '../../lib/settings/versions';
import type { DockerContext } from './docker-context';
import { startService } from './service';

const PROGRAM = '/app/backend.js';

/** The stand-in backend: one file in a standard Node image. Only Prometheus connects to it, so no port is published. */
export function demoBackend(
  { settings, network, children, configVolume }: DockerContext,
  program: string,
): docker.Container {
  const files = { [PROGRAM]: program };
  // The address that Prometheus scrapes.
  const port = settings.backend.address.split(':').at(-1) ?? '';
  return startService(children, 'demo-backend', {
    name: containerName(settings, 'backend'),
    alias: 'backend',
    image: mirroredImage(IMAGES.node, settings.images.registry),
    network,
    entrypoint: ['node'],
    command: [PROGRAM, '--host', '0.0.0.0', '--port', port],
    user: '1000:1000',
    port: undefined,
    volumes: { '/app': configVolume('demo-program', files) },
    files,
    ready: ['wget', '-q', '-O', '/dev/null', `http://127.0.0.1:${port}/healthz`],
    memory: 128,
  });
}
