import type * as docker from '@pulumi/docker';
import * as pulumi from '@pulumi/pulumi';
import type { Site } from './index';
import { service } from './service';

const SECRETS = '/etc/grafana-secrets';

/** Grafana with its database on a volume. The password is read from a file: `docker inspect` shows no environment secret. */
export function grafanaServer(
  { settings, network, opts, volume }: Site,
  password: pulumi.Input<string>,
): docker.Container {
  const { grafana, environment } = settings;
  return service(
    'grafana',
    {
      name: `trading_grafana_${environment}`,
      alias: 'grafana',
      image: grafana.image,
      network,
      entrypoint: ['/run.sh'],
      command: [],
      user: '472:0',
      port: { internal: 3000, external: grafana.port, address: grafana.bindAddress },
      env: {
        GF_SERVER_ROOT_URL: grafana.externalUrl,
        GF_SECURITY_ADMIN_PASSWORD__FILE: `${SECRETS}/admin-password`,
        GF_USERS_ALLOW_SIGN_UP: 'false',
        GF_ANALYTICS_REPORTING_ENABLED: 'false',
        GF_ANALYTICS_CHECK_FOR_UPDATES: 'false',
        GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: 'false',
        GF_PLUGINS_PREINSTALL_DISABLED: 'true',
        GF_SECURITY_DISABLE_GRAVATAR: 'true',
        GF_LOG_MODE: 'console',
      },
      volumes: { [SECRETS]: volume('grafana-secrets'), '/var/lib/grafana': volume('grafana-data') },
      files: { [`${SECRETS}/admin-password`]: pulumi.secret(password) },
      ready: ['wget', '-q', '-O', '/dev/null', 'http://127.0.0.1:3000/api/health'],
      memory: grafana.memory,
    },
    opts,
  );
}
