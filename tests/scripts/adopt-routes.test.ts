/** `npm run adopt` on the configuration of an Alertmanager. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { adoptRoutes } from '../../lib/review/adopt/routes';
import { printRoutes } from '../../scripts/adopt';

const fixture = (name: string) => readFileSync(join(__dirname, 'adopt', name), 'utf8');

describe("Alertmanager's configuration", () => {
  const routes = adoptRoutes(load(fixture('alertmanager.yaml')));

  test('becomes routes by severity, with a command for each credential and a reason for what is left out', () => {
    expect(routes).toEqual({
      alerting: {
        engine: 'alertmanager',
        routes: { info: { email: { to: ['desk@example.com'] } } },
        smtp: { host: 'smtp.example.com:587', from: 'alerts@example.com' },
      },
      secrets: [
        'alerting.routes.critical.pagerduty.integrationKey',
        'alerting.routes.critical.slack.url',
        'alerting.routes.warning.slack.url',
        'alerting.smtp.password',
      ],
      leftOut: [
        'victorops_configs of the receiver desk: no receiver of a stack is of this kind',
        'the route team="payments": a team has routes of its own, alerting.teams.payments.routes',
        'inhibit_rules: the catalogue says which alert inhibits which (rules/inhibition.ts)',
      ],
    });
  });

  test('is printed without a credential', () => {
    const text = printRoutes(routes ?? { alerting: {}, secrets: [], leftOut: [] });
    expect(text).toContain("pulumi config set --secret --path 'alerting.routes.warning.slack.url'");
    expect(text).not.toMatch(/staple|hooks\.slack|01234567|76543210|correct-horse/);
  });

  test.each([
    ['slack_configs', { app_token: 'xoxb', channel: '#a' }, { slack: { channel: '#a' } }, ['slack.botToken']],
    ['webhook_configs', { url: 'https://a.example.com' }, undefined, ['webhook.url']],
    ['telegram_configs', { bot_token: 'x', chat_id: -100 }, { telegram: { chat: '-100' } }, ['telegram.botToken']],
    [
      'opsgenie_configs',
      { api_url: 'https://api.eu.opsgenie.com/' },
      { opsgenie: { region: 'eu' } },
      ['opsgenie.apiKey'],
    ],
    [
      'sns_configs',
      { topic_arn: 'arn:aws:sns:eu-west-1:123456789012:a' },
      { sns: { topicArn: 'arn:aws:sns:eu-west-1:123456789012:a' } },
      [],
    ],
  ])('is refused if it has %s', (list, config, open, secrets) => {
    const content = {
      route: { receiver: 'a', routes: [{ match_re: { severity: 'warning|info' }, receiver: 'none' }] },
      receivers: [{ name: 'a', [list]: [config] }, { name: 'none' }],
    };
    const adopted = adoptRoutes(content);
    expect(adopted?.alerting.routes).toEqual(open && { critical: open });
    expect(adopted?.secrets).toEqual(secrets.map((key) => `alerting.routes.critical.${key}`));
  });

  test.each([
    ['another label', { matchers: ['cluster="a"'] }, 'cluster="a": a stack routes by severity and team alone'],
    [
      'a heartbeat',
      { match: { alertname: 'Watchdog' } },
      'alertname="Watchdog": its monitor is alerting.deadMansSwitch',
    ],
    ['a pattern of RE2', { matchers: ['severity=~"(?i)critical"'] }, 'severity=~"(?i)critical": a stack routes by'],
    ['what is no matcher', { matchers: ['severity critical'] }, 'severity critical="": a stack routes by'],
  ])('loses a route by %s', (_what, route, reason) => {
    const adopted = adoptRoutes({
      route: { receiver: 'none', routes: [{ ...route, receiver: 'a' }] },
      receivers: [{ name: 'a', webhook_configs: [{}] }, { name: 'none' }],
    });
    expect(adopted?.leftOut).toEqual([expect.stringContaining(`the route ${reason}`)]);
    expect(adopted?.secrets).toEqual([]);
  });

  test('becomes one receiver of a kind for a severity', () => {
    const adopted = adoptRoutes({ route: { receiver: 'a' }, receivers: [{ name: 'a', slack_configs: [{}, {}] }] });
    expect(adopted?.secrets).toHaveLength(3);
    expect(adopted?.leftOut[0]).toBe(
      'slack_configs of the receiver a: a severity has one slack, as critical has already',
    );
  });
});
