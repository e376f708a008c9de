/** Rules and panels over several replicas of the demo backend in two clusters, on a real Prometheus. */
import { trading } from '../../platform';
import { alertNames, type AlertName } from '../../platform';
import { panelQueries } from '../../lib/dashboards';
import { isAvailable } from '../../lib/alerting/resolve';
import { WINDOW } from '../../lib/promql/window';
import { recording } from '../../rules/recording';
import { startLocalStack, type LocalStack } from '../../scripts/support/local-stack';
import { waitFor } from '../../lib/servers/processes';
import { instantiate } from '../../lib/dashboards/variables';
import { seconds } from '../../lib/units';
import { endAlertsSooner } from '../support/faster-time';
import { waitForPanelData } from '../support/panel-data';
import { TIMEOUT } from '../support/timeout';
import { Replica } from '../support/replica';

const waitUntil = <T>(what: string, probe: () => Promise<T | undefined>) => waitFor(what, probe, TIMEOUT);

const SIZE = { eu: 3, us: 2 } as const;
type Cluster = keyof typeof SIZE;
const CLUSTERS = Object.keys(SIZE) as Cluster[];
/** Prometheus' totals lag behind by a scrape and an evaluation. */
const NEAR = 0.1;

/**
 * Alerts fire while the test runs. The page for all replicas down keeps its minutes, so that it waits for the first
 * scrapes.
 */
const holdTime = (name: AlertName) => (name === 'TargetDown' ? '10s' : '2s');
const thresholds = Object.fromEntries(
  alertNames
    .filter((name) => isAvailable(name, { catalogue: trading, exporters: [], evaluatesRules: true }))
    .map((name) => [name, { for: holdTime(name) }]),
);

let localStack: LocalStack;
const replicas: Record<Cluster, Replica[]> = { eu: [], us: [] };
const all = () => CLUSTERS.flatMap((cluster) => replicas[cluster]);
const stateOf = async (name: string) => (await localStack.rules(name))[0]?.state;
const value = async (expr: string) => Number((await localStack.query(expr))[0]?.value[1] ?? NaN);
const becomes = (name: string, state: string) =>
  waitUntil(`${name} ${state}`, async () => ((await stateOf(name)) === state ? true : undefined));

beforeAll(async () => {
  for (const cluster of CLUSTERS)
    replicas[cluster] = Array.from(
      { length: SIZE[cluster] },
      (_, i) => new Replica(CLUSTERS.indexOf(cluster) * 10 + i),
    );
  for (const replica of all()) await replica.listen();
  const clusters = Object.fromEntries(
    CLUSTERS.map((cluster) => [cluster, replicas[cluster].map(({ address }) => address)]),
  );
  const raw = {
    environment: 'dev',
    backend: { scrapeInterval: '2s', clusters },
    prometheus: { externalLabels: { replica: 'a' } },
    thresholds,
  };
  localStack = await startLocalStack({ stack: 'dev', raw, adapt: endAlertsSooner });
});
afterAll(async () => {
  await localStack?.stop();
  for (const replica of all()) await replica.stop();
});

test('every replica is scraped, with the label of its cluster', async () => {
  const up = await waitUntil('all targets up', async () => {
    const found = await localStack.query('sum by (cluster) (up{job="backend-api"})');
    return found.reduce((sum, sample) => sum + Number(sample.value[1]), 0) === all().length ? found : undefined;
  });
  expect(Object.fromEntries(up.map(({ metric, value: [, count] }) => [metric.cluster, Number(count)]))).toEqual(SIZE);
});

test.each([
  ['requests', recording.requests.name, 'http_requests_total', CLUSTERS],
  ['requests of one cluster', recording.requests.name, 'http_requests_total', ['eu'] as const],
  ['requests of the other', recording.requests.name, 'http_requests_total', ['us'] as const],
] as const)('the recorded %s equal what the replicas counted', async (_what, series, counter, clusters) => {
  // Runs first: in Prometheus' first minutes a rate covers everything since the first scrape, spread over the window.
  const expr = `sum(${series}{cluster=~"${clusters.join('|')}"}) * ${seconds(WINDOW)}`;
  await waitUntil(`${expr} near the truth`, async () => {
    const counts = await Promise.all(
      clusters.flatMap((cluster) => replicas[cluster].map((replica) => replica.countEvents(counter))),
    );
    const truth = counts.reduce((sum, count) => sum + count, 0);
    return Math.abs((await value(expr)) - truth) <= NEAR * truth ? true : undefined;
  });
});

test('every rule evaluates, and every panel has data', async () => {
  expect(await waitForPanelData(localStack)).toEqual([]);
  expect((await localStack.rules()).filter(({ health }) => health !== 'ok')).toEqual([]);
});

test('a panel narrowed to each cluster in turn adds up to the panel of both', async () => {
  const query = panelQueries(localStack.content.dashboardContext).find(
    ({ panel }) => panel === 'API Request Rate by Endpoint',
  );
  const expr = query?.expr ?? '';
  expect(expr).toContain('$cluster');
  const of = (cluster: string) => `sum(${instantiate(expr.replaceAll('$cluster', cluster))})`;
  // A query during an evaluation sees new rates beside old ones.
  const difference = `abs(${of('eu')} + ${of('us')} - ${of('.*')})`;
  await waitUntil('the sum of both clusters', async () => ((await value(difference)) < 1e-6 ? true : undefined));
  expect(await value(`${of('eu')} > bool ${of('us')}`)).toBe(1);
});

test('one replica that loses Redis sends one notification', async () => {
  expect(await stateOf('RedisDisconnected')).toBe('inactive');
  replicas.us[0]?.enter('redis-down');
  await becomes('RedisDisconnected', 'firing');
  expect(await value('count(ALERTS{alertname="RedisDisconnected"})')).toBe(1);
  replicas.us[0]?.enter('healthy');
  await becomes('RedisDisconnected', 'inactive');
});

test('one replica down fires a warning, not the page for all replicas down', async () => {
  expect(await stateOf('TargetPartlyDown')).toBe('inactive');
  await replicas.eu[0]?.refuseConnections();
  await becomes('TargetPartlyDown', 'firing');
  expect(await value('count(ALERTS{alertname="TargetPartlyDown"})')).toBe(1);
  expect(await stateOf('TargetDown')).toBe('inactive');
  await replicas.eu[0]?.listen();
  await becomes('TargetPartlyDown', 'inactive');
});

test('all replicas down fires the page and no longer the warning', async () => {
  for (const replica of all()) await replica.refuseConnections();
  await becomes('TargetDown', 'firing');
  expect(await stateOf('TargetPartlyDown')).toBe('inactive');
});
