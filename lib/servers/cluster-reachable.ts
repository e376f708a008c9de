/** Checks that a stack's cluster is reachable, so that an update does not fail halfway. */
import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { load } from 'js-yaml';
import type { Settings } from '../settings/schema';

interface Named {
  readonly name: string;
}
interface Kubeconfig {
  readonly contexts?: readonly (Named & { readonly context: { readonly cluster: string } })[] | null;
  readonly clusters?:
    readonly (Named & { readonly cluster: { readonly server: string; readonly 'proxy-url'?: string } })[] | null;
}

/** Milliseconds within which an API server has to accept a connection. */
const TIMEOUT = 5000;

const answers = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host, port, timeout: TIMEOUT });
    const end = (result: boolean) => () => {
      socket.destroy();
      resolve(result);
    };
    socket.once('connect', end(true)).once('timeout', end(false)).once('error', end(false));
  });

/** Why this machine cannot connect to the context's API server, as one line; none if it can. */
async function unreachable(context: string, files: readonly string[]): Promise<string[]> {
  const found = files.filter((file) => existsSync(file));
  if (found.length === 0)
    return [`There is no kubeconfig at ${files.join(' or ')}: log in to the cluster, or set KUBECONFIG.`];
  const configs = found.map((file) => (load(readFileSync(file, 'utf8')) ?? {}) as Kubeconfig);
  const contexts = configs.flatMap((config) => config.contexts ?? []);
  const chosen = contexts.find(({ name }) => name === context);
  if (chosen === undefined)
    return [
      `The kubeconfig has no context "${context}"; it has ${contexts.map(({ name }) => name).join(', ') || 'none'}. \`pulumi config set --path kubernetes.context NAME\` chooses one.`,
    ];
  const entry = configs
    .flatMap((config) => config.clusters ?? [])
    .find(({ name }) => name === chosen.context.cluster)?.cluster;
  if (entry === undefined || !URL.canParse(entry.server))
    return [`The kubeconfig's context "${context}" names no cluster with an address.`];
  // With a proxy, this machine does not connect to the server itself.
  if (entry['proxy-url'] !== undefined) return [];
  const { hostname, port, protocol } = new URL(entry.server);
  return (await answers(hostname.replace(/^\[|\]$/g, ''), Number(port) || (protocol === 'http:' ? 80 : 443)))
    ? []
    : [
        `The API server of context "${context}" does not answer at ${entry.server}: is the VPN up, the cluster running?`,
      ];
}

/** Everything that would stop an update of a stack on Kubernetes halfway. */
export async function missingInCluster({ kubernetes }: Settings, env = process.env): Promise<string[]> {
  const { context, kubeconfig, chart } = kubernetes;
  const files = (env.KUBECONFIG ?? '').split(delimiter).filter(Boolean);
  const kubeconfigs = files.length > 0 ? files : [join(homedir(), '.kube', 'config')];
  return [
    ...(chart.archive !== undefined && !existsSync(chart.archive)
      ? [`There is no chart at ${chart.archive}: \`helm pull\` writes one.`]
      : []),
    // A kubeconfig in the stack file is encrypted, and only the engine can read it.
    ...(kubeconfig !== undefined || context === undefined ? [] : await unreachable(context, kubeconfigs)),
  ];
}
