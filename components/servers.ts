/**
 * The servers of a stack's target. Each target's SDK is loaded only where it is used: by `require`, as a component's
 * constructor cannot wait for an import.
 */
/* eslint-disable @typescript-eslint/no-require-imports */
import * as pulumi from '@pulumi/pulumi';
import * as random from '@pulumi/random';
import type { Content } from '../lib/compile';
import { FORWARDED_GRAFANA, forwardLine, portForwards } from '../lib/compile/kubernetes/names';
import { localUrl } from '../lib/settings/bind-address';
import type { Settings } from '../lib/settings/schema';
import type * as Docker from './docker';
import type * as External from './external';
import type * as Kubernetes from './kubernetes';
import type { Placement } from './placement';
import type { ServerAccess } from './server-access';

/** Declares them, and says how Grafana's content reaches them. */
export function deployServers(settings: Settings, content: Content, placement: Placement): ServerAccess {
  const { nameOf, opts } = placement;
  if (content.servers.target === 'external') {
    const { externalServers } = require('./external') as typeof External;
    return externalServers(content.servers.servers, settings, content.prometheusGroups, placement);
  }
  // Grafana's database knows this password: where its volume outlives a destroy, so must the password.
  const keep = settings.docker.protectData || settings.kubernetes.protectData ? { protect: true } : {};
  const password = new random.RandomPassword(
    nameOf('grafana-admin'),
    { length: 32, special: false },
    { ...opts, ...keep },
  ).result;
  const forwards = settings.target === 'kubernetes' ? portForwards(settings) : {};
  const lines = Object.entries(forwards).map(([server, forward]) => [server, forwardLine(forward)] as const);
  /** None where nothing would listen: there the line that changes that is told. */
  const url = (server: 'grafana' | 'prometheus' | 'alertmanager') =>
    server in forwards && settings[server].externalUrl === localUrl(settings[server])
      ? {}
      : { [`${server}Url`]: settings[server].externalUrl };
  const placed = placeServers(settings, content.servers, content.notifier.alertmanager, password, placement);
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

type DeployedServers = Pick<
  ServerAccess,
  'ready' | 'prometheusUrl' | 'alertmanagerUrl' | 'deletedWith' | 'secretNames'
>;

function placeServers(
  settings: Settings,
  servers: Exclude<Content['servers'], { readonly target: 'external' }>,
  alertmanager: Content['notifier']['alertmanager'],
  grafanaPassword: pulumi.Output<string>,
  { nameOf, opts, demoProgram, resolve }: Placement,
): DeployedServers {
  switch (servers.target) {
    case 'kubernetes': {
      const { KubernetesStack } = require('./kubernetes') as typeof Kubernetes;
      return new KubernetesStack(
        nameOf('servers'),
        { settings, content: servers, grafanaPassword, alertmanager, resolve },
        opts,
      );
    }
    case 'docker': {
      const { DockerStack } = require('./docker') as typeof Docker;
      return new DockerStack(
        nameOf('servers'),
        {
          settings,
          prometheusFiles: servers.prometheus,
          prometheusCredentials: servers.credentials,
          alertmanager,
          demoProgram,
          grafanaPassword,
          resolve,
        },
        opts,
      );
    }
  }
}
