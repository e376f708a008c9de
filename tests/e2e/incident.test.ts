/**
 * A large incident from its first error to the last notification, on a real Prometheus and a real Alertmanager with time
 * running twenty times faster. The test compares the whole list of notifications.
 */
import type { AlertName } from '../../platform';
import { renderedRules } from '../../scripts/replay/change';
import { checkReplay } from '../../scripts/replay/tables';
import { SCRAPE_INTERVAL, startIncident, type Incident } from '../support/incident';

const FACTOR = 20;
const [WARNING, PAGE] = ['HighErrorRate', 'CriticalErrorRate'] as const satisfies AlertName[];

const ENDPOINT = '/signals';

let subject: Incident;
beforeAll(async () => {
  subject = await startIncident('incident', ENDPOINT, { [WARNING]: '15s', [PAGE]: '6s' }, FACTOR);
});
afterAll(() => subject?.stop());

/** The rules as Prometheus has loaded them. */
const rules = () =>
  renderedRules(
    Object.fromEntries(
      Object.entries(subject.localStack.content.prometheus).map(([path, text]) => [`prometheus/${path}`, text]),
    ),
    SCRAPE_INTERVAL,
  );

test('a large incident sends one page and one resolved notification; its warning is never notified', async () => {
  subject.backend.errors({ [ENDPOINT]: 10 });
  await subject.waitForNotification(`firing ${PAGE}`);
  await subject.waitForResult(`alert:inhibited:info{target="${WARNING}"}`);
  subject.backend.errors({});
  await subject.waitForNotification(`resolved ${PAGE}`);
  await subject.waitUntilNothingFires();
  expect(subject.notifiedNames()).toEqual([`firing ${PAGE}`, `resolved ${PAGE}`]);
});

test('a replay of the rules over recorded samples finds each alert when it fired, within one evaluation', async () => {
  const { query, prometheusUrl } = subject.localStack;
  expect(await query(`count_over_time(ALERTS{alertname="${PAGE}",alertstate="firing"}[1h])`)).not.toEqual([]);
  expect((await checkReplay(rules(), { url: prometheusUrl, range: '1h' })).rows).toEqual([]);
});
