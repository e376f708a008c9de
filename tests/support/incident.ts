/** Shared by the live tests of notifications: settings for a short-lived stack, and the names of notified alerts. */
import { trading } from '../../platform';
import { alertNames, definition, type AlertName } from '../../platform';
import { isAvailable } from '../../lib/alerting/resolve';
import { sloNames } from '../../rules/slos';
import { startLocalStack, type LocalStack } from '../../scripts/support/local-stack';
import type { LocalStackOptions } from '../../scripts/support/local-stack-settings';
import { waitFor } from '../../lib/servers/processes';
import { startReceiver, type Notification } from '../../lib/servers/webhook-receiver';
import { startErrorBackend, type ErrorBackend } from './error-backend';
import { scaleTime } from './faster-time';
import { TIMEOUT } from './timeout';

/** Budgets over days do not change in a stack that runs for minutes; tests/rules covers them. */
export const WITHOUT_SLOS = Object.fromEntries(sloNames.map((name) => [name, { enabled: false }]));

/** Settings with only these alerts on, each with its `for`. */
export const onlyAlerts = (durations: { readonly [N in AlertName]?: string }) =>
  Object.fromEntries(
    alertNames
      .filter(
        (name) =>
          isAvailable(name, { catalogue: trading, exporters: [], evaluatesRules: true }) &&
          definition(name).slo === undefined,
      )
      .map((name) => [name, durations[name] === undefined ? { enabled: false } : { for: durations[name] }]),
  );

/** An incident's windows are seconds: with scrapes as often as this, each contains many samples. */
export const SCRAPE_INTERVAL = '1s';

export interface Incident {
  readonly backend: ErrorBackend;
  readonly localStack: LocalStack;
  readonly received: () => readonly Notification[];
  /** Status and name of each notification so far, in order. */
  readonly notifiedNames: () => string[];
  /** Waits until there is a notification of this status and name. */
  readonly waitForNotification: (message: string) => Promise<unknown>;
  /** Waits until the expression has a result. */
  readonly waitForResult: (expr: string) => Promise<unknown>;
  readonly waitUntilNothingFires: () => Promise<unknown>;
  readonly stop: () => Promise<void>;
}
/**
 * A stack over a backend with errors that the test sets, with only these alerts, and time running `factor` times
 * faster. `more`: further keys of its file.
 */
export async function startIncident(
  environment: string,
  endpoint: string,
  durations: Parameters<typeof onlyAlerts>[0],
  factor: number,
  options: Partial<LocalStackOptions> = {},
  more: Readonly<Record<string, unknown>> = {},
): Promise<Incident> {
  const receiver = await startReceiver();
  const backend = await startErrorBackend(endpoint);
  const closed = async () => {
    await backend.close();
    await receiver.close();
  };
  const localStack = await startLocalStack({
    stack: 'dev',
    raw: {
      environment,
      backend: { scrapeInterval: SCRAPE_INTERVAL, clusters: { only: [backend.address] } },
      thresholds: onlyAlerts(durations),
      slos: WITHOUT_SLOS,
      ...more,
    },
    receiver: receiver.url('incident'),
    adapt: (content) => scaleTime(content, factor),
    ...options,
  }).catch(async (error: unknown) => {
    await closed();
    throw error;
  });
  const received = () => receiver.received('incident');
  const notifiedNames = () => notificationNames(received());
  const query = (expr: string) => localStack.query(expr);
  return {
    backend,
    localStack,
    received,
    notifiedNames,
    waitForNotification: (message) =>
      waitFor(message, () => Promise.resolve(notifiedNames().includes(message) ? true : undefined), TIMEOUT),
    waitForResult: (expr) => waitFor(expr, async () => ((await query(expr)).length > 0 ? true : undefined), TIMEOUT),
    waitUntilNothingFires: () =>
      waitFor(
        'no firing alert',
        async () =>
          (await query(`ALERTS{alertname=~"${Object.keys(durations).join('|')}"}`)).length === 0 ? true : undefined,
        TIMEOUT,
      ),
    stop: async () => {
      await localStack.stop();
      await closed();
    },
  };
}

/** Status and name of each notification, in order; its culprits and the total count as one. */
export const notificationNames = (notifications: readonly Notification[]): string[] =>
  notifications.flatMap(({ status, alerts }) => [
    ...new Set(alerts.map(({ labels }) => `${status} ${labels.alertname}`)),
  ]);
