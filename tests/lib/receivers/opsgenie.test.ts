import { opsgenie } from '../../../lib/receivers/opsgenie';
import { grafanaReceivers } from '../../../lib/receivers';
import { deliverAlert } from '../../support/delivery';
import { checkReceiverKind, problemsOf } from '../../support/receiver-kind';
import { settingsWithAlerting } from '../../support/receivers';
import { startStandIn } from '../../support/stand-in-server';

/** https://docs.opsgenie.com/docs/alert-api#create-alert */
const LONGEST = { message: 130, description: 15_000 };
const KEY = 'opsgenie-key-of-its-own';

checkReceiverKind(opsgenie, { settings: { apiKey: KEY, region: 'eu' } });

test('an unknown region is refused', () => {
  expect(
    problemsOf({ alerting: { routes: { critical: { opsgenie: { apiKey: '[secret]', region: 'asia' } } } } }),
  ).toEqual(['alerting.routes.critical.opsgenie.region: had "asia", needs one of us, eu']);
});

test.each([
  [{}, 'https://api.opsgenie.com/v2/alerts'],
  [{ region: 'eu' }, 'https://api.eu.opsgenie.com/v2/alerts'],
])('Grafana sends to the region of the account: %p', (region, url) => {
  const { critical = {} } = settingsWithAlerting({ routes: { critical: { opsgenie: { apiKey: KEY, ...region } } } })
    .alerting.routes;
  const { opsgenies } = grafanaReceivers(critical, { severity: 'critical', stack: 'trading-prod' });
  expect(opsgenies).toMatchObject([{ url, autoClose: true }]);
});

test('a real Alertmanager creates an alert and closes it', async () => {
  const standIn = await startStandIn(() => ({ status: 202, body: '{"result":"Request will be processed"}' }));
  try {
    const { firing, resolved } = await deliverAlert({
      alerting: { routes: { critical: { opsgenie: { apiKey: KEY } } } },
      overrides: { api_url: `${standIn.url}/` },
      standIn,
      endpoints: Array.from({ length: 50 }, (_, i) => `/api/${i}/${'x'.repeat(9000)}`),
      isResolved: ({ path }) => path.includes('/close'),
    });
    expect(firing.path).toBe('/v2/alerts');
    expect(firing.headers.authorization).toBe(`GenieKey ${KEY}`);
    const alert = JSON.parse(firing.body) as {
      readonly alias: string;
      readonly message: string;
      readonly description: string;
    };
    expect(alert).toMatchObject({
      priority: 'P1',
      details: { impact: 'Many users see failures.', runbook: expect.stringMatching(/#criticalerrorrate$/) as string },
    });
    expect(alert.message).toMatch(/^\[FIRING\] CriticalErrorRate: 2\/s on \/api\/49\/x+…$/);
    expect(alert.message.length).toBeLessThanOrEqual(LONGEST.message);
    expect(alert.description).toMatch(/\nRunbook: http\S+\nPanel: http\S+\nAcknowledge: http\S+\n$/);
    expect(alert.description.length).toBeLessThanOrEqual(LONGEST.description);
    expect(resolved.path).toBe(`/v2/alerts/${alert.alias}/close?identifierType=alias`);
  } finally {
    await standIn.close();
  }
});
