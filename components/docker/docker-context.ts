/** What the containers of a stack have in common. */
import type * as pulumi from '@pulumi/pulumi';
import type { Settings } from '../../lib/settings/schema';
import type { Children } from '../children';

export interface DockerContext {
  readonly settings: Settings;
  readonly network: pulumi.Input<string>;
  readonly children: Children;
  /** A volume for data. It carries nothing that varies: a changed label would replace it and lose its data. */
  readonly volume: (resource: string) => pulumi.Output<string>;
  /**
   * A volume that only carries files. Where one of these is no longer wanted, such as the credential of a route that was
   * taken away, a new volume takes its place, and with it a new container: nothing else would delete the file from the
   * old one.
   */
  readonly configVolume: (resource: string, files: Readonly<Record<string, unknown>>) => pulumi.Output<string>;
}
