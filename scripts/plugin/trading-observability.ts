/** The component for programs in other languages; the engine analyses this file to generate its schema. */
import * as pulumi from '@pulumi/pulumi';
import { TradingObservability as Component, type ComponentOutputs } from '../../exports';

export interface TradingObservabilityArgs {
  /**
   * The settings of a stack (docs/settings.md), as in a stack file. Addresses, credentials, images, kubeconfig and namespace may be
   * outputs of other resources; all else is compiled before the update and needs a value.
   */
  settings: pulumi.Inputs;
}

/** The analysis takes a component's outputs from the fields of its class; the compiler finds the one that is missing. */
export class TradingObservability extends pulumi.ComponentResource implements ComponentOutputs {
  /** Where people open Grafana. */
  declare readonly grafanaUrl: pulumi.Output<string | undefined>;
  /** The admin of a Grafana that the component deploys. */
  declare readonly grafanaUser: pulumi.Output<string | undefined>;
  /** The password of that admin. */
  declare readonly grafanaPassword: pulumi.Output<string | undefined>;
  declare readonly prometheusUrl: pulumi.Output<string | undefined>;
  declare readonly alertmanagerUrl: pulumi.Output<string | undefined>;
  /** On Kubernetes without an ingress: the command line that makes a server answer on this machine, by server. */
  declare readonly portForward: pulumi.Output<Record<string, string> | undefined>;
  declare readonly folderUid: pulumi.Output<string>;
  declare readonly dataSourceUid: pulumi.Output<string>;
  /** The address of each dashboard, by its name. */
  declare readonly dashboardUrls: pulumi.Output<Record<string, string>>;
  /** Names of the Kubernetes secrets that the component makes, by what they hold. */
  declare readonly secretNames: pulumi.Output<Record<string, string>>;
  /** How many alerts are deployed. */
  declare readonly alerts: pulumi.Output<number>;
  /** Who evaluates and notifies. */
  declare readonly alertingEngine: pulumi.Output<string>;

  constructor(name: string, args: TradingObservabilityArgs, opts?: pulumi.ComponentResourceOptions) {
    super('trading-observability:index:TradingObservability', name, {}, opts);
    if (pulumi.Output.isInstance(args.settings))
      throw new pulumi.RunError(
        'settings: had an output as a whole, and needs a value; single addresses and credentials in it may be outputs',
      );
    const { outputs } = new Component(name, args.settings, { parent: this });
    Object.assign(this, outputs);
    this.registerOutputs(outputs);
  }
}
