/** How a stack's components are named in a program, and how they reach each other. */
import type * as pulumi from '@pulumi/pulumi';
import type { GrafanaContentArgs } from './grafana';
import type { StackOutputs } from './stack-outputs';

export interface Placement {
  /** The name of one of its components. */
  readonly nameOf: (component: string) => string;
  /** Options of each of its components. */
  readonly opts: pulumi.CustomResourceOptions;
  /**
   * Builds the stand-in backend, a single JavaScript file, if the platform has one; called only if the stack deploys
   * it.
   */
  readonly demoProgram?: (() => string) | undefined;
}

/** How the content in Grafana reaches a stack's servers; the same for every target. */
export interface ServerAccess extends Omit<GrafanaContentArgs, 'stack'> {
  /**
   * The resource whose deletion deletes Grafana's database, and so its content; undefined if the database may outlive a
   * destroy.
   */
  readonly deletedWith?: pulumi.Resource | undefined;
  /** Addresses of the servers for people, and the login. */
  readonly outputs: Omit<StackOutputs, 'folderUid' | 'dataSourceUid' | 'dashboardUrls' | 'alerts' | 'alertingEngine'>;
}
