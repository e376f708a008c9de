/** What a stack tells other stacks and people (docs/components.md). */
import type * as pulumi from '@pulumi/pulumi';

// A type and no interface: the engine takes outputs as a record. It leaves out what is undefined.
export type StackOutputs = {
  /** Where people open Grafana; absent where `portForward` has the line that makes it answer. */
  readonly grafanaUrl: pulumi.Input<string> | undefined;
  /** The admin of a Grafana that the stack deploys, and its password as a secret. */
  readonly grafanaUser: pulumi.Input<string> | undefined;
  readonly grafanaPassword: pulumi.Input<string> | undefined;
  readonly prometheusUrl: pulumi.Input<string> | undefined;
  readonly alertmanagerUrl: pulumi.Input<string> | undefined;
  /** On Kubernetes without an ingress: the command line that makes a server answer on this machine, by server. */
  readonly portForward: pulumi.Input<Record<string, pulumi.Input<string>>> | undefined;
  /** The folder of the dashboards and rules in Grafana. */
  readonly folderUid: pulumi.Input<string>;
  /** The data source of Prometheus in Grafana. */
  readonly dataSourceUid: pulumi.Input<string>;
  /** The address of each dashboard, by the dashboard's name. */
  readonly dashboardUrls: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** On Kubernetes: the names of the secrets that the stack makes in its namespace, by what they hold. */
  readonly secretNames: pulumi.Input<Record<string, pulumi.Input<string>>> | undefined;
  /** How many alerts are deployed, and who evaluates and notifies. */
  readonly alerts: pulumi.Input<number>;
  readonly alertingEngine: pulumi.Input<string>;
};
