/** The observability servers on one machine, as containers on one network. */
import * as docker from '@pulumi/docker';
import * as pulumi from '@pulumi/pulumi';
import { componentInputs } from '../../lib/settings/component-inputs';
import { containerName } from '../../lib/settings/names';
import { childrenOf } from '../children';
import { serversOf, withDeferredInputs, type PreparedStack } from '../prepared-stack';
import { alertmanagerServer } from './alertmanager';
import { demoBackend } from './demo';
import { exporterContainers } from './exporters';
import { grafanaServer } from './grafana';
import { prometheusServer } from './prometheus';
import type { DockerContext } from './service';
import { checkNeighbours } from './neighbours';

export interface DockerStackArgs {
  /**
   * The settings and their compiled content (../prepared-stack.ts): plain values, except for outputs in the settings.
   */
  readonly stack: PreparedStack;
  readonly grafanaPassword: pulumi.Input<string>;
  /**
   * Builds the stand-in backend, a single JavaScript file, if the platform has one; called only if the stack deploys
   * it.
   */
  readonly demoProgram?: (() => string) | undefined;
}

export class DockerStack extends pulumi.ComponentResource {
  /** Resolves once the servers are healthy. */
  readonly ready: pulumi.Resource[];
  /** The servers' network: the stack's own, or the existing one in the settings. */
  readonly network: pulumi.Output<string>;
  /** Addresses of Grafana, Prometheus and (if it notifies) Alertmanager for containers on that network. */
  readonly grafanaUrl: pulumi.Output<string>;
  readonly prometheusUrl: pulumi.Output<string>;
  readonly alertmanagerUrl: pulumi.Output<string> | undefined;

  constructor(name: string, args: DockerStackArgs, opts: pulumi.ComponentResourceOptions = {}) {
    const { stack, grafanaPassword, demoProgram } = args;
    const { settings, content, resolve } = stack;
    const servers = serversOf(name, stack, 'docker');
    super('trading-observability:docker:Stack', name, componentInputs(settings), withDeferredInputs(stack, opts));
    const children = childrenOf(this, name, opts);
    const { nameOf, optionsOf } = children;
    const existing = settings.docker.network === undefined ? undefined : resolve(settings.docker.network);
    const provider = this.getProvider('docker:index/container:Container');
    checkNeighbours({ component: name, settings, network: existing, provider });
    const network =
      existing === undefined
        ? new docker.Network(
            nameOf('network'),
            { name: containerName(settings, 'net'), driver: 'bridge' },
            // A stack that was deployed when all networks had one name keeps that network: a new one would replace its
            // containers.
            optionsOf('network', { ignoreChanges: ['name'] }),
          ).name
        : existing;
    const keep: pulumi.CustomResourceOptions = settings.docker.protectData
      ? { protect: true, retainOnDelete: true }
      : {};
    const volume = (resource: string, how: pulumi.CustomResourceOptions) =>
      new docker.Volume(nameOf(resource), { name: containerName(settings, resource) }, optionsOf(resource, how)).name;
    const site: DockerContext = {
      settings,
      network,
      children,
      volume: (resource) => volume(resource, keep),
      configVolume: (resource, files) =>
        volume(resource, { replacementTrigger: Object.keys(files).sort(), deleteBeforeReplace: true }),
    };
    const backend = settings.demo && demoProgram !== undefined ? [demoBackend(site, demoProgram())] : [];
    exporterContainers(site);
    const prometheus = prometheusServer(site, servers, backend);
    const grafana = grafanaServer(site, grafanaPassword);
    const notifier = content.notifier.alertmanager;
    const alertmanager = notifier === undefined ? [] : [alertmanagerServer(site, notifier)];
    this.ready = [prometheus, grafana, ...alertmanager];
    this.network = pulumi.output(network);
    this.grafanaUrl = pulumi.output('http://grafana:3000');
    this.prometheusUrl = pulumi.output('http://prometheus:9090');
    this.alertmanagerUrl = alertmanager.length > 0 ? pulumi.output('http://alertmanager:9093') : undefined;
    this.registerOutputs({
      network: this.network,
      grafanaUrl: this.grafanaUrl,
      prometheusUrl: this.prometheusUrl,
      alertmanagerUrl: this.alertmanagerUrl,
    });
  }
}
