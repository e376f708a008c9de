/** A stack's servers, wherever they run, as the content that is pushed into Grafana sees them. */
import type * as pulumi from '@pulumi/pulumi';
import type { StackOutputs } from './stack-outputs';

export interface ServerAccess {
  /** Where this program reaches Grafana's API. */
  readonly grafanaUrl: pulumi.Input<string>;
  /** `user:password` or a token. */
  readonly grafanaAuth: pulumi.Input<string>;
  /** Whether they are this stack's alone. */
  readonly ownedByStack: boolean;
  /** Where Grafana reaches Prometheus; undefined where Grafana has a data source of it already. */
  readonly prometheusUrl: pulumi.Input<string> | undefined;
  /** What opens Prometheus, as headers of each query. */
  readonly prometheusHeaders?: Readonly<Record<string, pulumi.Input<string>>> | undefined;
  /** Where Grafana reaches the Alertmanager that notifies in its place. */
  readonly alertmanagerUrl: pulumi.Input<string> | undefined;
  /** What has to be there before content can be pushed. */
  readonly ready: pulumi.Resource[];
  /** What Grafana's database is deleted with, and its content therefore too; undefined where it may outlive a destroy. */
  readonly deletedWith?: pulumi.Resource | undefined;
  /** Where people find the servers, and how they get in. */
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
