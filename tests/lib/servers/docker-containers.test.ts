/** Which containers are unhealthy, by their status in `docker ps`. */
import { isUnhealthy, isStuck } from '../../../lib/servers/docker-containers';

test.each([
  ['trading_grafana_dev', 'Up 2 minutes (healthy)', false],
  ['trading_grafana_dev', 'Up 2 minutes', false],
  ['trading_grafana_dev', 'Up About a minute (unhealthy)', true],
  ['trading_grafana_dev', 'Up 3 seconds (health: starting)', true],
  ['trading_prometheus_dev', 'Restarting (1) 4 seconds ago', true],
  ['trading_prometheus_dev', 'Exited (137) 5 minutes ago', true],
  ['trading_prometheus_dev_files', 'Created', false],
])('%s, %s', (name, status, expected) => {
  expect(isUnhealthy({ name, status })).toBe(expected);
});

test.each([
  ['Up About a minute (Paused)', true],
  ['Up 2 minutes (unhealthy)', true],
  ['Restarting (1) 4 seconds ago', true],
  // These recover by themselves, or by the next update.
  ['Up 3 seconds (health: starting)', false],
  ['Exited (137) 5 minutes ago', false],
  ['Up 2 minutes (healthy)', false],
])('%s: hung is %s', (status, expected) => {
  expect(isStuck({ name: 'trading_backend_dev', status })).toBe(expected);
});
