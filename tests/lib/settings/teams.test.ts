/** Errors about routes and contacts of single teams, in one sentence each. */
import { notificationWarnings, routeOf } from '../../../lib/settings/notification-routes';
import { settingsWithAlerting } from '../../support/receivers';
import { settingsErrors } from '../../support/settings-errors';

const HOOK = { webhook: { url: 'https://example.com/hook' } };
const errors = (teams: object, otherKeys: object = { routes: { critical: HOOK } }, raw: object = {}) =>
  settingsErrors({ ...raw, alerting: { ...otherKeys, teams } });

test.each<[string, object, string]>([
  [
    'a misspelt team',
    { bakend: { routes: { critical: HOOK } } },
    'alerting.teams.bakend: no such team; did you mean backend?',
  ],
  [
    'a team that no alert has',
    { astronauts: {} },
    'alerting.teams.astronauts: no such team; the platform has backend, trading, payments, security, platform',
  ],
  [
    'an invalid severity',
    { backend: { routes: { urgent: HOOK } } },
    'alerting.teams.backend.routes.urgent: no such setting; it may have critical, warning, info',
  ],
  [
    'a route without a receiver',
    { backend: { routes: { critical: {} } } },
    'alerting.teams.backend.routes.critical: had a group of settings, needs at least one of slack, pagerduty, email, webhook, telegram, discord, teams, opsgenie, pushover, incidentio, sns',
  ],
  [
    'mail without an SMTP server',
    { backend: { routes: { warning: { email: { to: ['a@example.com'] } } } } },
    'alerting.smtp: missing; the mails of alerting.teams.backend.routes.warning need a server',
  ],
  [
    'a receiver that the engine lacks',
    { trading: { routes: { critical: { sns: { topicArn: 'arn:aws:sns:eu-west-1:123456789012:alerts' } } } } },
    "alerting.teams.trading.routes.critical.sns: Grafana's provider has no such receiver; set alerting.engine to alertmanager, which notifies it",
  ],
])('%s is refused', (_case, teams, sentence) => {
  expect(errors(teams)).toEqual([sentence]);
});

test('a team’s route alone leaves the critical alerts of other teams without one', () => {
  expect(errors({ backend: { routes: { critical: HOOK } } }, {})).toEqual([
    'alerting.routes.critical: missing; critical alerts would reach nobody while others do',
  ]);
});

test('muted times apply to the warnings of a team too', () => {
  const alerting = { routes: { critical: HOOK }, muteTimings: { always: [{}] } };
  expect(errors({ backend: { routes: { warning: HOOK } } }, alerting)).toEqual([]);
  expect(errors({ backend: { routes: { info: HOOK } } }, alerting)).toEqual([
    'alerting.muteTimings: nothing to mute: alerting.routes has no warning',
  ]);
});

test('an external Alertmanager has its own routes, also those of teams', () => {
  const external = {
    target: 'external',
    backend: { selector: { job: 'backend' } },
    external: {
      grafana: { url: 'https://g.example.com', token: '[secret]' },
      prometheus: { url: 'https://p.example.com', evaluatesRules: true },
    },
  };
  expect(
    settingsErrors(
      { ...external, alerting: { engine: 'alertmanager', teams: { backend: { routes: { critical: HOOK } } } } },
      ['alerting', 'external'],
    ),
  ).toContain(
    'alerting.teams.backend.routes: is not used with target external and alerting.engine alertmanager: that Alertmanager has its own configuration',
  );
});

test('the first matching route of an alert is its team’s', () => {
  const { alerting } = settingsWithAlerting({
    routes: { critical: HOOK },
    teams: { backend: { routes: { critical: HOOK } } },
  });
  expect(routeOf(alerting, { severity: 'critical', team: 'backend' })?.receiver).toBe('backend-critical');
  expect(routeOf(alerting, { severity: 'critical', team: 'trading' })?.receiver).toBe('critical');
  expect(routeOf(alerting, { severity: 'warning', team: 'backend' })).toBeUndefined();
  expect(notificationWarnings({ target: 'docker', alerting })).toHaveLength(1);
});
