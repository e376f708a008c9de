import { credential } from '../../../policies/secrets';
import { teams } from '../../../lib/receivers/teams';
import { deliverAlert } from '../../support/delivery';
import { writeAboutEndpoint } from '../../support/example-message';
import { checkReceiverKind } from '../../support/receiver-kind';
import { startStandIn } from '../../support/stand-in-server';

/** https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using */
const LONGEST_CARD = 28 * 1024;

checkReceiverKind(teams, {
  settings: { url: 'https://prod-1.westeurope.logic.azure.com:443/workflows/1/triggers/manual?sp=%2F&sig=token' },
});

test('policies recognize the address of an Office webhook as a credential', () => {
  expect(credential('url', 'https://example.webhook.office.com/webhookb2/1')).toBe(true);
});

test('a card shows label values from requests letter by letter, and keeps line breaks', async () => {
  const text = await writeAboutEndpoint('teams', 'text', '/a*b*[log in](http://evil.example)\n# x', 'firing');
  expect(text).toContain(
    '\n\n**/a\\*b\\*\\[log in\\]\\(http://evil.example\\) \\# x**: 9/s (fires above 0.1/s), since ',
  );
  expect(text).toMatch(/\n\n\[Runbook\]\(http\S+\)\n\n\[Panel\]\(http\S+\)\n\n\[Acknowledge\]\(http\S+\)/);
});

test('a real Alertmanager delivers an alert and its end, in a card that fits', async () => {
  const standIn = await startStandIn(() => ({ status: 202, body: '' }));
  try {
    const { firing, resolved } = await deliverAlert({
      alerting: { routes: { critical: { teams: { url: `${standIn.url}/workflows/1` } } } },
      standIn,
      endpoints: Array.from({ length: 50 }, (_, i) => `/api/${i}*${'x'.repeat(3000)}`),
    });
    for (const [{ path, body }, title] of [
      [firing, /^\[FIRING\] CriticalErrorRate: 2\/s on \/api\/49\\\*x+… \(fires above 1\/s\), 49 more, prod, since /],
      [resolved, /^\[RESOLVED\] CriticalErrorRate: over after /],
    ] as const) {
      expect(path).toBe('/workflows/1');
      expect(body.length).toBeLessThan(LONGEST_CARD);
      expect(JSON.parse(body)).toMatchObject({
        type: 'message',
        attachments: [
          {
            contentType: 'application/vnd.microsoft.card.adaptive',
            content: {
              body: [
                { text: expect.stringMatching(title) as string },
                { text: expect.stringContaining('\n\n[Runbook](https://example.com/runbooks') as string },
              ],
            },
          },
        ],
      });
    }
  } finally {
    await standIn.close();
  }
});
