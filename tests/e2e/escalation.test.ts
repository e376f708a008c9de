/**
 * A warning that becomes a page and a warning again, on a real Prometheus and a real Alertmanager with time running twenty
 * times faster. The test compares the whole list of notifications.
 */
import type { AlertName } from '../../platform';
import { startIncident, type Incident } from '../support/incident';

const FACTOR = 20;
const [WARNING, PAGE] = ['HighErrorRate', 'CriticalErrorRate'] as const satisfies AlertName[];

const ENDPOINT = '/signals';

let subject: Incident;
beforeAll(async () => {
  subject = await startIncident('escalation', ENDPOINT, { [WARNING]: '15s', [PAGE]: '6s' }, FACTOR);
});
afterAll(() => subject?.stop());

test('a warning that becomes a page and a warning again sends one notification of each and one when each ends, across restarts of both servers', async () => {
  const { backend, localStack, waitForNotification, waitForResult } = subject;
  backend.errors({ [ENDPOINT]: 0.5 });
  await waitForNotification(`firing ${WARNING}`);
  backend.errors({ [ENDPOINT]: 10 });
  await waitForNotification(`firing ${PAGE}`);
  await localStack.kill('prometheus', 'SIGKILL');
  await localStack.restart('prometheus');
  await localStack.kill('alertmanager', 'SIGTERM');
  await localStack.restart('alertmanager');
  await waitForResult(
    `ALERTS{alertname="${PAGE}",alertstate="firing"} and on () time() - process_start_time_seconds{job="prometheus"} > ${300 / FACTOR}`,
  );
  backend.errors({ [ENDPOINT]: 0.5 });
  await waitForNotification(`resolved ${PAGE}`);
  expect((await localStack.query(`ALERTS{alertname="${WARNING}",alertstate="firing"}`)).length).toBeGreaterThan(0);
  backend.errors({});
  await waitForNotification(`resolved ${WARNING}`);
  await subject.waitUntilNothingFires();
  expect(subject.notifiedNames()).toEqual([
    `firing ${WARNING}`,
    `firing ${PAGE}`,
    `resolved ${PAGE}`,
    `resolved ${WARNING}`,
  ]);
});
