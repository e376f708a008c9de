/**
 * Test notifications through a running Alertmanager. Its API has no call for that, so an alert is sent that matches the
 * route of the receiver's test. Alertmanager's metrics show whether the notification was accepted, and its log contains
 * the receiver's error message.
 */
import { isDeepStrictEqual } from 'node:util';
import { load } from 'js-yaml';
import type { TestAlert } from '../alerting/notification-test';
import { testMatcher } from '../alerting/notification-test';
import { toGroup } from '../json-values';
import { hideAddresses, type Delivery } from './delivery';
import { refusal, requestJson, type ApiServer } from './json-request';
import { waitFor } from './processes';

/** Reads a server's log since a time. */
export type ReadLog = (since: Date) => Promise<string>;

interface Config {
  readonly route?: { readonly routes?: readonly { readonly matchers?: readonly string[] }[] };
  readonly receivers?: readonly Readonly<Record<string, unknown>>[];
}
interface Status {
  readonly cluster?: { readonly name?: string; readonly peers?: readonly { readonly name?: string }[] };
  readonly config?: { readonly original?: string };
}

/** Seconds to wait: Alertmanager stops an attempt after ten. */
const TIMEOUT = 15;
/** Seconds that an Alertmanager in a cluster waits for each peer before it; `--cluster.peer-timeout`. */
const PEER_WAIT = 15;
/** Seconds after that within which a notification starts. */
const BEGINS = 2;
/** Milliseconds after which the alert ends by itself, in case this process ends before it can resolve the alert. */
const LONGEST = 5 * 60_000;

export interface DeployedAlertmanager {
  /** The channels of each receiver that has a route for its test, such as `webhook` twice. */
  readonly channels: ReadonlyMap<string, readonly string[]>;
  /** Number of Alertmanagers in its cluster that notify before it; they are ordered by name. */
  readonly position: number;
}

/** The receivers of the running configuration. */
export async function readAlertmanager(server: ApiServer): Promise<DeployedAlertmanager> {
  const answer = await requestJson(server, 'GET', '/api/v2/status');
  const { config, cluster } = toGroup(answer.json) as Status;
  if (answer.status !== 200 || config?.original === undefined) throw refusal(server, 'its status', answer);
  const { route, receivers = [] } = load(config.original) as Config;
  const hasTest = (receiver: string) =>
    route?.routes?.some(({ matchers = [] }) => matchers.includes(testMatcher(receiver))) === true;
  const channelsOf = (receiver: Readonly<Record<string, unknown>>) =>
    Object.entries(receiver).flatMap(([key, list]) =>
      key.endsWith('_configs') && Array.isArray(list) ? list.map(() => key.replace(/_configs$/, '')) : [],
    );
  return {
    channels: new Map(
      receivers
        .map((receiver) => [String(receiver.name), channelsOf(receiver)] as const)
        .filter(([name]) => hasTest(name)),
    ),
    // Without a cluster there are no peers.
    position: (cluster?.peers ?? []).filter(({ name = '' }) => name < (cluster?.name ?? '')).length,
  };
}

/** Counts of one channel: notifications started, requests that succeeded, and notifications that failed. */
export interface Counts {
  readonly begun: number;
  readonly accepted: number;
  readonly lost: number;
}

async function readCounts(server: ApiServer): Promise<(channel: string) => Counts> {
  const { text } = await requestJson(server, 'GET', '/metrics');
  const total = (metric: string, channel: string) =>
    text.split('\n').reduce((sum, line) => {
      const [, name, labels = '', value] = /^(\w+)\{(.*)\} (\S+)$/.exec(line) ?? [];
      return name === metric && labels.includes(`integration="${channel}"`) ? sum + Number(value) : sum;
    }, 0);
  return (channel) => ({
    begun: total('alertmanager_notifications_total', channel),
    accepted:
      total('alertmanager_notification_requests_total', channel) -
      total('alertmanager_notification_requests_failed_total', channel),
    lost: total('alertmanager_notifications_failed_total', channel),
  });
}

/** A value of a line in Go's logfmt. */
function logValue(line: string, key: string): string | undefined {
  const [, quoted, bare] = new RegExp(`(?:^| )${key}=(?:("(?:[^"\\\\]|\\\\.)*")|(\\S+))`).exec(line) ?? [];
  if (quoted === undefined) return bare;
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return quoted.slice(1, -1);
  }
}

/** The last failure of each channel in a test, by the channel's name and index, such as `webhook[0]`. */
function failures(log: string, id: string): Map<string, string> {
  const lines = log.split('\n').filter((line) => line.includes(id) && /msg="Notify (failed|attempt failed)/.test(line));
  return new Map(
    lines.map((line) => {
      const error = logValue(line, 'err') ?? 'its log has no error';
      const words = error.replace(
        /^\S+\[\d+\]: notify retry canceled (?:due to unrecoverable error )?after \d+ attempts: /,
        '',
      );
      return [logValue(line, 'integration') ?? '', hideAddresses(words)];
    }),
  );
}

/**
 * {@link failures}; undefined if the log cannot be read. Waits, because the log line of a failure may come after its
 * count.
 */
async function readFailures(
  readLog: ReadLog,
  since: Date,
  id: string,
  isLost: boolean,
): Promise<Map<string, string> | undefined> {
  const read = async () => failures(await readLog(since), id);
  try {
    const first = await read();
    if (!isLost || first.size > 0) return first;
    const later = async () => {
      const words = await read();
      return words.size > 0 ? words : undefined;
    };
    return await waitFor('the log says why', later, 3).catch(() => first);
  } catch {
    return undefined;
  }
}

async function post(server: ApiServer, alert: TestAlert, startsAt: Date, endsAt: Date): Promise<void> {
  const answer = await requestJson(server, 'POST', '/api/v2/alerts', [{ ...alert, startsAt, endsAt }]);
  if (answer.status !== 200) throw refusal(server, 'the test alert', answer);
}

/** The counts of the channels since `before`. */
async function countSince(server: ApiServer, channels: readonly string[], before: (channel: string) => Counts) {
  const now = await readCounts(server);
  return new Map(
    channels.map((channel): [string, Counts] => {
      const [then, since] = [before(channel), now(channel)];
      const counts = {
        begun: since.begun - then.begun,
        accepted: since.accepted - then.accepted,
        lost: since.lost - then.lost,
      };
      return [channel, counts];
    }),
  );
}

/** A running test: its alert, and its start. */
export interface StartedTest {
  readonly alert: TestAlert;
  readonly startsAt: Date;
}

/** Resolves the alerts of tests, so that receivers close the incidents they opened. */
export async function endTests(server: ApiServer, tests: readonly StartedTest[]): Promise<void> {
  for (const { alert, startsAt } of tests) await post(server, alert, startsAt, new Date());
}

/**
 * The result of one channel's test; `expected`: the number of the receiver's integrations of this channel. Alertmanager
 * counts all notifications of a channel together, so the result is certain only if all of them ended in the same way,
 * or if the log contains it.
 */
export function judgeTest(
  { begun, accepted, lost }: Counts,
  expected: number,
  log: { readonly isReadable: boolean; readonly reason: string | undefined },
  patience: number,
): string | undefined {
  if (begun < expected) return `nothing was sent within ${patience} s; a silence may match the test`;
  if (lost === 0 && accepted >= begun) return undefined;
  if (log.reason !== undefined) return log.reason;
  if (accepted === 0) {
    if (lost === 0) return `no answer within ${patience} s`;
    return `refused; Alertmanager's log, which ${log.isReadable ? 'should say why, does not' : 'says why, cannot be read'}`;
  }
  const isOver = accepted + lost >= begun;
  if (isOver && log.isReadable) return undefined;
  const ambiguity = `not known: ${begun} notifications of this channel began meanwhile`;
  return isOver
    ? `${ambiguity}, ${lost} failed, and Alertmanager's log, which names them, cannot be read`
    : `${ambiguity}, ${begun - accepted - lost} without an answer after ${patience} s; run it again`;
}

/** Notifies one receiver with the alert `id`, which fires until {@link endTests}. */
export async function testAlertmanagerReceiver(
  server: ApiServer,
  { channels, position }: DeployedAlertmanager,
  receiver: string,
  { alert, id, readLog }: { readonly alert: TestAlert; readonly id: string; readonly readLog: ReadLog },
): Promise<StartedTest & { readonly deliveries: readonly Delivery[] }> {
  const expected = Map.groupBy(channels.get(receiver) ?? [], (channel) => channel);
  const before = await readCounts(server);
  const startsAt = new Date();
  await post(server, alert, startsAt, new Date(startsAt.getTime() + LONGEST));
  const count = () => countSince(server, [...expected.keys()], before);
  const patience = TIMEOUT + PEER_WAIT * position;
  /** In a cluster, a notification that starts earlier than this is another one. */
  const earliest = startsAt.getTime() + (position === 0 ? 0 : (PEER_WAIT * position + BEGINS) * 1000);
  let previous: ReadonlyMap<string, Counts> | undefined;
  const settled = await waitFor(
    `${receiver} is notified`,
    async () => {
      const counts = await count();
      const isDone = [...expected].every(([channel, all]) => {
        const { begun = 0, accepted = 0, lost = 0 } = counts.get(channel) ?? {};
        return begun >= all.length && accepted + lost >= begun;
      });
      // Alertmanager counts a request before it counts the failure: between the two, a failed one looks successful.
      const isSame = isDeepStrictEqual(counts, previous);
      previous = counts;
      return isDone && isSame && Date.now() >= earliest ? counts : undefined;
    },
    patience,
  ).catch(count);
  const isLost = [...settled.values()].some(({ lost }) => lost > 0);
  const words = await readFailures(readLog, startsAt, id, isLost);
  const deliveries = [...expected].flatMap(([channel, all]) =>
    all.map((_, index): Delivery => {
      const counts = settled.get(channel) ?? { begun: 0, accepted: 0, lost: 0 };
      const log = { isReadable: words !== undefined, reason: words?.get(`${channel}[${index}]`) };
      return { receiver, channel, problem: judgeTest(counts, all.length, log, patience) };
    }),
  );
  return { alert, startsAt, deliveries };
}
