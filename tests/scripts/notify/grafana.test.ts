/** `make notify` through Grafana's own tests of contact points; Grafana is a stand-in that follows its API. */
import { testReceivers } from '../../../scripts/notify/test-receivers';
import { settingsWithAlerting } from '../../support/receivers';
import { startStandIn, type Answer, type ReceivedRequest, type StandInServer } from '../../support/stand-in-server';

const CONTACT_POINTS = [
  {
    uid: 'a1',
    name: 'trading-prod-critical',
    type: 'slack',
    settings: { url: '[REDACTED]', title: 't' },
    disableResolveMessage: false,
    provenance: 'api',
  },
  {
    uid: 'b2',
    name: 'trading-prod-critical',
    type: 'pagerduty',
    settings: { integrationKey: '[REDACTED]' },
    disableResolveMessage: false,
    provenance: 'api',
  },
  {
    uid: 'c3',
    name: 'trading-prod-info',
    type: 'email',
    settings: { addresses: 'desk@example.com' },
    disableResolveMessage: false,
    provenance: 'api',
  },
  { uid: 'z9', name: 'of-another-team', type: 'slack', settings: {}, disableResolveMessage: false, provenance: '' },
];
const TEST_CALL = '/api/alertmanager/grafana/config/api/v1/receivers/test';
const RESOURCE = `/apis/notifications.alerting.grafana.app/v1beta1/namespaces/default/receivers/${Buffer.from('trading-prod-info').toString('base64url')}`;
const json = (status: number, body: unknown): Answer => ({ status, body: JSON.stringify(body) });

let standIn: StandInServer | undefined;
afterEach(async () => {
  await standIn?.close();
  standIn = undefined;
});

async function notify(receivers: readonly string[], answer: (request: ReceivedRequest) => Answer) {
  standIn = await startStandIn((request) =>
    request.path === '/api/v1/provisioning/contact-points' ? json(200, CONTACT_POINTS) : answer(request),
  );
  const lines: string[] = [];
  const server = { name: 'Grafana', url: standIn.url, authorization: 'Basic YWRtaW46c2VjcmV0' };
  const engine = {
    engine: 'grafana',
    server,
    readLog: () => Promise.reject(new Error('this test reads no logs')),
  } as const;
  const failed = await testReceivers(engine, settingsWithAlerting(), receivers, (line) => lines.push(line));
  return { lines, failed, requests: standIn.requests };
}

/** Grafana's answer to a test, by the status of each integration. */
const results = (status: number, name: string, configs: readonly object[]): Answer =>
  json(status, {
    alert: {},
    notified_at: '2026-11-29T12:00:00Z',
    receivers: [{ name, grafana_managed_receiver_configs: configs }],
  });

test('notify tests each integration of a contact point with the stored credentials, and quotes a refusal', async () => {
  const { lines, failed, requests } = await notify(['critical'], () =>
    results(207, 'trading-prod-critical', [
      { name: 'trading-prod-critical', uid: 'a1', status: 'ok' },
      {
        name: 'trading-prod-critical',
        uid: 'b2',
        status: 'failed',
        error:
          'failed to send HTTP request: Post "https://events.pagerduty.example/v2/enqueue?key=secret": unexpected status code 400: Invalid Routing Key',
      },
    ]),
  );
  expect(lines).toEqual([
    'critical, Slack: taken',
    'critical, PagerDuty: not taken: failed to send HTTP request: Post "https://events.pagerduty.example/…": unexpected status code 400: Invalid Routing Key',
  ]);
  expect(failed).toBe(1);
  const last = requests.at(-1);
  const body = last?.body ?? '';
  expect(last?.path).toBe(TEST_CALL);
  expect(last?.headers.authorization).toBe('Basic YWRtaW46c2VjcmV0');
  expect(JSON.parse(body)).toMatchObject({
    alert: { labels: { alertname: 'NotificationTest', environment: 'prod' } },
    receivers: [
      {
        name: 'trading-prod-critical',
        grafana_managed_receiver_configs: [
          { uid: 'a1', type: 'slack', settings: { title: 't' } },
          { uid: 'b2', type: 'pagerduty' },
        ],
      },
    ],
  });
  expect(body).not.toContain('REDACTED');
});

test('a receiver that does not answer in time fails the command', async () => {
  const { lines, failed } = await notify(['info'], () =>
    results(408, 'trading-prod-info', [{ uid: 'c3', status: 'failed', error: 'the request timed out' }]),
  );
  expect(lines).toEqual(['info, mail: not taken: the request timed out']);
  expect(failed).toBe(1);
});

test('notify uses the new API of Grafana 13, which has dropped the old one', async () => {
  const integration = { uid: 'c3', type: 'email', version: 'v1', settings: {}, secureFields: { password: true } };
  const { lines, failed, requests } = await notify(['info'], ({ path, method }) => {
    if (path === TEST_CALL) return json(410, { message: 'gone' });
    if (method === 'GET' && path === RESOURCE)
      return json(200, { spec: { title: 'info', integrations: [integration] } });
    return path === `${RESOURCE}/test` ? json(200, { status: 'success', duration: '1s' }) : json(404, {});
  });
  expect(lines).toEqual(['info, mail: taken']);
  expect(failed).toBe(0);
  expect(JSON.parse(requests.at(-1)?.body ?? '')).toMatchObject({ integration });
});

test('a test waits for the notifications of the last update', async () => {
  const [template, loaded] = ['/api/v1/provisioning/templates/trading-prod-notifications', '/config/history?limit=1'];
  let looks = 0;
  const { lines } = await notify(['info'], ({ path }) => {
    if (path === template) return json(200, { name: 'trading-prod-notifications', template: 'new' });
    if (path.endsWith(loaded))
      return json(200, [{ template_files: { 'trading-prod-notifications': ++looks < 3 ? 'old' : 'new' } }]);
    return looks < 3 ? json(500, {}) : results(200, 'trading-prod-info', [{ uid: 'c3', status: 'ok' }]);
  });
  expect(lines).toEqual(['info, mail: taken']);
});

test('notify reports a missing contact point and a Grafana that refuses', async () => {
  expect((await notify(['warning'], () => json(500, {}))).lines).toEqual([
    'warning: not deployed, or by an earlier version: make up',
  ]);
  await standIn?.close();
  await expect(
    notify(['info'], () => json(403, { message: "You'll need additional permissions to perform this action." })),
  ).rejects.toThrow("Grafana refuses the test of trading-prod-info: 403, You'll need additional permissions");
});
