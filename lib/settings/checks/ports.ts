/** Two servers on one port of this machine. */
import { alertmanager } from '../alerting';
import type { Check } from '../contradiction';
import { isSamePort } from '../published-ports';

export const checkPorts: Check = ({ settings }, report) => {
  const { prometheus, grafana, alerting, target } = settings;
  if (target === 'external') return;
  const servers = Object.entries({
    prometheus,
    grafana,
    ...(alerting.engine === 'alertmanager' && { alertmanager: alertmanager.parse(settings.alertmanager ?? {}) }),
  }).map(([name, { port, bindAddress }]) => ({ name, port, address: bindAddress }));
  for (const [i, server] of servers.entries())
    for (const other of servers.slice(0, i).filter((each) => isSamePort(each, server)))
      report(
        `${server.name}.port`,
        `had ${server.port}, which ${other.name} has too`,
        [server, other].flatMap(({ name }) => [`${name}.port`, `${name}.bindAddress`]),
      );
};
