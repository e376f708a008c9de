/** The servers of a stack's target. Each target's SDK is loaded only where it is used. */
import * as pulumi from '@pulumi/pulumi';
import * as random from '@pulumi/random';
import type { Content } from '../lib/compile';
import { FORWARDED_GRAFANA, forwardLine, portForwards } from '../lib/compile/kubernetes/names';
import { localUrl } from '../lib/settings/bind-address';
import type { Settings } from '../lib/settings/schema';
import type { ServerAccess } from './server-access';

/**
 * Declares them, and says how Grafana's content reaches them. `demoProgram` makes the stand-in backend, one JavaScript file,
 * where the stack deploys it.
 */
export async function deployServers(
  settings: Settings,
  content: Content,
  demoProgram: (() => string) | undefined,
): Promise<ServerAccess> {
  if (content.servers.target === 'external') {
    const { externalServers } = await import('./external');
    return externalServers(content.servers.servers, settings, content.prometheusGroups);
  }
  // Grafana's database knows this password: where its volume outlives a destroy, so must the password.
  const keep = { protect: settings.docker.protectData || settings.kubernetes.protectData };
  const password = new random.RandomPassword('grafana-admin', { length: 32, special: false }, keep).result;
  const forwards = settings.target === 'kubernetes' ? portForwards(settings) : {};
  const lines = Object.entries(forwards).map(([server, forward]) => [server, forwardLine(forward)] as const);
  /** None where nothing would listen: there the line that changes that is told. */
  const url = (server: 'grafana' | 'prometheus' | 'alertmanager') =>
    server in forwards && settings[server].externalUrl === localUrl(settings[server])
      ? {}
      : { [`${server}Url`]: settings[server].externalUrl };
  const placed = await place(settings, content.servers, content.notifier.alertmanager, password, demoProgram);
  return {
    ...placed,
    grafanaUrl: ('grafana' in forwards ? process.env[FORWARDED_GRAFANA] : undefined) ?? settings.grafana.localUrl,
    grafanaAuth: pulumi.interpolate`admin:${password}`,
    ownedByStack: true,
    outputs: {
      ...url('grafana'),
      grafanaUser: 'admin',
      grafanaPassword: pulumi.secret(password),
      ...url('prometheus'),
      ...(placed.alertmanagerUrl !== undefined && url('alertmanager')),
      ...(lines.length > 0 && { portForward: Object.fromEntries(lines) }),
    },
  };
}

type DeployedServers = Pick<ServerAccess, 'ready' | 'prometheusUrl' | 'alertmanagerUrl' | 'deletedWith'>;

async function place(
  settings: Settings,
  servers: Exclude<Content['servers'], { readonly target: 'external' }>,
  alertmanager: Content['notifier']['alertmanager'],
  grafanaPassword: pulumi.Output<string>,
  demoProgram: (() => string) | undefined,
): Promise<DeployedServers> {
  switch (servers.target) {
    case 'kubernetes': {
      const { KubernetesStack } = await import('./kubernetes');
      return new KubernetesStack('servers', { settings, content: servers, grafanaPassword, alertmanager });
    }
    case 'docker': {
      const { DockerStack } = await import('./docker');
      return new DockerStack('servers', {
        settings,
        prometheusFiles: servers.prometheus,
        prometheusCredentials: servers.credentials,
        alertmanager,
        demoProgram,
        grafanaPassword,
      });
    }
  }
}
