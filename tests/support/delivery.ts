/** A real Alertmanager that notifies one receiver of an alert and of its end. */
import { waitFor } from '../../lib/servers/processes';
import { startAlertmanager } from './alertmanager-server';
import type { ReceivedRequest, StandInServer } from './stand-in-server';
import { criticalErrors } from './critical-errors';
import { settingsWithAlerting } from './receivers';

export interface Delivery {
  /** `alerting` of the stack; the alert goes to its critical route. */
  readonly alerting: object;
  /** Keys of the receiver's configuration that send it to the stand-in. */
  readonly overrides?: object;
  readonly standIn: StandInServer;
  /** The endpoints of the alerts, the worst last. */
  readonly endpoints: readonly string[];
  /** Whether a request says that the alert is resolved; by default its title decides. */
  readonly isResolved?: (request: ReceivedRequest) => boolean;
}
export interface DeliveredRequests {
  readonly firing: ReceivedRequest;
  readonly resolved: ReceivedRequest;
}
const hasResolvedTitle = ({ path, body }: ReceivedRequest): boolean => /RESOLVED/.test(path + body);

const alertOf = (endpoint: string, index: number) => {
  const { labels, annotations } = criticalErrors(endpoint, index);
  return { labels, annotations: { ...annotations, contact: 'On call: <backend & friends>' } };
};

/** The requests to the stand-in about the alert, and about its end. */
export async function deliverAlert({
  alerting,
  overrides = {},
  standIn,
  endpoints,
  isResolved = hasResolvedTitle,
}: Delivery): Promise<DeliveredRequests> {
  const { url, alive, stop } = await startAlertmanager(settingsWithAlerting(alerting), (config) => ({
    ...config,
    receivers: (config.receivers as Record<string, unknown>[])
      .filter(({ name }) => name === 'critical')
      .map((receiver) =>
        Object.fromEntries(
          Object.entries(receiver).map(([key, value]) => [
            key,
            Array.isArray(value) ? value.map((each: object) => ({ ...each, ...overrides })) : value,
          ]),
        ),
      ),
    route: { receiver: 'critical', group_by: ['alertname'], group_wait: '2s', group_interval: '1s' },
    time_intervals: [],
  }));
  const post = async (times: object) => {
    alive();
    const { ok } = await fetch(`${url}/api/v2/alerts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(endpoints.map((endpoint, index) => ({ ...alertOf(endpoint, index), ...times }))),
    });
    return ok || undefined;
  };
  const requestThat = (what: string, isMeant: (request: ReceivedRequest) => boolean) =>
    waitFor(`the stand-in is notified that the alert ${what}`, async () => {
      alive();
      return standIn.requests.find(isMeant);
    });
  try {
    // Alertmanager sends an older alert at once, perhaps before the group is complete.
    const startsAt = new Date().toISOString();
    await waitFor('Alertmanager accepts the alerts', () => post({ startsAt }));
    const firing = await requestThat('fires', (request) => !isResolved(request));
    await post({ startsAt, endsAt: new Date().toISOString() });
    return { firing, resolved: await requestThat('is resolved', isResolved) };
  } finally {
    await stop();
  }
}
