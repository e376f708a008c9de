/** Addresses and credentials of a stack's servers, for the content in Grafana; the same for every target. */
import type * as pulumi from '@pulumi/pulumi';
import type { StackOutputs } from './stack-outputs';

export interface ServerAccess {
  /** Where this program reaches Grafana's API. */
  readonly grafanaUrl: pulumi.Input<string>;
  /** `user:password` or a token. */
  readonly grafanaAuth: pulumi.Input<string>;
  /** Whether only this stack uses them. */
  readonly ownedByStack: boolean;
  /** Where Grafana reaches Prometheus; undefined if Grafana has a data source for it already. */
  readonly prometheusUrl: pulumi.Input<string> | undefined;
  /** Headers that authorize queries to Prometheus. */
  readonly prometheusHeaders?: Readonly<Record<string, pulumi.Input<string>>> | undefined;
  /** Where Grafana reaches the Alertmanager that notifies instead of Grafana. */
  readonly alertmanagerUrl: pulumi.Input<string> | undefined;
  /** Resources that must exist before content can be created. */
  readonly ready: pulumi.Resource[];
  /**
   * The resource whose deletion deletes Grafana's database, and so its content; undefined if the database may outlive a
   * destroy.
   */
  readonly deletedWith?: pulumi.Resource | undefined;
  /** Addresses of the servers for people, and the login. */
  readonly outputs: Pick<
    StackOutputs,
    | 'grafanaUrl'
    | 'grafanaUser'
    | 'grafanaPassword'
    | 'prometheusUrl'
    | 'alertmanagerUrl'
    | 'portForward'
    | 'secretNames'
  >;
}
