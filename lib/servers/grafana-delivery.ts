/**
 * Test notifications through Grafana's own API call, which uses the credentials that Grafana has stored. Grafana 13
 * answers that call with 410, and has another one.
 */
import { mapLeaves, OMITTED, toGroup, toGroups, type Json } from '../json-values';
import type { TestAlert } from '../alerting/notification-test';
import { hideAddresses, type Delivery } from './delivery';
import { waitFor } from './processes';
import { refusal, requestJson, type ApiServer } from './json-request';

const TEST_CALL = '/api/alertmanager/grafana/config/api/v1/receivers/test';
/** The configuration that Grafana loaded last. */
const LOADED = '/api/alertmanager/grafana/config/history?limit=1';
const RECEIVERS = '/apis/notifications.alerting.grafana.app/v1beta1/namespaces/default/receivers';

/** One integration of a contact point, in the format of Grafana's provisioning API. */
interface ContactPoint {
  readonly uid: string;
  readonly name: string;
  readonly type: string;
  readonly settings: unknown;
  readonly disableResolveMessage: boolean;
}

/** Every contact point of the Grafana, by its name. */
export async function readContactPoints(server: ApiServer): Promise<ReadonlyMap<string, readonly ContactPoint[]>> {
  const answer = await requestJson(server, 'GET', '/api/v1/provisioning/contact-points');
  if (answer.status !== 200 || !Array.isArray(answer.json)) throw refusal(server, 'its contact points', answer);
  const points = toGroups(answer.json).map((point) => ({
    uid: String(point.uid),
    name: String(point.name),
    type: String(point.type),
    settings: point.settings,
    disableResolveMessage: point.disableResolveMessage === true,
  }));
  return Map.groupBy(points, ({ name }) => name);
}

/** Seconds to wait: Grafana checks for a new configuration every minute. */
const SYNC = 90;

/**
 * Waits until Grafana uses the deployed message template: with the one before, a test would have no text. Returns false
 * after {@link SYNC}; does not wait if Grafana does not report which configuration it has loaded.
 */
export async function waitForTemplate(server: ApiServer, name: string): Promise<boolean> {
  const deployed = await requestJson(server, 'GET', `/api/v1/provisioning/templates/${encodeURIComponent(name)}`);
  const { template } = toGroup(deployed.json);
  if (deployed.status !== 200 || typeof template !== 'string') return true;
  const readLoaded = async () => {
    const { status, json } = await requestJson(server, 'GET', LOADED);
    if (status !== 200) return true;
    const [loaded] = toGroups(json);
    return toGroup(loaded?.template_files)[name] === template ? true : undefined;
  };
  return waitFor(`Grafana loads ${name}`, readLoaded, SYNC).catch(() => false);
}

/** Without the placeholders that Grafana shows instead of credentials: it then uses the stored ones. */
const withoutRedacted = (value: unknown): unknown =>
  mapLeaves(value, (leaf) => (leaf === '[REDACTED]' ? OMITTED : leaf));

const problemOf = (answer: Json, ok: string): string | undefined =>
  answer.status === ok
    ? undefined
    : hideAddresses(typeof answer.error === 'string' ? answer.error : 'Grafana says no reason');

/** Uses Grafana 13's call, which accepts the integration in the format in which it lists it. */
async function testByResource(server: ApiServer, receiver: string, alert: TestAlert): Promise<Delivery[]> {
  const path = `${RECEIVERS}/${Buffer.from(receiver).toString('base64url')}`;
  const found = await requestJson(server, 'GET', path);
  if (found.status !== 200) throw refusal(server, `the receiver ${receiver}`, found);
  const results: Delivery[] = [];
  for (const integration of toGroups(toGroup(toGroup(found.json).spec).integrations)) {
    const answer = await requestJson(server, 'POST', `${path}/test`, { integration, alert });
    if (answer.status !== 200) throw refusal(server, `the test of ${receiver}`, answer);
    results.push({ receiver, channel: String(integration.type), problem: problemOf(toGroup(answer.json), 'success') });
  }
  return results;
}

/** Notifies through every integration of one contact point. */
export async function testContactPoint(
  server: ApiServer,
  points: readonly ContactPoint[],
  receiver: string,
  alert: TestAlert,
): Promise<Delivery[]> {
  const configs = points.map((point) => ({ ...point, settings: withoutRedacted(point.settings) }));
  const answer = await requestJson(server, 'POST', TEST_CALL, {
    alert,
    receivers: [{ name: receiver, grafana_managed_receiver_configs: configs }],
  });
  if (answer.status === 404 || answer.status === 410) return testByResource(server, receiver, alert);
  // Responses 207, 400 and 408 have the same body; in them, some or all notifications failed.
  const results = toGroups(toGroup(answer.json).receivers).flatMap((each) =>
    toGroups(each.grafana_managed_receiver_configs),
  );
  if (results.length === 0) throw refusal(server, `the test of ${receiver}`, answer);
  return results.map((result) => ({
    receiver,
    channel: points.find(({ uid }) => uid === result.uid)?.type ?? String(result.name),
    problem: problemOf(result, 'ok'),
  }));
}
