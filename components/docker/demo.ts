import type * as docker from '@pulumi/docker';
import { IMAGES } from '../../lib/settings/versions';
import { startService, type DockerContext } from './service';

const PROGRAM = '/app/backend.js';

/** The stand-in backend: one file in a standard Node image. Only Prometheus connects to it, so no port is published. */
export function demoBackend(context: DockerContext, program: string): docker.Container {
  const files = { [PROGRAM]: program };
  // The address that Prometheus scrapes.
  const port = context.settings.backend.address.split(':').at(-1) ?? '';
  return startService(context, 'backend', {
    resource: 'demo-backend',
    image: IMAGES.node,
    entrypoint: 'node',
    command: [PROGRAM, '--host', '0.0.0.0', '--port', port],
    user: '1000:1000',
    volumes: { '/app': context.configVolume('demo-program', files) },
    files,
    healthUrl: `http://127.0.0.1:${port}/healthz`,
    memory: 128,
  });
}
