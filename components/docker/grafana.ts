import type * as docker from '@pulumi/docker';
import * as pulumi from '@pulumi/pulumi';
import { grafanaMail } from '../../lib/compile/grafana-mail';
import type { Settings } from '../../lib/settings/schema';
import { startService, type DockerContext } from './service';

const SECRETS = '/etc/grafana-secrets';

const SMTP_PASSWORD = `${SECRETS}/smtp-password`;

/** Grafana's mail settings; empty if it sends no mails. */
function mail(alerting: Settings['alerting']) {
  const settings = grafanaMail(alerting);
  if (settings === undefined) return {};
  const { host, from, user, password, startTlsPolicy } = settings;
  return {
    env: {
      GF_SMTP_ENABLED: 'true',
      GF_SMTP_HOST: host,
      GF_SMTP_FROM_ADDRESS: from,
      GF_SMTP_STARTTLS_POLICY: startTlsPolicy,
      ...(user !== undefined && { GF_SMTP_USER: user }),
      ...(password && { GF_SMTP_PASSWORD__FILE: SMTP_PASSWORD }),
    },
    files: password && { [SMTP_PASSWORD]: password },
  };
}

/**
 * Grafana with its database on a volume. It reads the password from a file, so that `docker inspect` does not show it.
 */
export function grafanaServer(context: DockerContext, password: pulumi.Input<string>): docker.Container {
  const { image, port, bindAddress, memory, externalUrl } = context.settings.grafana;
  const mails = mail(context.settings.alerting);
  const files = { [`${SECRETS}/admin-password`]: pulumi.secret(password), ...mails.files };
  return startService(context, 'grafana', {
    image,
    entrypoint: '/run.sh',
    command: [],
    user: '472:0',
    ports: [{ internal: 3000, external: port, ip: bindAddress }],
    env: {
      GF_SERVER_ROOT_URL: externalUrl,
      GF_SECURITY_ADMIN_PASSWORD__FILE: `${SECRETS}/admin-password`,
      GF_USERS_ALLOW_SIGN_UP: 'false',
      GF_ANALYTICS_REPORTING_ENABLED: 'false',
      GF_ANALYTICS_CHECK_FOR_UPDATES: 'false',
      GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: 'false',
      GF_PLUGINS_PREINSTALL_DISABLED: 'true',
      GF_SECURITY_DISABLE_GRAVATAR: 'true',
      GF_LOG_MODE: 'console',
      ...mails.env,
    },
    volumes: {
      [SECRETS]: context.configVolume('grafana-secrets', files),
      '/var/lib/grafana': context.volume('grafana-data'),
    },
    files,
    healthUrl: 'http://127.0.0.1:3000/api/health',
    memory,
  });
}
