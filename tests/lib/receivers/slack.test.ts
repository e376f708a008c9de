import { credential } from '../../../policies/secrets';
import { alertmanagerReceivers, grafanaReceivers } from '../../../lib/receivers';
import { slack } from '../../../lib/receivers/slack';
import { writeAboutEndpoint, writeField } from '../../support/example-message';
import { deliverAlert } from '../../support/delivery';
import { checkReceiverKind, problemsOf } from '../../support/receiver-kind';
import { settingsWithAlerting } from '../../support/receivers';
import { startStandIn } from '../../support/stand-in-server';

checkReceiverKind(slack, { settings: { url: 'https://hooks.slack.com/services/T0/B0/token' } });

test('a message has its links and its culprits in Slack’s markup', async () => {
  const text = await writeField('slack', 'text', 'HighErrorRate', 'firing');
  expect(text).toMatch(/<http\S+#higherrorrate\|Runbook>/);
  expect(text).toContain('\n*/api/v1/signals*: 0.32/s');
});

test('a message shows label values from requests letter by letter: no mention, no link, no new line', async () => {
  const endpoint = '/a<!channel>|<http://evil.example|log in>&x=1\nb';
  for (const status of ['firing', 'resolved'] as const)
    for (const field of ['title', 'text']) {
      const message = await writeAboutEndpoint('slack', field, endpoint, status);
      expect(message).toContain('/a&lt;!channel&gt;|&lt;http://evil.example|log in&gt;&amp;x=1 b');
      expect(message).not.toMatch(/<!channel|<http:..evil|1\nb/);
    }
});

test('policies recognize the token of a bot as a credential', () => {
  expect(credential('auth', 'xoxb-0123456789-abc')).toBe(true);
});

describe('with the token of a bot', () => {
  const BOT = { botToken: 'xoxb-0123456789-token', channel: '#incidents' };
  checkReceiverKind(slack, { settings: BOT });

  const { critical = {} } = settingsWithAlerting({ routes: { critical: { slack: BOT } } }).alerting.routes;
  const context = { severity: 'critical', stack: 'trading-prod', secretFile: () => '' } as const;

  test.each([
    ['a bot and a webhook together', { url: '[secret]', ...BOT, botToken: '[secret]' }],
    ['no channel', { botToken: '[secret]' }],
    ['a channel for a webhook', { url: '[secret]', channel: '#incidents' }],
    ['nothing', {}],
  ])('%s is refused', (_case, settings) => {
    expect(problemsOf({ alerting: { routes: { critical: { slack: settings } } } })).toEqual([
      'alerting.routes.critical.slack: had a group of settings, needs either url, or botToken and channel',
    ]);
  });

  test.each([
    [true, false],
    [false, true],
  ])(
    'Alertmanager writes into threads, except where the operator does not know that key: %p',
    (hasOperator, postsIntoThread) => {
      const { slack_configs } = alertmanagerReceivers(critical, { ...context, hasOperator });
      const [config = {}] = slack_configs as Record<string, unknown>[];
      expect(config).toMatchObject({ channel: '#incidents', update_message: true });
      expect('post_updates_to_thread' in config).toBe(postsIntoThread);
    },
  );

  test('Grafana sends to the channel', () => {
    expect(grafanaReceivers(critical, context).slacks).toMatchObject([{ recipient: '#incidents' }]);
  });

  test('a real Alertmanager delivers an alert and its end to the channel', async () => {
    const standIn = await startStandIn(() => ({ status: 200, body: '{"ok":true,"ts":"1.2","channel":"C1"}' }));
    try {
      const { firing, resolved } = await deliverAlert({
        alerting: { routes: { critical: { slack: BOT } } },
        // Alertmanager updates messages and writes into threads only at slack.com.
        overrides: { app_url: standIn.url, update_message: false, post_updates_to_thread: false },
        standIn,
        endpoints: ['/api/v1/signals'],
      });
      for (const { headers, body } of [firing, resolved]) {
        expect(headers.authorization).toBe(`Bearer ${BOT.botToken}`);
        expect(JSON.parse(body)).toMatchObject({
          channel: '#incidents',
          attachments: [{ mrkdwn_in: ['fallback', 'pretext', 'text'] }],
        });
      }
    } finally {
      await standIn.close();
    }
  });
});
