/** Sends a test notification to the receivers of a deployed stack, and reports the result for each channel. */
import type { RuleContext } from '../../lib/alerting/resolve';
import { notificationTest } from '../../lib/alerting/notification-test';
import { receiverNames } from '../../lib/settings/notification-routes';
import { RECEIVER_KINDS } from '../../lib/receivers';
import {
  endTests,
  readAlertmanager,
  testAlertmanagerReceiver,
  type StartedTest,
} from '../../lib/servers/alertmanager-delivery';
import { UsageError } from '../../lib/servers/command-line';
import type { Delivery } from '../../lib/servers/delivery';
import { readContactPoints, testContactPoint, waitForTemplate } from '../../lib/servers/grafana-delivery';
import { stackPrefix } from '../../lib/settings/names';
import { nearest } from '../../lib/settings/nearest';
import type { Settings } from '../../lib/settings/schema';
import { ruleContext } from '../../lib/settings/settings';
import type { NotifyingEngine } from '../support/notifying-engine';

/** The receivers to test: all in the settings, or the one named by `only`. Throws a {@link UsageError}. */
export function chooseReceivers({ alerting }: Pick<Settings, 'alerting'>, only: string | undefined): string[] {
  const names = receiverNames(alerting);
  if (only === undefined) return names;
  if (names.includes(only)) return [only];
  const near = nearest(only, names);
  throw new UsageError(
    `There is no receiver ${only}${near === undefined ? '' : `; did you mean ${near}?`} The stack has ${names.join(', ') || 'none'}.`,
  );
}

/** Sends a test to a receiver; undefined where the engine does not have it. */
type Test = (receiver: string, id: string) => Promise<readonly Delivery[]> | undefined;

/** `started`: gets each test's alert, to be resolved. */
async function openAlertmanager(
  { server, readLog }: NotifyingEngine,
  context: RuleContext,
  started: StartedTest[],
): Promise<Test> {
  const deployed = await readAlertmanager(server);
  const test = async (receiver: string, id: string) => {
    const alert = notificationTest(context, receiver, id);
    const result = await testAlertmanagerReceiver(server, deployed, receiver, { alert, id, readLog });
    started.push(result);
    return result.deliveries;
  };
  return (receiver, id) => (deployed.channels.has(receiver) ? test(receiver, id) : undefined);
}

async function openGrafana(
  { server }: NotifyingEngine,
  context: RuleContext,
  show: (line: string) => void,
): Promise<Test> {
  const deployed = await readContactPoints(server);
  if (!(await waitForTemplate(server, `${stackPrefix(context)}-notifications`)))
    show('Grafana has not loaded the messages of the last update yet: the tests have those before it.');
  return (receiver, id) => {
    const name = `${stackPrefix(context)}-${receiver}`;
    const points = deployed.get(name);
    return points && testContactPoint(server, points, name, notificationTest(context, receiver, id));
  };
}

const channelName = (channel: string): string =>
  RECEIVER_KINDS.find(({ key, alertmanager }) => key === channel || alertmanager?.list === `${channel}_configs`)
    ?.name ?? channel;

/** Shows a line for each channel, and returns how many refused. One by one, as Alertmanager counts them together. */
export async function testReceivers(
  engine: NotifyingEngine,
  settings: Settings,
  receivers: readonly string[],
  show: (line: string) => void,
): Promise<number> {
  const context = ruleContext(settings);
  const started: StartedTest[] = [];
  const test = await (engine.engine === 'alertmanager'
    ? openAlertmanager(engine, context, started)
    : openGrafana(engine, context, show));
  let failed = 0;
  for (const [index, receiver] of receivers.entries()) {
    const deliveries = await test(receiver, `${Date.now()}-${index}`);
    if (deliveries === undefined) {
      failed++;
      show(`${receiver}: not deployed, or by an earlier version: make up`);
    }
    for (const { channel, problem } of deliveries ?? []) {
      if (problem !== undefined) failed++;
      show(`${receiver}, ${channelName(channel)}: ${problem === undefined ? 'taken' : `not taken: ${problem}`}`);
    }
  }
  await endTests(engine.server, started);
  return failed;
}
