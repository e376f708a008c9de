/** Defaults of every container in a stack. */
import * as docker from '@pulumi/docker';
import type * as pulumi from '@pulumi/pulumi';
import { mirroredImage } from '../../lib/settings/images';
import { containerName } from '../../lib/settings/names';
import type { Settings } from '../../lib/settings/schema';
import { toPulumiInputs } from '../../lib/settings/pulumi';
import type { Secret } from '../../lib/settings/secret';
import type { Children } from '../children';

/** What all containers of a stack have in common. */
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
  readonly configVolume: (resource: string, files: ContainerFiles) => pulumi.Output<string>;
}

/** The content of a file by its path. */
type ContainerFiles = Readonly<Record<string, string | Secret | pulumi.Output<string>>>;

interface ServiceArgs {
  /** Name of the resource, if it is not the service's. */
  readonly resource?: string;
  readonly image: string;
  /**
   * All fields are set, because the server would fill in missing ones from the image, and Pulumi would then show a
   * change.
   */
  readonly entrypoint: string;
  readonly command: readonly string[];
  /** uid:gid, never root. */
  readonly user: string;
  /** The ports that are published on the host. */
  readonly ports?: docker.types.input.ContainerPort[];
  readonly env?: Readonly<Record<string, string>>;
  /** Volumes by their mount path. */
  readonly volumes: Readonly<Record<string, pulumi.Input<string>>>;
  readonly mounts?: docker.types.input.ContainerMount[];
  /** Files by path, each in one of the volumes: the root file system is read-only. */
  readonly files: ContainerFiles;
  /** Whether it reloads changed files while it runs. If not, a changed file replaces the container. */
  readonly reloadsFiles?: boolean;
  /** Address inside the container that answers when the service is ready. */
  readonly healthUrl: string;
  /** Seconds within which it has to be ready, if it starts slowly. */
  readonly waitTimeout?: number;
  /** Memory limit in MiB. */
  readonly memory: number;
  readonly dependsOn?: pulumi.Resource[];
}

/**
 * Any change replaces the container. A list of properties is not enough: if a container failed to become healthy or to
 * receive its files, none of its properties differs, and the next update would repair nothing and report success.
 */
const REPLACED = { deleteBeforeReplace: true, replaceOnChanges: ['*'] };

/** The files of a folder by their whole path, as {@link startService} expects them. */
export const prefixPaths = <T>(folder: string, files: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(files).map(([path, content]) => [`${folder}/${path}`, content]));

/**
 * A hardened container; the update waits until it is healthy. It has a read-only root, no capabilities, no new
 * privileges, limited memory and rotated logs. A change replaces it, and the old one is deleted first, because both
 * have the same name, port and volumes. Changed files replace it too, unless it reloads them while it runs. Others on
 * the network reach it under the name `service`.
 */
export function startService(context: DockerContext, service: string, args: ServiceArgs): docker.Container {
  const { settings, network, children } = context;
  const { nameOf, optionsOf } = children;
  const { resource = service, dependsOn = [], files, memory } = args;
  const image = new docker.RemoteImage(
    nameOf(resource),
    { name: mirroredImage(args.image, settings.images.registry), keepLocally: true },
    optionsOf(resource, { dependsOn }),
  );
  const name = containerName(settings, service);
  const volumes = Object.entries(args.volumes).map(([containerPath, volumeName]) => ({
    containerPath,
    volumeName,
    // Nobody who breaks into the service can change the files that it reads at its next start.
    readOnly: Object.keys(files).some((file) => file.startsWith(`${containerPath}/`)),
  }));
  const shared = {
    image: image.imageId,
    entrypoints: [args.entrypoint],
    user: args.user,
    capabilities: { drops: ['ALL'] },
    securityOpts: ['no-new-privileges:true'],
    logDriver: 'json-file',
    logOpts: { 'max-size': '10m', 'max-file': '3' },
  };
  // The provider copies files into a container's root, and Docker refuses that if the root is read-only. So the files
  // are copied through a second container with the same volumes, which never starts.
  const loader =
    Object.keys(files).length === 0
      ? []
      : [
          new docker.Container(
            nameOf(`${resource}-files`),
            {
              ...shared,
              name: `${name}_files`,
              command: ['--version'],
              networkMode: 'none',
              volumes: volumes.flatMap(({ readOnly, ...volume }) => (readOnly ? [volume] : [])),
              uploads: Object.entries(toPulumiInputs(files)).map(([file, content]) => ({
                file,
                content,
                permissions: '0444',
              })),
              memory: 32,
              memorySwap: 32,
              restart: 'no',
              start: false,
              mustRun: false,
            },
            optionsOf(`${resource}-files`, { dependsOn, ...REPLACED }),
          ),
        ];
  return new docker.Container(
    nameOf(resource),
    {
      ...shared,
      name,
      command: [...args.command],
      envs: Object.entries(args.env ?? {}).map(([key, value]) => `${key}=${value}`),
      networkMode: 'bridge',
      networksAdvanced: [{ name: network, aliases: [service] }],
      ports: args.ports ?? [],
      volumes,
      ...(args.mounts && { mounts: args.mounts }),
      readOnly: true,
      tmpfs: { '/tmp': 'rw,noexec,nosuid,size=64m' },
      memory,
      memorySwap: memory,
      restart: 'unless-stopped',
      // Without this the provider kills the process: Alertmanager would lose its latest silences, and Grafana's
      // database might be damaged.
      destroyGraceSeconds: 30,
      healthcheck: {
        tests: ['CMD', 'wget', '-q', '-O', '/dev/null', args.healthUrl],
        interval: '5s',
        timeout: '3s',
        startPeriod: '10s',
        retries: 12,
      },
      wait: true,
      waitTimeout: args.waitTimeout ?? 120,
    },
    optionsOf(resource, {
      dependsOn: [...dependsOn, ...loader],
      ...REPLACED,
      ...(args.reloadsFiles ? {} : { replaceWith: loader }),
    }),
  );
}
