/** Two servers on one port of this machine. */
import { alertmanager } from '../alerting';
import { onEveryAddress } from '../bind-address';
import type { Check } from '../contradiction';

export const checkPorts: Check = ({ settings }, report) => {
  const { prometheus, grafana, alerting, target } = settings;
  if (target === 'external') return;
  const servers = Object.entries({
    prometheus,
    grafana,
    ...(alerting.engine === 'alertmanager' && { alertmanager: alertmanager.parse(settings.alertmanager ?? {}) }),
  });
  for (const [i, [name, { port, bindAddress }]] of servers.entries())
    for (const [other, { port: otherPort, bindAddress: otherAddress }] of servers.slice(0, i))
      if (port === otherPort && (bindAddress === otherAddress || [bindAddress, otherAddress].some(onEveryAddress)))
        report(
          `${name}.port`,
          `had ${port}, which ${other} has too`,
          [name, other].flatMap((server) => [`${server}.port`, `${server}.bindAddress`]),
        );
};
