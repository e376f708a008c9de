/** Options of a local stack, and the conversion of a stack's settings to servers on this machine. */
import { trading } from '../../platform';
import type { Content } from '../../lib/compile';
import { toGroup } from '../../lib/json-values';
import { freePort } from '../../lib/servers/processes';
import type { Engine } from '../../lib/settings/alerting';
import type { Settings } from '../../lib/settings/schema';
import { toSettings } from '../../lib/settings/settings';

export type Ports = Readonly<Record<'backend' | 'prometheus' | 'alertmanager' | 'grafana', number>>;
export const freePorts = async (): Promise<Ports> => ({
  backend: await freePort(),
  prometheus: await freePort(),
  alertmanager: await freePort(),
  grafana: await freePort(),
});

export interface LocalStackOptions {
  readonly stack: string;
  /** The keys of the stack file. If it names `backend.clusters`, the caller runs the backends, and none is started. */
  readonly raw: Readonly<Record<string, unknown>>;
  readonly scenario?: string;
  /** The time of the trading day at which the backend starts; now if left out. */
  readonly now?: Date;
  /** Receives every notification, instead of the stack's own receivers; nobody does if left out. */
  readonly receiver?: string;
  /** The loopback address and ports of the servers; free ports of 127.0.0.1 if left out. */
  readonly host?: string;
  readonly ports?: Ports;
  /** The engine that notifies; Alertmanager if left out. */
  readonly engine?: Engine;
  /** Whether to start a Grafana too, if this machine has one. */
  readonly withGrafana?: boolean;
  /** Fills Prometheus' (existing) data folder before Prometheus starts. */
  readonly past?: (data: string, folder: string) => Promise<void>;
  /** Changes the compiled files before the servers get them. */
  readonly adapt?: (content: Content) => Content;
}

/** Whether the caller runs the backends. */
export const bringsBackends = ({ backend }: LocalStackOptions['raw']): boolean =>
  toGroup(backend).clusters !== undefined;

/** A stack's keys for a local stack: its servers are on this machine, and only `receiver` is notified. */
function localKeys(
  { raw, receiver, engine = 'alertmanager' }: LocalStackOptions,
  ports: Ports,
): Record<string, unknown> {
  const webhook = { webhook: { url: receiver } };
  const alerting = {
    routes: { critical: webhook, warning: webhook, info: webhook },
    muteTimings: toGroup(raw.alerting).muteTimings ?? {},
  };
  // A stack on Kubernetes or on existing servers runs here as if its target were Docker; it sends no samples elsewhere.
  const { kubernetes: _cluster, external: _others, ...stackKeys } = raw;
  const { remoteWrite: _receivers, ...prometheus } = toGroup(raw.prometheus);
  const { service: _service, ...platform } = toGroup(raw.backend);
  return {
    ...stackKeys,
    target: 'docker',
    demo: false,
    backend: { ...platform, ...(!bringsBackends(raw) && { address: `127.0.0.1:${ports.backend}` }) },
    prometheus: { ...prometheus, port: ports.prometheus },
    ...(engine === 'alertmanager' && {
      alertmanager: { ...toGroup(raw.alertmanager), port: ports.alertmanager },
    }),
    grafana: { port: ports.grafana },
    alerting: { engine, ...(receiver !== undefined && alerting) },
  };
}

export const localSettings = (options: LocalStackOptions, ports: Ports): Settings =>
  toSettings(trading, options.stack, localKeys(options, ports), new Set(['alerting']));
