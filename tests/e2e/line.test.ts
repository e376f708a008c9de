/** The demo backend and Prometheus with the rendered configuration, on real servers. */
import { trading } from '../../platform';
import { alertNames } from '../../platform';
import { startLocalStack, type LocalStack } from '../../scripts/support/local-stack';
import { waitFor } from '../../lib/servers/processes';
import { endAlertsSooner } from '../support/faster-time';
import { queriesWithData, waitForPanelData } from '../support/panel-data';
import { TIMEOUT } from '../support/timeout';
import { isAvailable } from '../../lib/alerting/resolve';

/** Seconds instead of minutes, so that alerts fire while the test runs; thresholds stay the catalogue's. */
const alerts = alertNames.filter((name) =>
  isAvailable(name, { catalogue: trading, exporters: [], evaluatesRules: true }),
);
const thresholds = {
  ...Object.fromEntries(alerts.map((name) => [name, { for: '5s' }])),
  // A busy machine scrapes a few times too late.
  TargetDown: { for: '20s' },
};
const raw = { environment: 'dev', backend: { scrapeInterval: '2s' }, thresholds };

let localStack: LocalStack;
beforeAll(async () => {
  localStack = await startLocalStack({ stack: 'dev', raw, adapt: endAlertsSooner });
});
afterAll(() => localStack?.stop());

const stateOf = async (name: string) => (await localStack.rules(name))[0]?.state;

const becomes = (name: string, state: string) =>
  waitFor(`${name} ${state}`, async () => ((await stateOf(name)) === state ? true : undefined), TIMEOUT);

test('Prometheus scrapes the backend', async () => {
  const up = await localStack.query('up{job="backend-api"}');
  expect(up.map(({ metric, value }) => [metric.environment, value[1]])).toEqual([['dev', '1']]);
});

test('every rule is loaded and evaluates', async () => {
  await waitFor(
    'a first evaluation of every rule',
    async () => ((await localStack.rules()).every(({ health }) => health !== 'unknown') ? true : undefined),
    TIMEOUT,
  );
  const rules = await localStack.rules();
  expect(rules.filter(({ health }) => health !== 'ok')).toEqual([]);
  expect(
    rules
      .filter(({ type }) => type === 'alerting')
      .map(({ name }) => name)
      .sort(),
  ).toEqual([...alerts].sort());
});

test('every panel query returns data on the demo', async () => {
  expect(queriesWithData(localStack).length).toBeGreaterThan(23);
  expect(await waitForPanelData(localStack)).toEqual([]);
});

test('an alert fires during its fault and resolves after it', async () => {
  expect(await stateOf('RedisDisconnected')).toBe('inactive');
  await localStack.setScenario('redis-down');
  await becomes('RedisDisconnected', 'firing');
  await localStack.setScenario('healthy');
  await becomes('RedisDisconnected', 'inactive');
});

test('an unknown scenario is refused at once, with the nearest name', async () => {
  await expect(startLocalStack({ stack: 'dev', raw: {}, scenario: 'redis-dwn' })).rejects.toThrow(/redis-down/);
});
