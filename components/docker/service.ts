/** The house rules of a container: what each one here is, unless it says otherwise. */
import * as docker from '@pulumi/docker';
import type * as pulumi from '@pulumi/pulumi';
import type { Children } from '../children';

export interface ServiceArgs {
  /** Name of the container; one host has one of that name. */
  readonly name: string;
  /** Name by which the other containers of the network reach it. */
  readonly alias: string;
  readonly image: string;
  readonly network: pulumi.Input<string>;
  /** Set in full, as the server would fill it in from the image and then show it as a change. */
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  /** uid:gid, never root. */
  readonly user: string;
  readonly port: { readonly internal: number; readonly external: number; readonly address: string } | undefined;
  /** Where it talks to its like on other machines, by TCP and UDP: the same port inside and outside, as it says which it is. */
  readonly gossip?: { readonly port: number; readonly address: string };
  readonly env?: Readonly<Record<string, string>>;
  /** Volumes by the path they are mounted at. */
  readonly volumes: Readonly<Record<string, pulumi.Input<string>>>;
  /** Path at which the host's whole file system is mounted, read-only: only what measures the host has a reason to. */
  readonly hostRoot?: string;
  /** Files by path, each in one of the volumes: the root file system is read-only. */
  readonly files: Readonly<Record<string, pulumi.Input<string>>>;
  /** Whether it loads changed files while it runs. Without it a changed file replaces the container. */
  readonly reloadsFiles?: boolean;
  /** Command that succeeds once the service can do its work. */
  readonly ready: readonly string[];
  /** Seconds that it may take until then, if it is slow to start. */
  readonly patience?: number;
  /** Limit in MiB. */
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

/** The host's file systems, those that are mounted later included, as they cannot be written to. */
const hostMount = (target: string) => ({
  type: 'bind',
  source: '/',
  target,
  readOnly: true,
  bindOptions: { propagation: 'rslave' },
});

/**
 * Any change makes a new container. A list of properties would not do: a container that failed to become healthy, or to
 * take its files, counts as changed by no property, and the next update would mend nothing and report success.
 */
const REPLACED = { deleteBeforeReplace: true, replaceOnChanges: ['*'] };

/** Files by their path in a folder, as {@link ServiceArgs} wants them: by their whole path. */
export const prefixPaths = <T>(folder: string, files: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(files).map(([path, content]) => [`${folder}/${path}`, content]));

const LOGS = { logDriver: 'json-file', logOpts: { 'max-size': '10m', 'max-file': '3' } };

/**
 * Puts the files on the service's volumes. The provider copies files into a container by its root, and Docker refuses
 * that where the root is read-only. So they go through a second container on the same volumes, which is never started.
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

/** Whether files of this program lie there. */
const hasFilesIn = ({ files }: ServiceArgs, folder: string): boolean =>
  Object.keys(files).some((file) => file.startsWith(`${folder}/`));

const volumesOf = ({ volumes }: ServiceArgs) =>
  Object.entries(volumes).map(([containerPath, volumeName]) => ({ containerPath, volumeName }));

/**
 * A hardened container that the update waits for until it is healthy: read-only root, no capabilities, no new
 * privileges, limited memory, rotated logs. A change replaces it, and the old one goes first: both hold the same name,
 * port and volumes. Changed files replace it too, unless it loads them while it runs.
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
      // Nobody who breaks into the service changes what it will read when it starts again.
      volumes: volumesOf(args).map((mount) => ({ ...mount, readOnly: hasFilesIn(args, mount.containerPath) })),
      ...(args.hostRoot === undefined ? {} : { mounts: [hostMount(args.hostRoot)] }),
      readOnly: true,
      tmpfs: { '/tmp': 'rw,noexec,nosuid,size=64m' },
      capabilities: { drops: ['ALL'] },
      securityOpts: ['no-new-privileges:true'],
      memory: args.memory,
      memorySwap: args.memory,
      restart: 'unless-stopped',
      // Without it the provider kills: Alertmanager would forget its latest silences, Grafana's database be cut off.
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
