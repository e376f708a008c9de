/** Shared by all containers of a stack. */
import type * as pulumi from '@pulumi/pulumi';
import type { Settings } from '../../lib/settings/schema';
import type { Children } from '../children';

export interface DockerContext {
  readonly settings: Settings;
  readonly network: pulumi.Input<string>;
  readonly children: Children;
  /**
   * A volume for data. It has no label that could change: a changed label would replace the volume and delete its data.
   */
  readonly volume: (resource: string) => pulumi.Output<string>;
  /**
   * A volume that only carries files. If a file is removed, such as the credential of a deleted route, a new volume and
   * a new container replace the old ones: otherwise the file would stay on the volume.
   */
  readonly configVolume: (resource: string, files: Readonly<Record<string, unknown>>) => pulumi.Output<string>;
}
