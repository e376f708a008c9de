/** What a local line is asked to run, and a stack's settings turned into those of servers on this machine. */
import { trading } from '../../platform';
import type { Content } from '../../lib/compile';
import { freePort } from '../../lib/servers/processes';
import type { Engine } from '../../lib/settings/alerting';
import type { Settings } from '../../lib/settings/schema';
import { toSettings } from '../../lib/settings/settings';

export interface Ports {
  readonly backend: number;
  readonly prometheus: number;
  readonly alertmanager: number;
  readonly grafana: number;
}
export const freePorts = async (): Promise<Ports> => ({
  backend: await freePort(),
  prometheus: await freePort(),
  alertmanager: await freePort(),
  grafana: await freePort(),
});

export interface LocalStackOptions {
  readonly stack: string;
  /** The keys of the stack file. Where it names `backend.clusters` the backends are the caller's, and none is started. */
  readonly raw: Readonly<Record<string, unknown>>;
  readonly scenario?: string;
  /** The moment of the trading day at which the backend begins; now where left out. */
  readonly now?: Date;
  /** Where every notification goes, whatever the stack says: nobody is paged by a demo. Nowhere where left out. */
  readonly receiver?: string;
  /** The loopback address that the servers listen on, and their ports; free ones of 127.0.0.1 where left out. */
  readonly host?: string;
  readonly ports?: Ports;
  /** Which server notifies; Alertmanager where left out. */
  readonly engine?: Engine;
  /** Whether a Grafana is started too, where this machine has one. */
  readonly withGrafana?: boolean;
  /** Fills Prometheus' data folder, which exists, before Prometheus starts. */
  readonly past?: (data: string, folder: string) => Promise<void>;
  /** Turns the compiled files into those that the servers get. */
  readonly adapt?: (content: Content) => Content;
}

/** Whether the backends are the caller's. */
export const bringsBackends = ({ backend }: LocalStackOptions['raw']): boolean =>
  (backend as { readonly clusters?: unknown } | undefined)?.clusters !== undefined;

/** A stack's keys for the line: its servers are local, and nobody but `receiver` is notified. */
function localKeys(
  { raw, receiver, engine = 'alertmanager' }: LocalStackOptions,
  ports: Ports,
): Record<string, unknown> {
  const stackAlerting = (raw.alerting ?? {}) as Readonly<Record<string, unknown>>;
  const webhook = { webhook: { url: receiver } };
  const alerting = {
    routes: { critical: webhook, warning: webhook, info: webhook },
    muteTimings: stackAlerting.muteTimings ?? {},
  };
  // A stack for a cluster, or for servers of others, runs here as if it were one for this machine; its samples stay here.
  const { kubernetes: _cluster, external: _others, ...stackKeys } = raw;
  const { remoteWrite: _receivers, ...prometheus } = (raw.prometheus ?? {}) as Readonly<Record<string, unknown>>;
  const { service: _service, ...platform } = (raw.backend ?? {}) as Readonly<Record<string, unknown>>;
  return {
    ...stackKeys,
    target: 'docker',
    demo: false,
    backend: {
      ...platform,
      ...(!bringsBackends(raw) && { address: `127.0.0.1:${ports.backend}` }),
    },
    prometheus: { ...prometheus, port: ports.prometheus },
    ...(engine === 'alertmanager' && {
      alertmanager: { ...(raw.alertmanager as object | undefined), port: ports.alertmanager },
    }),
    grafana: { port: ports.grafana },
    alerting: { engine, ...(receiver !== undefined && alerting) },
  };
}

export const localSettings = (options: LocalStackOptions, ports: Ports): Settings =>
  toSettings(trading, options.stack, localKeys(options, ports), new Set(['alerting']));
