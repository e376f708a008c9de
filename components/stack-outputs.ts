/** Outputs of a stack, for other stacks and for people (docs/components.md). */
import type * as pulumi from '@pulumi/pulumi';

// A type instead of an interface, because the engine takes outputs as a record. It omits undefined values.
export type StackOutputs = {
  /** Where people open Grafana; left out if it needs the command in `portForward`. */
  readonly grafanaUrl: pulumi.Input<string> | undefined;
  /** The administrator of a Grafana that the stack deploys; the password is a secret. */
  readonly grafanaUser: pulumi.Input<string> | undefined;
  readonly grafanaPassword: pulumi.Input<string> | undefined;
  readonly prometheusUrl: pulumi.Input<string> | undefined;
  readonly alertmanagerUrl: pulumi.Input<string> | undefined;
  /** On Kubernetes without an ingress: the port-forward command of each server. */
  readonly portForward: pulumi.Input<Record<string, pulumi.Input<string>>> | undefined;
  /** The folder of the dashboards and rules in Grafana. */
  readonly folderUid: pulumi.Input<string>;
  /** The data source of Prometheus in Grafana. */
  readonly dataSourceUid: pulumi.Input<string>;
  /** The address of each dashboard, by the dashboard's name. */
  readonly dashboardUrls: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** On Kubernetes: the names of the Secrets that the stack creates in its namespace, by their content. */
  readonly secretNames: pulumi.Input<Record<string, pulumi.Input<string>>> | undefined;
  /** The number of deployed alerts, and which server evaluates and notifies. */
  readonly alerts: pulumi.Input<number>;
  readonly alertingEngine: pulumi.Input<string>;
};
