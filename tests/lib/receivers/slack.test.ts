import { credential } from '../../../policies/secrets';
import { slack } from '../../../lib/receivers/slack';
import { writeAboutEndpoint, writeField } from '../../support/example-message';
import { checkReceiverKind } from '../../support/receiver-kind';

checkReceiverKind(slack, { settings: { url: 'https://hooks.slack.com/services/T0/B0/token' } });

test('a message has its links and its culprits in Slack’s markup', async () => {
  const text = await writeField('slack', 'text', 'HighErrorRate', 'firing');
  expect(text).toMatch(/<http\S+#higherrorrate\|Runbook>/);
  expect(text).toContain('\n*/api/v1/signals*: 0.32/s');
});

test('a message shows letter by letter what a request put into a label: no mention, no link, no new line', async () => {
  const endpoint = '/a<!channel>|<http://evil.example|log in>&x=1\nb';
  for (const status of ['firing', 'resolved'] as const)
    for (const field of ['title', 'text']) {
      const message = await writeAboutEndpoint('slack', field, endpoint, status);
      expect(message).toContain('/a&lt;!channel&gt;|&lt;http://evil.example|log in&gt;&amp;x=1 b');
      expect(message).not.toMatch(/<!channel|<http:..evil|1\nb/);
    }
});

test('policies see the token of a bot', () => {
  expect(credential('auth', 'xoxb-0123456789-abc')).toBe(true);
});
