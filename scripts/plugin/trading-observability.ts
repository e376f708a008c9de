/** The component as programs in other languages see it; the engine's analysis of this file makes its schema. */
import * as pulumi from '@pulumi/pulumi';
import { TradingObservability as Component } from '../../exports';

export interface TradingObservabilityArgs {
  /**
   * The settings of a stack (docs/settings.md), as in a stack file. Addresses, credentials, images, kubeconfig and namespace may be
   * outputs of other resources; all else is compiled before the update and needs a value.
   */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the analysis refuses `unknown`, and takes this for a value of any shape
  settings: any;
}

export class TradingObservability extends pulumi.ComponentResource {
  /** Where people open Grafana. */
  readonly grafanaUrl: pulumi.Output<string | undefined>;
  /** The password of Grafana's user `admin`, where the component deploys Grafana. */
  readonly grafanaPassword: pulumi.Output<string | undefined>;
  readonly folderUid: pulumi.Output<string>;
  readonly dataSourceUid: pulumi.Output<string>;
  /** The address of each dashboard, by its name. */
  readonly dashboardUrls: pulumi.Output<Record<string, string>>;
  /** Names of the Kubernetes secrets that the component makes, by what they hold. */
  readonly secretNames: pulumi.Output<Record<string, string>>;

  constructor(name: string, args: TradingObservabilityArgs, opts?: pulumi.ComponentResourceOptions) {
    super('trading-observability:index:TradingObservability', name, {}, opts);
    if (pulumi.Output.isInstance(args.settings))
      throw new pulumi.RunError(
        'settings: had an output as a whole, and needs a value; single addresses and credentials in it may be outputs',
      );
    const component = new Component(name, args.settings as object, { parent: this });
    this.grafanaUrl = component.grafanaUrl;
    this.grafanaPassword = component.grafanaPassword;
    this.folderUid = component.folderUid;
    this.dataSourceUid = component.dataSourceUid;
    this.dashboardUrls = component.dashboardUrls;
    this.secretNames = component.secretNames;
    this.registerOutputs({
      grafanaUrl: this.grafanaUrl,
      grafanaPassword: this.grafanaPassword,
      folderUid: this.folderUid,
      dataSourceUid: this.dataSourceUid,
      dashboardUrls: this.dashboardUrls,
      secretNames: this.secretNames,
    });
  }
}
