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
import { alertNames, definition, type AlertName } from '../../platform';
import { startLocalStack, type LocalStack } from '../../scripts/support/local-stack';
import { waitFor } from '../../lib/servers/processes';
import { startReceiver, type Notification, type Receiver } from '../../lib/servers/webhook-receiver';
import { scaleTime, scrapeServersSeldom } from '../support/faster-time';
import { PEAK } from '../support/demo-recording';
import { onlyAlerts, notificationNames, WITHOUT_SLOS } from '../support/incident';
import { expectedAlerts, NEEDS_HISTORY } from '../support/expected-alerts';
import { TIMEOUT } from '../support/timeout';

const FACTOR = 10;
/** LowSignalIngestionRate needs its whole window, so its stack keeps the windows and shortens only `for`. */
const TRICKLE: ScenarioName = 'signals-trickle';
/** A stack whose warnings are muted at all times. */
const MUTED = 'muted';

/** The longest `for` of an alert, in seconds. */
const LONGEST_FOR = 45;
/** Beyond 5 minutes, a `for` is shortened by twice the factor: the order of a scenario's alerts stays. */
const shortenFor = (duration: Duration): Duration => {
  const length = seconds(duration);
  return `${length <= 300 ? length / FACTOR : Math.min(LONGEST_FOR, length / FACTOR / 2)}s`;
};
/** The `for` of an alert that no other one precedes or follows. */
const ONLY_ALERT_FOR = '10s';

// tests/demo proves that a fault fires no other alert.
function thresholds(scenario: ScenarioName) {
  const names = expectedAlerts(scenario);
  const shortened = (name: AlertName) => (names.length === 1 ? ONLY_ALERT_FOR : shortenFor(definition(name).for));
  return onlyAlerts(Object.fromEntries(names.map((name) => [name, shortened(name)])));
}

const faults = scenarioNames.filter((name) => name !== 'healthy' && !NEEDS_HISTORY.includes(name));
/** Each warning with the fault of its critical twin. */
const twins = alertNames.flatMap((warning) => {
  const scenario = faults.find((name) => scenarios[name].alert === definition(warning).critical);
  return scenario === undefined ? [] : [[warning, scenario] as const];
});

/** An alert that inhibits others fires for longest after its fault. */
const inhibitsOthers = (scenario: ScenarioName): boolean => expectedAlerts(scenario).length > 1;
/** The stacks, one for each fault; what takes longest comes first. */
const STACKS = [MUTED, ...faults.toSorted((a, b) => Number(inhibitsOthers(b)) - Number(inhibitsOthers(a)))] as const;
/** How many stacks start at once: a machine that is busy starting servers scrapes late. */
const STARTS = 3;

/** Starts a stack with its fault active from the beginning; the receiver gets its notifications at the stack's name. */
function start(name: (typeof STACKS)[number]): Promise<LocalStack> {
  const scenario = name === MUTED ? 'rate-limit-flood' : name;
  return startLocalStack({
    stack: 'dev',
    raw: {
      environment: name.slice(0, 24),
      backend: { scrapeInterval: '2s' },
      thresholds: thresholds(scenario),
      slos: WITHOUT_SLOS,
      ...(name === MUTED && { alerting: { muteTimings: { always: [{}] } } }),
    },
    scenario,
    // A shorter window contains fewer events, so the demo runs at its busiest hour.
    now: PEAK,
    receiver: receiver.url(name),
    // Every stack shortens `for`.
    adapt: (content) => scrapeServersSeldom(scaleTime(content, FACTOR, { windows: scenario !== TRICKLE })),
  });
}

let receiver: Receiver;
const localStacks = new Map<string, Promise<LocalStack>>();
let allStarts: Promise<readonly PromiseSettledResult<LocalStack>[]>;
beforeAll(async () => {
  receiver = await startReceiver();
  STACKS.forEach((name, index) => {
    const earlier = localStacks.get(STACKS[index - STARTS] ?? '');
    localStacks.set(
      name,
      Promise.allSettled([earlier]).then(() => start(name)),
    );
  });
  // Each test waits for its own stack only.
  allStarts = Promise.allSettled(localStacks.values());
});
afterAll(async () => {
  for (const result of await allStarts) if (result.status === 'fulfilled') await result.value.stop();
  await receiver?.close();
});

/** How many tests still need each stack. */
const users = new Map<string, number>();
for (const name of [...STACKS, ...twins.map(([, scenario]) => scenario)]) users.set(name, (users.get(name) ?? 0) + 1);

/** Runs a test on a stack, and stops the stack after its last test: servers that run on take processor time. */
async function withStack(name: string, test: (localStack: LocalStack) => Promise<void>): Promise<void> {
  const localStack = await localStacks.get(name);
  if (localStack === undefined) throw new Error(`no stack ${name}`);
  try {
    await test(localStack);
  } finally {
    const left = (users.get(name) ?? 1) - 1;
    users.set(name, left);
    if (left === 0) await localStack.stop();
  }
}

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
  test.concurrent.each(faults)('%s', (scenario) =>
    withStack(scenario, async (localStack) => {
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
    }),
  );
});

/** Notifications that Alertmanager suppressed, by reason. */
const heldBack = async (localStack: LocalStack, reason: string) =>
  (await localStack.query(`alertmanager_notifications_suppressed_total{reason="${reason}"} > 0`)).length > 0;

test.concurrent.each(twins)('%s is inhibited while its critical twin fires, in %s', (warning, scenario) =>
  withStack(scenario, async (localStack) => {
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
  }),
);

test.concurrent('nobody is notified of a warning in a muted time', () =>
  withStack(MUTED, async (localStack) => {
    await waitFor(
      'a notification to be held back',
      async () => ((await heldBack(localStack, 'mute_time_interval')) ? true : undefined),
      TIMEOUT,
    );
    expect(notificationNames(receiver.received(MUTED))).toEqual([]);
  }),
);
