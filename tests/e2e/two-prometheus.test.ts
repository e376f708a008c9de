/**
 * High availability as in docs/operations.md: two stacks for one platform that differ in one label; two Prometheus
 * send to two clustered Alertmanagers. Real servers, time running twenty times faster.
 */
import { startLocalStack, type LocalStack } from '../../scripts/support/local-stack';
import { freePorts } from '../../scripts/support/local-stack-settings';
import { freePort, waitFor } from '../../lib/servers/processes';
import { startReceiver, type Receiver } from '../../lib/servers/webhook-receiver';
import { startErrorBackend, type ErrorBackend } from '../support/error-backend';
import { scaleTime } from '../support/faster-time';
import { onlyAlerts, notificationNames, SCRAPE_INTERVAL, WITHOUT_SLOS } from '../support/incident';
import { TIMEOUT } from '../support/timeout';

const PAGE = 'CriticalErrorRate';
const HOSTS = { a: '127.0.0.1', b: '127.0.0.2' } as const;

const thresholds = onlyAlerts({ [PAGE]: '6s' });

let receiver: Receiver;
let backend: ErrorBackend;
const localStacks: LocalStack[] = [];
beforeAll(async () => {
  receiver = await startReceiver();
  backend = await startErrorBackend('/signals');
  const [ports, gossip] = [await freePorts(), await freePort()];
  const start = (replica: 'a' | 'b', peer: 'a' | 'b') =>
    startLocalStack({
      stack: 'dev',
      raw: {
        environment: 'pair',
        backend: { scrapeInterval: SCRAPE_INTERVAL, clusters: { only: [backend.address] } },
        prometheus: { externalLabels: { replica } },
        alertmanager: {
          bindAddress: '0.0.0.0',
          cluster: { advertise: HOSTS[replica], peers: [HOSTS[peer]], port: gossip },
        },
        thresholds,
        slos: WITHOUT_SLOS,
      },
      host: HOSTS[replica],
      ports,
      receiver: receiver.url('pair'),
      adapt: (content) => scaleTime(content, 20),
    });
  localStacks.push(...(await Promise.all([start('a', 'b'), start('b', 'a')])));
});
afterAll(async () => {
  await Promise.all(localStacks.map((localStack) => localStack.stop()));
  await backend?.close();
  await receiver?.close();
});

const notifiedNames = () => notificationNames(receiver.received('pair'));
const waitForNotification = (message: string) =>
  waitFor(message, () => Promise.resolve(notifiedNames().includes(message) ? true : undefined), TIMEOUT);

test('two Prometheus send one notification of an incident, and the one that is left sends one when it ends', async () => {
  const [a, b] = localStacks as [LocalStack, LocalStack];
  await waitFor(
    'the Alertmanagers to find each other',
    async () => ((await b.query('alertmanager_cluster_members == 2')).length > 0 ? true : undefined),
    TIMEOUT,
  );
  backend.errors({ '/signals': 10 });
  await waitForNotification(`firing ${PAGE}`);
  const labels = receiver.received('pair').flatMap(({ alerts }) => alerts.map((alert) => alert.labels));
  expect(labels.map((each) => each.replica)).toEqual([undefined]);
  // Both Alertmanagers have the alert, and the second has had time to notify again.
  await waitFor(
    'both to have told or kept silent',
    async () =>
      (
        await Promise.all(
          [a, b].map((localStack) => localStack.query('alertmanager_nflog_gossip_messages_propagated_total > 0')),
        )
      ).some((found) => found.length > 0)
        ? true
        : undefined,
    TIMEOUT,
  );
  await a.kill('prometheus', 'SIGKILL');
  await a.kill('alertmanager', 'SIGKILL');
  backend.errors({});
  await waitForNotification(`resolved ${PAGE}`);
  expect(notifiedNames()).toEqual([`firing ${PAGE}`, `resolved ${PAGE}`]);
});
