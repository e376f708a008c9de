/**
 * Grafana's notifications about an incident while Prometheus is killed, on real servers with time running ten times
 * faster. Runs where PATH or GRAFANA_HOME has a Grafana.
 */
import { PROMETHEUS_UNREACHABLE } from '../../rules/data-source';
import { seconds } from '../../lib/units';
import { WINDOW } from '../../lib/promql/window';
import { waitFor } from '../../lib/servers/processes';
import { findOnPath } from '../../lib/servers/on-path';
import { startIncident, type Incident } from '../support/incident';
import { TIMEOUT } from '../support/timeout';

const FACTOR = 10;
const PAGE = 'CriticalErrorRate';
const ENDPOINT = '/signals';

if (process.env.GRAFANA_HOME === undefined && findOnPath(['grafana'], process.env.PATH ?? '') === undefined) {
  test.todo('notifications of a real Grafana: needs a grafana on PATH, or GRAFANA_HOME');
} else {
  let subject: Incident;
  beforeAll(async () => {
    const durations = { HighErrorRate: '30s', [PAGE]: '12s' };
    subject = await startIncident('incident', ENDPOINT, durations, FACTOR, { engine: 'grafana', withGrafana: true });
  });
  afterAll(() => subject?.stop());

  test('Prometheus killed during an incident sends one page about Prometheus; the incident goes on, and each alert resolves once', async () => {
    subject.backend.errors({ [ENDPOINT]: 3 });
    await subject.waitForNotification(`firing ${PAGE}`);
    const [first] = subject.received();
    // The endpoint's alert and the total's; the one that Grafana evaluates first may come alone.
    const values = first?.alerts.map(({ labels, annotations }) => [labels.endpoint, annotations.value]);
    expect(values?.length).toBeGreaterThan(0);
    for (const value of values ?? [])
      expect(value).toEqual([expect.stringMatching(/^(\/signals|all)$/), expect.stringMatching(/\/s$/)]);
    await subject.localStack.kill('prometheus', 'SIGKILL');
    const killed = Date.now();
    await subject.waitForNotification(`firing ${PROMETHEUS_UNREACHABLE}`);
    // Longer than the window of the rates: Prometheus no longer sees the incident when it is back.
    await waitFor(
      'a long outage',
      () => Promise.resolve(Date.now() - killed > (2 * seconds(WINDOW) * 1000) / FACTOR || undefined),
      TIMEOUT,
    );
    await subject.localStack.restart('prometheus');
    await subject.waitForNotification(`resolved ${PROMETHEUS_UNREACHABLE}`);
    await subject.waitForResult(`ALERTS{alertname="${PAGE}",alertstate="firing"}`);
    subject.backend.errors({});
    await subject.waitForNotification(`resolved ${PAGE}`);
    expect(subject.notifiedNames()).toEqual([
      `firing ${PAGE}`,
      `firing ${PROMETHEUS_UNREACHABLE}`,
      `resolved ${PROMETHEUS_UNREACHABLE}`,
      `resolved ${PAGE}`,
    ]);
  });
}
