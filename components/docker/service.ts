/** Defaults of every container in a stack. */
import * as docker from '@pulumi/docker';
import type * as pulumi from '@pulumi/pulumi';
import type { Children } from '../children';

export interface ServiceArgs {
  /** Name of the container; unique on its host. */
  readonly name: string;
  /** Name under which other containers of the network reach it. */
  readonly alias: string;
  readonly image: string;
  readonly network: pulumi.Input<string>;
  /**
   * All fields are set, because the server would fill in missing ones from the image, and Pulumi would then show a
   * change.
   */
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  /** uid:gid, never root. */
  readonly user: string;
  readonly port: { readonly internal: number; readonly external: number; readonly address: string } | undefined;
  /**
   * Port for its peers on other machines, by TCP and UDP: the same inside and outside the container, because it
   * advertises it.
   */
  readonly gossip?: { readonly port: number; readonly address: string };
  readonly env?: Readonly<Record<string, string>>;
  /** Volumes by their mount path. */
  readonly volumes: Readonly<Record<string, pulumi.Input<string>>>;
  /** Mount path of the host's whole file system, read-only; only for an exporter of the host. */
  readonly hostRoot?: string;
  /** Files by path, each in one of the volumes: the root file system is read-only. */
  readonly files: Readonly<Record<string, pulumi.Input<string>>>;
  /** Whether it reloads changed files while it runs. If not, a changed file replaces the container. */
  readonly reloadsFiles?: boolean;
  /** Command that succeeds when the service is ready. */
  readonly ready: readonly string[];
  /** Seconds within which it has to be ready, if it starts slowly. */
  readonly patience?: number;
  /** Memory limit in MiB. */
  readonly memory: number;
}

const gossipPorts = (gossip: ServiceArgs['gossip']) =>
  gossip === undefined
    ? []
    : ['tcp', 'udp'].map((protocol) => ({
        internal: gossip.port,
        external: gossip.port,
        ip: gossip.address,
        protocol,
      }));

/** Includes the host's file systems that are mounted later; all are read-only. */
const hostMount = (target: string) => ({
  type: 'bind',
  source: '/',
  target,
  readOnly: true,
  bindOptions: { propagation: 'rslave' },
});

/**
 * Any change replaces the container. A list of properties is not enough: if a container failed to become healthy or to
 * receive its files, none of its properties differs, and the next update would repair nothing and report success.
 */
const REPLACED = { deleteBeforeReplace: true, replaceOnChanges: ['*'] };

/** The files of a folder by their whole path, as {@link ServiceArgs} expects them. */
export const prefixPaths = <T>(folder: string, files: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(files).map(([path, content]) => [`${folder}/${path}`, content]));

const LOGS = { logDriver: 'json-file', logOpts: { 'max-size': '10m', 'max-file': '3' } };

/**
 * Copies the files to the service's volumes. The provider copies files into a container's root, and Docker refuses that
 * if the root is read-only. So the files are copied through a second container with the same volumes, which never
 * starts.
 */
function fileLoader(
  { nameOf, optionsOf }: Children,
  resource: string,
  args: ServiceArgs,
  image: docker.RemoteImage,
  dependsOn: pulumi.Resource[],
): docker.Container {
  return new docker.Container(
    nameOf(resource),
    {
      name: `${args.name}_files`,
      image: image.imageId,
      entrypoints: [...args.entrypoint],
      command: ['--version'],
      user: args.user,
      networkMode: 'none',
      volumes: volumesOf(args).filter(({ containerPath }) => hasFilesIn(args, containerPath)),
      uploads: Object.entries(args.files).map(([file, content]) => ({ file, content, permissions: '0444' })),
      capabilities: { drops: ['ALL'] },
      securityOpts: ['no-new-privileges:true'],
      memory: 32,
      memorySwap: 32,
      restart: 'no',
      ...LOGS,
      start: false,
      mustRun: false,
    },
    optionsOf(resource, { dependsOn, ...REPLACED }),
  );
}

/** Whether files of this program are on the volume. */
const hasFilesIn = ({ files }: ServiceArgs, folder: string): boolean =>
  Object.keys(files).some((file) => file.startsWith(`${folder}/`));

const volumesOf = ({ volumes }: ServiceArgs) =>
  Object.entries(volumes).map(([containerPath, volumeName]) => ({ containerPath, volumeName }));

/**
 * A hardened container; the update waits until it is healthy. It has a read-only root, no capabilities, no new
 * privileges, limited memory and rotated logs. A change replaces it, and the old one is deleted first, because both
 * have the same name, port and volumes. Changed files replace it too, unless it reloads them while it runs.
 */
export function startService(
  children: Children,
  resource: string,
  args: ServiceArgs,
  dependsOn: pulumi.Resource[] = [],
): docker.Container {
  const { nameOf, optionsOf } = children;
  const image = new docker.RemoteImage(
    nameOf(resource),
    { name: args.image, keepLocally: true },
    optionsOf(resource, { dependsOn }),
  );
  const loader =
    Object.keys(args.files).length === 0 ? [] : [fileLoader(children, `${resource}-files`, args, image, dependsOn)];
  return new docker.Container(
    nameOf(resource),
    {
      name: args.name,
      image: image.imageId,
      entrypoints: [...args.entrypoint],
      command: [...args.command],
      user: args.user,
      envs: Object.entries(args.env ?? {}).map(([key, value]) => `${key}=${value}`),
      networkMode: 'bridge',
      networksAdvanced: [{ name: args.network, aliases: [args.alias] }],
      ports: [
        ...(args.port === undefined
          ? []
          : [{ internal: args.port.internal, external: args.port.external, ip: args.port.address }]),
        ...gossipPorts(args.gossip),
      ],
      // Nobody who breaks into the service can change the files that it reads at its next start.
      volumes: volumesOf(args).map((mount) => ({ ...mount, readOnly: hasFilesIn(args, mount.containerPath) })),
      ...(args.hostRoot === undefined ? {} : { mounts: [hostMount(args.hostRoot)] }),
      readOnly: true,
      tmpfs: { '/tmp': 'rw,noexec,nosuid,size=64m' },
      capabilities: { drops: ['ALL'] },
      securityOpts: ['no-new-privileges:true'],
      memory: args.memory,
      memorySwap: args.memory,
      restart: 'unless-stopped',
      // Without this the provider kills the process: Alertmanager would lose its latest silences, and Grafana's
      // database might be damaged.
      destroyGraceSeconds: 30,
      ...LOGS,
      healthcheck: { tests: ['CMD', ...args.ready], interval: '5s', timeout: '3s', startPeriod: '10s', retries: 12 },
      wait: true,
      waitTimeout: args.patience ?? 120,
    },
    optionsOf(resource, {
      dependsOn: [...dependsOn, ...loader],
      ...REPLACED,
      ...(args.reloadsFiles ? {} : { replaceWith: loader }),
    }),
  );
}
