import type * as docker from '@pulumi/docker';
import { mirroredImage } from '../../lib/settings/images';
import { IMAGES } from '../../lib/settings/versions';
import { DEFAULT_PORT } from '../../demo/flags';
import type { DockerSite } from './site';
import { service } from './service';

const PROGRAM = '/app/backend.js';

/** The stand-in backend: one file in a stock Node image. Only Prometheus reaches it, so no port is published. */
export function demoBackend({ settings, network, opts, configVolume }: DockerSite, program: string): docker.Container {
  const files = { [PROGRAM]: program };
  return service(
    'demo-backend',
    {
      name: `trading_backend_${settings.environment}`,
      alias: 'backend',
      image: mirroredImage(IMAGES.node, settings.images.registry),
      network,
      entrypoint: ['node'],
      command: [PROGRAM, '--host', '0.0.0.0', '--port', String(DEFAULT_PORT)],
      user: '1000:1000',
      port: undefined,
      volumes: { '/app': configVolume('demo-program', files) },
      files,
      ready: ['wget', '-q', '-O', '/dev/null', `http://127.0.0.1:${DEFAULT_PORT}/healthz`],
      memory: 128,
    },
    opts,
  );
}
