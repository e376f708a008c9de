/**
 * The servers of a stack's target. Each target's SDK is loaded only if it is used, with `require`, because a
 * component's constructor cannot await an import.
 */
/* eslint-disable @typescript-eslint/no-require-imports */
import * as pulumi from '@pulumi/pulumi';
import * as random from '@pulumi/random';
import { FORWARDED_GRAFANA, forwardLine, portForwards } from '../lib/compile/kubernetes/names';
import { localUrl } from '../lib/settings/bind-address';
import type * as Docker from './docker';
import type * as External from './external';
import type * as Kubernetes from './kubernetes';
import type { Placement, ServerAccess } from './placement';
import type { PreparedStack } from './prepared-stack';

/** Creates the servers, and returns how Grafana's content reaches them. */
export function deployServers(stack: PreparedStack, placement: Placement): ServerAccess {
  const { nameOf, opts } = placement;
  const { settings } = stack;
  if (stack.content.servers.target === 'external') {
    const { externalServers } = require('./external') as typeof External;
    return externalServers(stack, stack.content.servers.servers, placement);
  }
  // Grafana's database contains this password: if its volume outlives a destroy, the password has to as well.
  const keep = settings.docker.protectData || settings.kubernetes.protectData ? { protect: true } : {};
  const password = new random.RandomPassword(
    nameOf('grafana-admin'),
    { length: 32, special: false },
    { ...opts, ...keep },
  ).result;
  const forwards = settings.target === 'kubernetes' ? portForwards(settings) : {};
  const lines = Object.entries(forwards).map(([server, forward]) => [server, forwardLine(forward)] as const);
  /** Undefined if nothing listens at that address: then the outputs have the port-forward command instead. */
  const url = (server: 'grafana' | 'prometheus' | 'alertmanager') =>
    server in forwards && settings[server].externalUrl === localUrl(settings[server])
      ? undefined
      : settings[server].externalUrl;
  const { ready, prometheusUrl, alertmanagerUrl, deletedWith, secretNames } = placeServers(stack, password, placement);
  return {
    ownsGrafana: true,
    url: ('grafana' in forwards ? process.env[FORWARDED_GRAFANA] : undefined) ?? settings.grafana.localUrl,
    auth: pulumi.interpolate`admin:${password}`,
    after: ready,
    prometheusUrl,
    alertmanagerUrl,
    deletedWith,
    outputs: {
      grafanaUrl: url('grafana'),
      grafanaUser: 'admin',
      grafanaPassword: pulumi.secret(password),
      prometheusUrl: url('prometheus'),
      alertmanagerUrl: alertmanagerUrl === undefined ? undefined : url('alertmanager'),
      portForward: lines.length > 0 ? Object.fromEntries(lines) : undefined,
      secretNames,
    },
  };
}

interface DeployedServers {
  readonly ready: pulumi.Resource[];
  readonly prometheusUrl: pulumi.Output<string>;
  readonly alertmanagerUrl: pulumi.Output<string> | undefined;
  readonly deletedWith?: pulumi.Resource | undefined;
  readonly secretNames?: pulumi.Output<Record<string, string>>;
}

function placeServers(
  stack: PreparedStack,
  grafanaPassword: pulumi.Output<string>,
  { nameOf, opts, demoProgram }: Placement,
): DeployedServers {
  if (stack.content.servers.target === 'kubernetes') {
    const { KubernetesStack } = require('./kubernetes') as typeof Kubernetes;
    return new KubernetesStack(nameOf('servers'), { stack, grafanaPassword }, opts);
  }
  const { DockerStack } = require('./docker') as typeof Docker;
  return new DockerStack(nameOf('servers'), { stack, grafanaPassword, demoProgram }, opts);
}
