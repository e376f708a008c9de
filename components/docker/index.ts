/** The observability servers on one machine, as containers on one network. */
import * as docker from '@pulumi/docker';
import * as pulumi from '@pulumi/pulumi';
import { componentInputs } from '../../lib/settings/component-inputs';
import { containerName } from '../../lib/settings/names';
import type { AlertmanagerContent } from '../../lib/compile';
import type { Settings } from '../../lib/settings/schema';
import type { Secret } from '../../lib/settings/secret';
import { childrenOf } from '../children';
import type { Placement } from '../placement';
import { toPulumiInputs } from '../pulumi-secrets';
import { alertmanagerServer } from './alertmanager';
import { demoBackend } from './demo';
import { exporterContainers } from './exporters';
import { grafanaServer } from './grafana';
import { prometheusServer } from './prometheus';
import type { DockerContext } from './docker-context';
import { checkNeighbours } from './neighbours';

export interface DockerStackArgs {
  readonly settings: Settings;
  /** Prometheus' configuration by path relative to its folder, and the text of each file. */
  readonly prometheusFiles: Readonly<Record<string, string>>;
  /** The same of Alertmanager, and its credentials; undefined where it does not notify. */
  readonly alertmanager: AlertmanagerContent | undefined;
  /** Files beside them that hold a credential each. */
  readonly prometheusCredentials: Readonly<Record<string, Secret>>;
  /** The stand-in backend as one JavaScript file, where the platform has one; called only where the stack deploys it. */
  readonly demoProgram: (() => string) | undefined;
  readonly grafanaPassword: pulumi.Input<string>;
  /** Where settings are outputs of other resources: the values of a text of theirs. */
  readonly resolve?: Placement['resolve'];
}

export class DockerStack extends pulumi.ComponentResource {
  /** Resolves once the servers are healthy. */
  readonly ready: pulumi.Resource[];
  /** The network that the servers are on: the stack's own, or the one that it was asked to use. */
  readonly network: pulumi.Output<string>;
  /** Where containers on that network reach Grafana, Prometheus, and Alertmanager if it notifies. */
  readonly grafanaUrl: pulumi.Output<string>;
  readonly prometheusUrl: pulumi.Output<string>;
  readonly alertmanagerUrl: pulumi.Output<string> | undefined;

  constructor(name: string, args: DockerStackArgs, opts?: pulumi.ComponentResourceOptions) {
    super('trading-observability:docker:Stack', name, { ...componentInputs(args.settings) }, opts);
    const { settings, resolve = (text) => text } = args;
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
            // A stack that was deployed when all had one name keeps its network: a new one would replace its containers.
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
    const backend = settings.demo && args.demoProgram !== undefined ? [demoBackend(site, args.demoProgram())] : [];
    exporterContainers(site);
    const prometheus = prometheusServer(
      site,
      args.prometheusFiles,
      toPulumiInputs(args.prometheusCredentials),
      backend,
    );
    const grafana = grafanaServer(site, args.grafanaPassword);
    const alertmanager = args.alertmanager === undefined ? [] : [alertmanagerServer(site, args.alertmanager)];
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
