/**
 * From a fault to a notification: for each fault of the platform, a demo backend, a real Prometheus and a real
 * Alertmanager with the rendered configuration, time running ten times faster, and a webhook receiver that counts
 * notifications.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dashboards } from '../../lib/dashboards';
import { scenarioNames, scenarios, type ScenarioName } from '../../demo/scenarios';
import type { Duration } from '../../lib/units';
import { seconds } from '../../lib/units';
import { alertNames, definition } from '../../platform';
import { startLocalStack, type LocalStack } from '../../scripts/support/local-stack';
import { waitFor } from '../../lib/servers/processes';
import { startReceiver, type Notification, type Receiver } from '../../lib/servers/webhook-receiver';
import { scaleTime } from '../support/faster-time';
import { PEAK } from '../support/demo-recording';
import { onlyAlerts, notificationNames, WITHOUT_SLOS } from '../support/incident';
import { expectedAlerts, NEEDS_HISTORY } from '../support/expected-alerts';
import { TIMEOUT } from '../support/timeout';

const FACTOR = 10;
/**
 * The longest `for` of an alert in these tests, in seconds. A `for` of 15 minutes is shortened to it; the order of
 * the alerts stays.
 */
const LONGEST = 90;
/** LowSignalIngestionRate needs its whole window, so its stack keeps the windows and shortens only `for`. */
const TRICKLE: ScenarioName = 'signals-trickle';
/** A stack whose warnings are muted at all times. */
const MUTED = 'muted';
const shortenFor = (duration: Duration): Duration => `${Math.min(LONGEST, Math.ceil(seconds(duration) / FACTOR))}s`;

// tests/demo proves that a fault fires no other alert.
const thresholds = (scenario: ScenarioName) =>
  onlyAlerts(Object.fromEntries(expectedAlerts(scenario).map((name) => [name, shortenFor(definition(name).for)])));

const start = (receiver: Receiver, path: string, scenario: ScenarioName, alerting: object = {}): Promise<LocalStack> =>
  startLocalStack({
    stack: 'dev',
    raw: {
      environment: path.slice(0, 24),
      backend: { scrapeInterval: '2s' },
      thresholds: thresholds(scenario),
      slos: WITHOUT_SLOS,
      alerting,
    },
    scenario,
    // A shorter window contains fewer events, so the demo runs at its busiest hour.
    now: PEAK,
    receiver: receiver.url(path),
    // Every stack shortens `for`.
    adapt: (content) => scaleTime(content, FACTOR, { windows: scenario !== TRICKLE }),
  });

/** Starts a stack with its fault active from the beginning. */
const faults = scenarioNames.filter((name) => name !== 'healthy' && !NEEDS_HISTORY.includes(name));

let receiver: Receiver;
const localStacks = new Map<string, LocalStack>();
beforeAll(async () => {
  receiver = await startReceiver();
  // Few stacks at once: a machine that is busy starting servers scrapes late.
  const waiting = [...faults];
  const starter = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      localStacks.set(next, await start(receiver, next, next));
  };
  localStacks.set(MUTED, await start(receiver, MUTED, 'rate-limit-flood', { muteTimings: { always: [{}] } }));
  const started = await Promise.allSettled([starter(), starter(), starter()]);
  // No stack is still starting, so the cleanup stops all of them.
  for (const each of started) if (each.status === 'rejected') throw each.reason;
});
afterAll(async () => {
  await Promise.all([...localStacks.values()].map((localStack) => localStack.stop()));
  await receiver?.close();
});

const waitForStack = (name: string) => waitFor('the stack', () => Promise.resolve(localStacks.get(name)), TIMEOUT);

/**
 * Opens a link of a notification: a section of a runbook in this repository, or a panel of a rendered dashboard.
 */
function expectWorkingLinks({ alerts }: Notification, { content }: LocalStack): void {
  for (const { annotations } of alerts) {
    const runbook = new URL(annotations.runbook_url ?? '');
    const file = runbook.pathname.split('/').pop() ?? '';
    const sections = readFileSync(join(__dirname, '../../runbooks', file), 'utf8').matchAll(/^## (.+)$/gm);
    expect([...sections].map(([, title]) => `#${title?.toLowerCase()}`)).toContain(runbook.hash);
    const panel = new URL(annotations.dashboard_url ?? '');
    const dashboard = Object.values(dashboards(content.dashboardContext)).find(
      ({ uid }) => `/d/${uid}` === panel.pathname,
    );
    expect(dashboard?.panels.map(({ id }) => String(id))).toContain(panel.searchParams.get('viewPanel'));
  }
}

describe('each fault sends one notification, and one when it ends', () => {
  test.concurrent.each(faults)('%s', async (scenario) => {
    const localStack = await waitForStack(scenario);
    const { alert } = scenarios[scenario];
    const messages = () => receiver.received(scenario);
    const over = () => messages().find(({ status }) => status === 'resolved');
    await waitFor(`${alert} to be notified`, () => Promise.resolve(messages()[0]), TIMEOUT);
    await localStack.setScenario('healthy');
    await waitFor(`the end of ${alert} to be notified`, () => Promise.resolve(over()), TIMEOUT);
    // No alert fires any more, so no notification can follow.
    await waitFor(
      'no firing alert',
      async () => ((await localStack.query('ALERTS')).length === 0 ? true : undefined),
      TIMEOUT,
    );
    // One incident: a further culprit is notified together with those before it, and the end once, when all have
    // recovered.
    expect(new Set(messages().flatMap(({ alerts }) => alerts.map(({ labels }) => labels.alertname)))).toEqual(
      new Set([alert]),
    );
    expect(messages().map(({ status }) => status)).toEqual([
      ...messages()
        .slice(1)
        .map(() => 'firing'),
      'resolved',
    ]);
    const [first] = messages();
    if (first === undefined) return;
    expect(first.groupLabels).toMatchObject({ alertname: alert, environment: scenario });
    expectWorkingLinks(first, localStack);
  });
});

/** Notifications that Alertmanager suppressed, by reason. */
const heldBack = async (localStack: LocalStack, reason: string) =>
  (await localStack.query(`alertmanager_notifications_suppressed_total{reason="${reason}"} > 0`)).length > 0;

const twins = alertNames.flatMap((warning) => {
  const scenario = faults.find((name) => scenarios[name].alert === definition(warning).critical);
  return scenario === undefined ? [] : [[warning, scenario] as const];
});

test.concurrent.each(twins)('%s is inhibited while its critical twin fires, in %s', async (warning, scenario) => {
  const localStack = await waitForStack(scenario);
  await waitFor(
    `${warning} to be inhibited`,
    async () =>
      (await localStack.query(`max_over_time(alert:inhibited:info{target="${warning}"}[1h])`)).length > 0
        ? true
        : undefined,
    TIMEOUT,
  );
  expect(notificationNames(receiver.received(scenario)).filter((message) => message.endsWith(` ${warning}`))).toEqual(
    [],
  );
});

test.concurrent('nobody is notified of a warning in a muted time', async () => {
  const localStack = await waitForStack(MUTED);
  await waitFor(
    'a notification to be held back',
    async () => ((await heldBack(localStack, 'mute_time_interval')) ? true : undefined),
    TIMEOUT,
  );
  expect(notificationNames(receiver.received(MUTED))).toEqual([]);
});
