import { discord } from '../../../lib/receivers/discord';
import { deliverAlert } from '../../support/delivery';
import { writeAboutEndpoint } from '../../support/example-message';
import { kubernetesSettings } from '../../support/kubernetes';
import { checkReceiverKind, problemsOf } from '../../support/receiver-kind';
import { startStandIn } from '../../support/stand-in-server';

/** https://discord.com/developers/docs/resources/message#embed-object-embed-limits; Grafana sends no embed. */
const LONGEST = { title: 256, message: 2000 };

checkReceiverKind(discord, { settings: { url: 'https://discord.com/api/webhooks/123/token' } });

test('a message shows label values from requests letter by letter, and mentions nobody', async () => {
  for (const field of ['title', 'message']) {
    const text = await writeAboutEndpoint(
      'discord',
      field,
      '/a*b*[log in](http://evil.example)\n@everyone \\ <@1>',
      'firing',
    );
    expect(text).toContain('/a\\*b\\*\\[log in\\]\\(http://evil.example\\) @\u200beveryone \\\\ \\<@\u200b1\\>');
  }
});

test('a message fits with its links, however long the label values are', async () => {
  for (const letter of ['x', '*', '\\'])
    for (const status of ['firing', 'resolved'] as const) {
      const [title, message] = await Promise.all(
        ['title', 'message'].map((field) => writeAboutEndpoint('discord', field, letter.repeat(5000), status)),
      );
      expect(title?.length).toBeLessThanOrEqual(LONGEST.title);
      expect(message?.length).toBeLessThanOrEqual(LONGEST.message);
      expect(message).toMatch(/\n\[Runbook\]\(http\S+\)\n\[Panel\]\(http\S+\)\n/);
    }
});

test('a real Alertmanager delivers an alert and its end', async () => {
  const standIn = await startStandIn(() => ({ status: 204, body: '' }));
  try {
    const { firing, resolved } = await deliverAlert({
      alerting: { routes: { critical: { discord: { url: `${standIn.url}/api/webhooks/123/token` } } } },
      standIn,
      endpoints: ['/api/v1/signals', `/${'x'.repeat(3000)}`],
    });
    for (const [request, title] of [
      [firing, /^\[FIRING\] CriticalErrorRate: 2\/s on \/x+… \(fires above 1\/s\), 1 more, prod, since /],
      [resolved, /^\[RESOLVED\] CriticalErrorRate: over after /],
    ] as const) {
      expect(request.path).toBe('/api/webhooks/123/token');
      expect(JSON.parse(request.body)).toMatchObject({
        embeds: [
          {
            title: expect.stringMatching(title) as string,
            description: expect.stringContaining('\n**/api/v1/signals**: 2/s') as string,
          },
        ],
      });
    }
  } finally {
    await standIn.close();
  }
});

test('Alertmanager on Kubernetes is refused, as the operator has no key for a file with the address; Grafana is not', () => {
  const routes = { critical: { discord: { url: '[secret]' } } };
  expect(problemsOf(kubernetesSettings({ alerting: { engine: 'alertmanager', routes } }))).toEqual([
    "alerting.routes.critical.discord: the operator that loads Alertmanager's configuration on target kubernetes does not know webhook_url_file; set alerting.engine to grafana, which notifies it",
  ]);
  expect(problemsOf(kubernetesSettings({ alerting: { engine: 'grafana', routes } }))).toEqual([]);
});
