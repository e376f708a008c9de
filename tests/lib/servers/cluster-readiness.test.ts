/** Whether the operator's servers are ready after an update; kubectl is a stand-in. */
import { trading } from '../../../platform';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { toSettings } from '../../../lib/settings/settings';
import { unreadyInCluster } from '../../../lib/servers/cluster-readiness';
import { kubernetesSettings } from '../../support/kubernetes';

const folder = mkdtempSync(join(tmpdir(), 'ready-'));
const env = { PATH: [folder, process.env.PATH].join(delimiter) };
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A kubectl that prints these answers in turn, and repeats the last one. */
function kubectlAnswers(...objects: object[]): void {
  objects.forEach((object, i) => writeFileSync(join(folder, `answer-${i}`), JSON.stringify(object)));
  writeFileSync(join(folder, 'count'), '0');
  writeFileSync(
    join(folder, 'kubectl'),
    `#!/bin/sh
cd "${folder}"
i=$(cat count)
[ "$i" -lt ${objects.length - 1} ] && echo $((i + 1)) > count
cat "answer-$i"
`,
  );
  chmodSync(join(folder, 'kubectl'), 0o755);
}
const server = (generation: number, available: string, message = '', reconciled = generation) => ({
  metadata: { generation },
  spec: { replicas: 2 },
  status: {
    availableReplicas: available === 'True' ? 2 : 1,
    conditions: [
      { type: 'Available', status: available, message },
      { type: 'Reconciled', status: 'True', observedGeneration: reconciled },
    ],
  },
});
const ready = server(3, 'True');
const settings = toSettings(trading, 'prod', kubernetesSettings());
const PENDING = 'shard 0: pod prometheus-trading-prod-prometheus-0: 0/3 nodes are available: 3 Insufficient memory.\n';

test('up does not wait for servers that are ready', async () => {
  kubectlAnswers(ready);
  expect(await unreadyInCluster(settings, 0, env)).toEqual([]);
});

test('up waits until the operator has reconciled the update and each replica is ready', async () => {
  kubectlAnswers({ metadata: { generation: 3 } }, server(3, 'True', '', 2), server(3, 'False', PENDING), ready);
  expect(await unreadyInCluster(settings, 60_000, env)).toEqual([]);
}, 60_000);

test('a pod that fits on no node is named, with the reason', async () => {
  kubectlAnswers(server(3, 'Degraded', PENDING));
  expect(await unreadyInCluster(settings, 1000, env)).toEqual([
    'Prometheus is not ready after 1 s (1 of 2 replicas answer: shard 0: pod prometheus-trading-prod-prometheus-0: 0/3 nodes are available: 3 Insufficient memory.): look at `kubectl --context test --namespace trading-observability-prod describe prometheus trading-prod-prometheus` and at its pods.',
  ]);
});

test('up checks Alertmanager if it is the engine', async () => {
  kubectlAnswers(server(3, 'False'));
  const routed = toSettings(trading, 'prod', kubernetesSettings({ alerting: { engine: 'alertmanager' } }));
  const sentences = await unreadyInCluster(routed, 0, env);
  expect(sentences.map((sentence) => sentence.split(' ')[0])).toEqual(['Prometheus', 'Alertmanager']);
});

test('up reports nothing if it cannot check: without kubectl, or with a kubeconfig in the settings', async () => {
  expect(await unreadyInCluster(settings, 0, { PATH: join(folder, 'nowhere') })).toEqual([]);
  kubectlAnswers(server(3, 'False'));
  const { context: _context, ...cluster } = settings.kubernetes;
  expect(await unreadyInCluster({ ...settings, kubernetes: cluster }, 0, env)).toEqual([]);
});
