/** The exporters as containers. Only Prometheus reaches them, so no port is published. */
import type * as docker from '@pulumi/docker';
import * as pulumi from '@pulumi/pulumi';
import type { Exporters } from '../../config/exporters';
import type { Exporter } from '../../metrics/exporters';
import { EXPORTER_ADDRESSES } from '../../rules/compile/server';
import type { Site } from './index';
import { service, type ServiceArgs } from './service';

const SECRETS = '/etc/exporter-secrets';
/** Where the node exporter sees the host's file system. */
const HOST = '/host';

/** What differs from one exporter to the next. */
type Own = Pick<ServiceArgs, 'entrypoint' | 'command' | 'user' | 'env' | 'volumes' | 'files' | 'hostRoot'>;

const nobody = '65534:65534';

/** The password comes from a file: the environment and the arguments are there for everybody who may inspect. */
function postgres(site: Site, settings: NonNullable<Exporters['postgres']>): Own {
  const { address, database, user, password, sslMode } = settings;
  const files = { [`${SECRETS}/password`]: pulumi.secret(password.reveal()) };
  return {
    entrypoint: ['/bin/postgres_exporter'],
    command: [],
    user: nobody,
    env: {
      DATA_SOURCE_URI: `${address}/${database}?sslmode=${sslMode}`,
      DATA_SOURCE_USER: user,
      DATA_SOURCE_PASS_FILE: `${SECRETS}/password`,
    },
    volumes: { [SECRETS]: site.carrier('postgres-exporter-secrets', files) },
    files,
  };
}

/** The exporter's password file is JSON: passwords by the very address that it connects to. */
function redis(site: Site, { address, password, tls }: NonNullable<Exporters['redis']>): Own {
  const url = `${tls ? 'rediss' : 'redis'}://${address}`;
  const file = `${SECRETS}/passwords.json`;
  const files = password && { [file]: pulumi.secret(JSON.stringify({ [url]: password.reveal() })) };
  return {
    entrypoint: ['/redis_exporter'],
    command: [`--redis.addr=${url}`, ...(password === undefined ? [] : [`--redis.password-file=${file}`])],
    user: '59000:59000',
    volumes: files === undefined ? {} : { [SECRETS]: site.carrier('redis-exporter-secrets', files) },
    files: files ?? {},
  };
}

const node = (): Own => ({
  entrypoint: ['/bin/node_exporter'],
  command: [`--path.rootfs=${HOST}`],
  user: nobody,
  volumes: {},
  files: {},
  hostRoot: HOST,
});

/** A container for each exporter that is on. */
export function exporterContainers(site: Site): docker.Container[] {
  const { environment, exporters } = site.settings;
  const container = (name: Exporter, { image, memory }: { image: string; memory: number }, own: Own) => {
    const { host, port } = EXPORTER_ADDRESSES[name];
    return service(
      host,
      {
        name: `trading_${host.replace('-', '_')}_${environment}`,
        alias: host,
        image,
        network: site.network,
        port: undefined,
        ready: ['wget', '-q', '-O', '/dev/null', `http://127.0.0.1:${port}/`],
        memory,
        ...own,
      },
      site.opts,
    );
  };
  return [
    ...(exporters.postgres === undefined
      ? []
      : [container('postgres', exporters.postgres, postgres(site, exporters.postgres))]),
    ...(exporters.redis === undefined ? [] : [container('redis', exporters.redis, redis(site, exporters.redis))]),
    ...(exporters.node === undefined ? [] : [container('node', exporters.node, node())]),
  ];
}
