import { incidentio } from '../../../lib/receivers/incidentio';
import { deliverAlert } from '../../support/delivery';
import { checkReceiverKind, problemsOf } from '../../support/receiver-kind';
import { startStandIn } from '../../support/stand-in-server';

const URL = 'https://api.incident.io/v2/alert_events/alertmanager/01ABC';
const TOKEN = 'incidentio-token-of-its-own';

checkReceiverKind(incidentio, { settings: { url: URL, alertSourceToken: TOKEN } });

test('Grafana, which has no such receiver, is refused with what to do', () => {
  const route = { incidentio: { url: URL, alertSourceToken: '[secret]' } };
  expect(problemsOf({ alerting: { routes: { critical: route, info: route } } })).toEqual(
    ['critical', 'info'].map(
      (severity) =>
        `alerting.routes.${severity}.incidentio: Grafana's provider has no such receiver; set alerting.engine to alertmanager, which notifies it`,
    ),
  );
  expect(problemsOf({ alerting: { engine: 'alertmanager', routes: { critical: route } } })).toEqual([]);
});

test('a real Alertmanager delivers an alert and its end', async () => {
  const standIn = await startStandIn(() => ({ status: 202, body: '{"message":"Event accepted for processing"}' }));
  try {
    const { firing, resolved } = await deliverAlert({
      alerting: {
        engine: 'alertmanager',
        routes: {
          critical: { incidentio: { url: `${standIn.url}/v2/alert_events/alertmanager/1`, alertSourceToken: TOKEN } },
        },
      },
      standIn,
      endpoints: ['/api/v1/signals'],
      isResolved: ({ body }) => (JSON.parse(body) as { status: string }).status === 'resolved',
    });
    for (const { path, headers, body } of [firing, resolved]) {
      expect(path).toBe('/v2/alert_events/alertmanager/1');
      expect(headers.authorization).toBe(`Bearer ${TOKEN}`);
      expect(JSON.parse(body)).toMatchObject({
        alerts: [{ labels: { alertname: 'CriticalErrorRate' }, annotations: { value: '2/s', limit: 'above 1/s' } }],
      });
    }
  } finally {
    await standIn.close();
  }
});
