/** Ports and networks of another stack on the same machine; checkout.test.ts has the whole command. */
import type { Container } from '../../lib/servers/docker-containers';
import { toSettings } from '../../lib/settings/settings';
import { trading } from '../../platform';
import { describeConflicts } from '../../scripts/support/other-stacks';

const container = (name: string, ports = '', networks = ['bridge']): Container => ({
  name,
  status: 'Up 2 minutes (healthy)',
  ports,
  networks,
});
/** The containers of the stack in Pulumi.blue.yaml, whose environment is dev. */
const OTHER = [
  container('trading_grafana_dev', '127.0.0.1:3000->3000/tcp', ['trading_net']),
  container('trading_alertmanager_dev', '0.0.0.0:9093-9094->9093-9094/tcp, [::]:9093-9094->9093-9094/tcp'),
];
const conflicts = (settings: object, containers = OTHER): string[] =>
  describeConflicts('green', toSettings(trading, 'green', settings), containers, (environment) =>
    environment === 'dev' ? 'blue' : undefined,
  );
const command = (setting: string, port: number) =>
  `\`eval "$(make env STACK=green)"; pulumi config set --stack green --path ${setting} ${port}\`.`;

test('a port that a server of another stack has is named with both stacks and a command', () => {
  expect(conflicts({})).toEqual([
    `Stack "blue" has port 3000 of this machine, which grafana.port of "green" names too: ${command('grafana.port', 3001)}`,
  ]);
});

test('a port in a range of another stack, and one that it has on every address, conflict too', () => {
  const free = { alerting: { engine: 'alertmanager' }, grafana: { port: 3001 } };
  expect(conflicts({ ...free, alertmanager: { port: 9094 } })).toEqual([
    `Stack "blue" has port 9094 of this machine, which alertmanager.port of "green" names too: ${command('alertmanager.port', 9095)}`,
  ]);
  expect(conflicts({ ...free, alertmanager: { port: 9095 } })).toEqual([]);
});

test('the same port on another address is no conflict', () => {
  expect(conflicts({ grafana: { bindAddress: '10.0.0.1' } })).toEqual([]);
});

test('a network that another stack is on is named with both stacks', () => {
  expect(conflicts({ grafana: { port: 3001 }, docker: { network: 'trading_net' } })).toEqual([
    'Stack "blue" is on network trading_net, which docker.network of "green" names too: names such as "prometheus" would mean either stack there. Leave it out, or name another network.',
  ]);
});

test('the containers of the stack itself, and of an environment that no stack file has, are no conflict', () => {
  expect(conflicts({ environment: 'dev' })).toEqual([]);
  expect(conflicts({}, [container('trading_grafana_former', '127.0.0.1:3000->3000/tcp')])).toEqual([]);
});
