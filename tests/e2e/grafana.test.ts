/**
 * An incident told by Grafana while Prometheus is killed in the middle of it, on real servers with time running ten times
 * faster. Runs where a Grafana is on PATH or GRAFANA_HOME names one.
 */
import { PROMETHEUS_UNREACHABLE } from '../../rules/data-source';
import { seconds } from '../../metrics/units';
import { WINDOW } from '../../rules/window';
import { startLine, type Line } from '../../servers/local';
import { until } from '../../servers/processes';
import { startReceiver, type Receiver } from '../../servers/webhook-receiver';
import { onPath } from '../../toolchain/on-path';
import { dial, type Dial } from '../support/dial';
import { hastened } from '../support/faster-time';
import { only, told, WITHOUT_SLOS } from '../support/live';
import { PATIENCE } from '../support/patience';

const FACTOR = 10;
const PAGE = 'CriticalErrorRate';
const ENDPOINT = '/signals';

if (process.env.GRAFANA_HOME === undefined && onPath(['grafana'], process.env.PATH ?? '') === undefined) {
  test.todo('what a real Grafana tells: needs a grafana on PATH, or GRAFANA_HOME');
} else {
  let receiver: Receiver;
  let backend: Dial;
  let line: Line;
  beforeAll(async () => {
    receiver = await startReceiver();
    backend = await dial(ENDPOINT);
    line = await startLine({
      stack: 'dev',
      raw: {
        environment: 'told',
        backend: { scrapeInterval: '2s', clusters: { only: [backend.address] } },
        thresholds: only({ HighErrorRate: '30s', [PAGE]: '12s' }),
        slos: WITHOUT_SLOS,
      },
      engine: 'grafana',
      withGrafana: true,
      receiver: receiver.url('told'),
      adapt: (content) => hastened(content, FACTOR),
    });
  });
  afterAll(async () => {
    await line?.stop();
    await backend?.close();
    await receiver?.close();
  });

  const heard = () => told(receiver.received('told'));
  const hear = (message: string) =>
    until(message, () => Promise.resolve(heard().includes(message) ? true : undefined), PATIENCE);

  test('Prometheus killed in the middle is one page that says so; the incident goes on, and each end is told once', async () => {
    backend.errors({ [ENDPOINT]: 3 });
    await hear(`firing ${PAGE}`);
    const [first] = receiver.received('told');
    expect(first?.alerts.map(({ labels, annotations }) => [labels.endpoint, annotations.value])).toEqual([
      [expect.stringMatching(/signals|together/), expect.stringMatching(/\/s$/)],
    ]);
    await line.kill('prometheus', 'SIGKILL');
    const killed = Date.now();
    await hear(`firing ${PROMETHEUS_UNREACHABLE}`);
    // Longer than the rates look back: Prometheus has forgotten the incident when it is back.
    await until(
      'a long outage',
      () => Promise.resolve(Date.now() - killed > (2 * seconds(WINDOW) * 1000) / FACTOR || undefined),
      PATIENCE,
    );
    await line.restart('prometheus');
    await hear(`resolved ${PROMETHEUS_UNREACHABLE}`);
    await until(
      `${PAGE} to fire again in Prometheus`,
      async () => ((await line.query(`ALERTS{alertname="${PAGE}",alertstate="firing"}`)).length > 0 ? true : undefined),
      PATIENCE,
    );
    backend.errors({});
    await hear(`resolved ${PAGE}`);
    expect(heard()).toEqual([
      `firing ${PAGE}`,
      `firing ${PROMETHEUS_UNREACHABLE}`,
      `resolved ${PROMETHEUS_UNREACHABLE}`,
      `resolved ${PAGE}`,
    ]);
  });
}
