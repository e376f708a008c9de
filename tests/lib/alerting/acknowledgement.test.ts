/**
 * The page that acknowledges an incident: a silence form for one alert of one environment, on the engine that
 * notifies.
 */
import { resolve, resolveAll } from '../../../lib/alerting/resolve';
import { acknowledgeUrl } from '../../../lib/alerting/acknowledgement';
import { ruleContext, toSettings } from '../../../lib/settings/settings';
import { trading } from '../../../platform';
import { settingsWithAlerting } from '../../support/receivers';

const urlOf = (raw: object): string | undefined =>
  resolve('HighErrorRate', ruleContext(toSettings(trading, 'prod', raw, new Set(['external'])))).annotations
    .acknowledge_url;

test('Alertmanager’s form is filled in with the alert and the environment', () => {
  const url = urlOf({ alerting: { engine: 'alertmanager' }, alertmanager: { externalUrl: 'https://am.example.com/' } });
  const [page, filter = ''] = url?.split('?filter=') ?? [];
  expect(page).toBe('https://am.example.com/#/silences/new');
  expect(decodeURIComponent(filter)).toBe('{alertname="HighErrorRate",environment="prod"}');
});

test('Grafana’s form is filled in with the same', () => {
  const url = new URL(urlOf({ grafana: { externalUrl: 'https://grafana.example.com' } }) ?? '');
  expect(url.pathname).toBe('/alerting/silence/new');
  expect(url.searchParams.get('alertmanager')).toBe('grafana');
  expect(url.searchParams.getAll('matcher')).toEqual(['alertname=HighErrorRate', 'environment=prod']);
});

test('there is no link to an external Alertmanager, whose address is unknown', () => {
  const raw = {
    target: 'external',
    backend: { selector: { job: 'backend' } },
    external: {
      grafana: { url: 'https://g.example.com', token: 'x' },
      prometheus: { url: 'https://p.example.com', evaluatesRules: true },
    },
    alerting: { engine: 'alertmanager' },
  };
  expect(urlOf(raw)).toBeUndefined();
});

test('the length of the link does not depend on label values from requests', () => {
  expect(acknowledgeUrl({ engine: 'grafana', url: 'https://g.example.com' }, 'A', 'prod')).not.toContain('endpoint');
});

test.each(['grafana', 'alertmanager'])('every rule that notifies through %s has the link', (engine) => {
  const notified = resolveAll(ruleContext(settingsWithAlerting({ engine })));
  expect(notified.length).toBeGreaterThan(0);
  for (const { name, annotations } of notified) expect(annotations.acknowledge_url).toContain(name);
});
