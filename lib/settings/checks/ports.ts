/** Two servers on one port of this machine. */
import { alertmanager } from '../alerting';
import { onEveryAddress } from '../bind-address';
import type { Contradiction } from '../contradiction';
import type { Parsed } from '../schema';

/** Two servers on one port of this machine. */
export function checkPorts(settings: Parsed): Contradiction[] {
  const { prometheus, grafana, alertmanager: named, alerting, target } = settings;
  if (target === 'external') return [];
  const servers = Object.entries({
    prometheus,
    grafana,
    ...(alerting.engine === 'alertmanager' ? { alertmanager: alertmanager.parse(named ?? {}) } : {}),
  });
  return servers.flatMap(([name, { port, bindAddress }], i) =>
    servers
      .slice(0, i)
      .filter(([, other]) => other.port === port)
      .filter(([, other]) => other.bindAddress === bindAddress || [other.bindAddress, bindAddress].some(onEveryAddress))
      .map(([other]) => ({
        key: `${name}.port`,
        message: `had ${port}, which ${other} has too`,
        from: [name, other].flatMap((server) => [`${server}.port`, `${server}.bindAddress`]),
      })),
  );
}
