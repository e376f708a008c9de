/** The ports that a stack's containers publish on their machine. */
import { onEveryAddress } from './bind-address';
import type { Settings } from './schema';

export interface PublishedPort {
  readonly setting: string;
  readonly port: number;
  readonly address: string;
}

export function publishedPorts({ prometheus, grafana, alertmanager, alerting }: Settings): PublishedPort[] {
  const servers = { prometheus, grafana, ...(alerting.engine === 'alertmanager' && { alertmanager }) };
  const ports = Object.entries(servers).map(([server, { port, bindAddress }]) => ({
    setting: `${server}.port`,
    port,
    address: bindAddress,
  }));
  const { cluster, bindAddress: address } = alertmanager;
  if (alerting.engine !== 'alertmanager' || cluster === undefined) return ports;
  return [...ports, { setting: 'alertmanager.cluster.port', port: cluster.port, address }];
}

type Port = Pick<PublishedPort, 'port' | 'address'>;
/** Whether two servers of one machine cannot both have their port. */
export const isSamePort = (one: Port, other: Port): boolean =>
  one.port === other.port && (one.address === other.address || [one.address, other.address].some(onEveryAddress));
