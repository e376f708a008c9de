/** The servers of a stack's target. Each target's SDK is loaded only where it is used. */
import * as pulumi from '@pulumi/pulumi';
import * as random from '@pulumi/random';
import type { Content } from '../compile';
import type { Settings } from '../config/schema';
import { bundleDemoBackend } from '../demo/bundle';
import type { ServerAccess } from './server-access';

/** Declares them, and says how Grafana's content reaches them. */
export async function deployServers(settings: Settings, content: Content): Promise<ServerAccess> {
  if (content.servers.target === 'external') {
    const { externalServers } = await import('./external');
    return externalServers(content.servers.servers, settings, content.prometheusGroups);
  }
  // Grafana's database knows this password: where its volume outlives a destroy, so must the password.
  const keep = { protect: settings.docker.protectData || settings.kubernetes.protectData };
  const password = new random.RandomPassword('grafana-admin', { length: 32, special: false }, keep).result;
  const placed = await place(settings, content.servers, content.notifier.alertmanager, password);
  return {
    ...placed,
    grafanaUrl: settings.grafana.localUrl,
    grafanaAuth: pulumi.interpolate`admin:${password}`,
    own: true,
    outputs: {
      grafanaUrl: settings.grafana.externalUrl,
      grafanaUser: 'admin',
      grafanaPassword: pulumi.secret(password),
      prometheusUrl: settings.prometheus.externalUrl,
      ...(placed.alertmanagerUrl !== undefined && { alertmanagerUrl: settings.alertmanager.externalUrl }),
    },
  };
}

type Placed = Pick<ServerAccess, 'ready' | 'prometheusUrl' | 'alertmanagerUrl'>;

async function place(
  settings: Settings,
  servers: Exclude<Content['servers'], { readonly target: 'external' }>,
  alertmanager: Content['notifier']['alertmanager'],
  grafanaPassword: pulumi.Output<string>,
): Promise<Placed> {
  switch (servers.target) {
    case 'kubernetes': {
      const { KubernetesStack } = await import('./kubernetes');
      return new KubernetesStack('servers', { settings, values: servers.chartValues, grafanaPassword, alertmanager });
    }
    case 'docker': {
      const { DockerStack } = await import('./docker');
      return new DockerStack('servers', {
        settings,
        prometheusFiles: servers.prometheus,
        prometheusCredentials: servers.credentials,
        alertmanager,
        demoProgram: bundleDemoBackend,
        grafanaPassword,
      });
    }
  }
}
