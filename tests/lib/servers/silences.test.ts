/** Silences of a real Alertmanager, and of a stand-in for Grafana's API. */
import { toGroup, toGroups, type Json } from '../../../lib/json-values';
import { waitFor } from '../../../lib/servers/processes';
import {
  addSilence,
  concernsEnvironment,
  endSilence,
  listSilences,
  silencedAlerts,
  type Silence,
} from '../../../lib/servers/silences';
import { startReceiver } from '../../../lib/servers/webhook-receiver';
import { startAlertmanager } from '../../support/alertmanager-server';
import { settingsWithAlerting } from '../../support/receivers';
import { startStandIn } from '../../support/stand-in-server';

const REQUEST = {
  labels: { alertname: 'HighErrorRate', environment: 'prod' },
  length: 3_600_000,
  why: 'TICKET-1',
  by: 'kim',
};

/** Notifies after a second. */
const hasten = (config: Json): Json => {
  const route = toGroup(config.route);
  const routes = toGroups(route.routes).map((each) => ({ ...each, group_wait: '1s' }));
  return { ...config, route: { ...route, routes } };
};

test('a silenced alert notifies nobody and another alert does, until the silence ends', async () => {
  const receiver = await startReceiver();
  const routes = { critical: { webhook: { url: receiver.url('hook') } } };
  const alertmanager = await startAlertmanager(settingsWithAlerting({ engine: 'alertmanager', routes }), hasten);
  try {
    const server = { engine: 'alertmanager', server: { name: 'Alertmanager', url: alertmanager.url } } as const;
    const id = await addSilence(server, REQUEST);
    const fire = async (alertname: string) => {
      const labels = { alertname, environment: 'prod', severity: 'critical', component: 'api' };
      await fetch(`${alertmanager.url}/api/v2/alerts`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify([{ labels, annotations: { summary: 'x', order: '1' } }]),
      });
    };
    const states = async () => {
      const alerts = (await (await fetch(`${alertmanager.url}/api/v2/alerts`)).json()) as Json[];
      return Object.fromEntries(
        alerts.map(({ labels, status }) => [String(toGroup(labels).alertname), toGroup(status).state]),
      );
    };
    await fire('HighErrorRate');
    await fire('HighAPILatency');
    const heard = () => receiver.received('hook').map(({ groupLabels }) => groupLabels.alertname);
    await waitFor('a notification of the other alert', () => Promise.resolve(heard().length > 0 || undefined));
    expect(heard()).toEqual(['HighAPILatency']);
    expect(await states()).toEqual({ HighErrorRate: 'suppressed', HighAPILatency: 'active' });

    const [silence] = await listSilences(server);
    expect(silence).toMatchObject({ id, why: 'TICKET-1', by: 'kim' });
    expect(Math.round(((silence?.endsAt.getTime() ?? 0) - Date.now()) / 60_000)).toBe(60);

    await endSilence(server, id);
    expect(await listSilences(server)).toEqual([]);
    await waitFor(
      'the alert is no longer silent',
      async () => (await states()).HighErrorRate === 'active' || undefined,
    );
    await expect(endSilence(server, 'no-such-id')).rejects.toThrow(
      /^Alertmanager refuses the end of the silence no-such-id: /,
    );
  } finally {
    await alertmanager.stop();
    await receiver.close();
  }
}, 60_000);

test('Grafana gets the same requests at its own address', async () => {
  const standIn = await startStandIn(({ method }) =>
    method === 'POST'
      ? { status: 202, body: '{"silenceID":"g-1","message":"silence created"}' }
      : { status: 200, body: method === 'GET' ? '[]' : '{"message":"silence deleted"}' },
  );
  try {
    const server = { name: 'Grafana', url: standIn.url, authorization: 'Bearer token' };
    const grafana = { engine: 'grafana', server } as const;
    expect(await addSilence(grafana, REQUEST)).toBe('g-1');
    expect(await listSilences(grafana)).toEqual([]);
    await endSilence(grafana, 'g-1');
    expect(standIn.requests.map(({ method, path, headers }) => [method, path, headers.authorization])).toEqual([
      ['POST', '/api/alertmanager/grafana/api/v2/silences', 'Bearer token'],
      ['GET', '/api/alertmanager/grafana/api/v2/silences', 'Bearer token'],
      ['DELETE', '/api/alertmanager/grafana/api/v2/silence/g-1', 'Bearer token'],
    ]);
    expect(JSON.parse(standIn.requests[0]?.body ?? '')).toMatchObject({
      comment: 'TICKET-1',
      createdBy: 'kim',
      matchers: [
        { name: 'alertname', value: 'HighErrorRate', isEqual: true, isRegex: false },
        { name: 'environment', value: 'prod', isEqual: true, isRegex: false },
      ],
    });
  } finally {
    await standIn.close();
  }
});

const silenceOf = (...matchers: Silence['matchers']): Silence => ({
  id: 'a',
  endsAt: new Date(0),
  why: '',
  by: '',
  matchers,
});
const ALERT = { name: 'alertname', value: 'HighErrorRate', isRegex: false, isEqual: true };
const ENVIRONMENT = { name: 'environment', value: 'prod', isRegex: false, isEqual: true };

test.each([
  ['HighErrorRate', true, silenceOf(ALERT, ENVIRONMENT)],
  ['HighErrorRate', false, silenceOf(ALERT, { ...ENVIRONMENT, value: 'dev' })],
  [
    'alerts with severity!=critical',
    true,
    silenceOf({ name: 'severity', value: 'critical', isRegex: false, isEqual: false }),
  ],
  ['HighErrorRate with endpoint=~/api.*', true, silenceOf(ALERT, { name: 'endpoint', value: '/api.*', isRegex: true })],
  ['every alert', true, silenceOf({ ...ENVIRONMENT, value: '.*', isRegex: true })],
])('a silence is about %s; of this environment: %p', (words, isOurs, silence) => {
  expect(silencedAlerts(silence)).toBe(words);
  expect(concernsEnvironment(silence, 'prod')).toBe(isOurs);
});
