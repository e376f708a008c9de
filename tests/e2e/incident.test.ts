/**
 * Incidents from their first error to the last notification, on a real Prometheus and a real Alertmanager with time
 * running ten times faster. Each test compares the whole list of notifications.
 */
import type { AlertName } from '../../platform';
import type { LocalStack } from '../../scripts/support/local-stack';
import { waitFor } from '../../lib/servers/processes';
import { renderedRules } from '../../scripts/replay/change';
import { checkReplay } from '../../scripts/replay/tables';
import { startIncident, type Incident } from '../support/incident';
import { TIMEOUT } from '../support/timeout';

const FACTOR = 10;
const [WARNING, PAGE] = ['HighErrorRate', 'CriticalErrorRate'] as const satisfies AlertName[];

const ENDPOINT = '/signals';

let subject: Incident;
let localStack: LocalStack;
beforeAll(async () => {
  subject = await startIncident('incident', ENDPOINT, { [WARNING]: '30s', [PAGE]: '12s' }, FACTOR);
  ({ localStack } = subject);
});
afterAll(() => subject?.stop());

const notifiedNames = () => subject.notifiedNames();
/** The rules as Prometheus has loaded them. */
const rules = () =>
  renderedRules(
    Object.fromEntries(
      Object.entries(localStack.content.prometheus).map(([path, text]) => [`prometheus/${path}`, text]),
    ),
    '2s',
  );
const waitForNotification = (message: string, from: number) =>
  waitFor(message, () => Promise.resolve(notifiedNames().slice(from).includes(message) ? true : undefined), TIMEOUT);
const waitUntilNothingFires = () =>
  waitFor(
    'no firing alert',
    async () => ((await localStack.query(`ALERTS{alertname=~"${WARNING}|${PAGE}"}`)).length === 0 ? true : undefined),
    TIMEOUT,
  );
const waitForResult = (expr: string) =>
  waitFor(expr, async () => ((await localStack.query(expr)).length > 0 ? true : undefined), TIMEOUT);

test('a large incident sends one page and one resolved notification; its warning is never notified', async () => {
  subject.backend.errors({ [ENDPOINT]: 3 });
  await waitForNotification(`firing ${PAGE}`, 0);
  await waitForResult(`alert:inhibited:info{target="${WARNING}"}`);
  subject.backend.errors({});
  await waitForNotification(`resolved ${PAGE}`, 0);
  await waitUntilNothingFires();
  expect(notifiedNames()).toEqual([`firing ${PAGE}`, `resolved ${PAGE}`]);
});

test('a replay of the rules over recorded samples finds each alert when it fired, within one evaluation', async () => {
  expect(await localStack.query(`count_over_time(ALERTS{alertname="${PAGE}",alertstate="firing"}[1h])`)).not.toEqual(
    [],
  );
  expect((await checkReplay(rules(), { url: localStack.prometheusUrl, range: '1h' })).rows).toEqual([]);
});

test('a warning that becomes a page and a warning again sends one notification of each and one when each ends, across restarts of both servers', async () => {
  const before = notifiedNames().length;
  subject.backend.errors({ [ENDPOINT]: 0.5 });
  await waitForNotification(`firing ${WARNING}`, before);
  subject.backend.errors({ [ENDPOINT]: 3 });
  await waitForNotification(`firing ${PAGE}`, before);
  await localStack.kill('prometheus', 'SIGKILL');
  await localStack.restart('prometheus');
  await localStack.kill('alertmanager', 'SIGTERM');
  await localStack.restart('alertmanager');
  await waitForResult(
    `ALERTS{alertname="${PAGE}",alertstate="firing"} and on () time() - process_start_time_seconds{job="prometheus"} > 30`,
  );
  subject.backend.errors({ [ENDPOINT]: 0.5 });
  await waitForNotification(`resolved ${PAGE}`, before);
  expect((await localStack.query(`ALERTS{alertname="${WARNING}",alertstate="firing"}`)).length).toBeGreaterThan(0);
  subject.backend.errors({});
  await waitForNotification(`resolved ${WARNING}`, before);
  await waitUntilNothingFires();
  expect(notifiedNames().slice(before)).toEqual([
    `firing ${WARNING}`,
    `firing ${PAGE}`,
    `resolved ${PAGE}`,
    `resolved ${WARNING}`,
  ]);
});
