import { telegram } from '../../../lib/receivers/telegram';
import { deliverAlert } from '../../support/delivery';
import { writeAboutEndpoint } from '../../support/example-message';
import { checkReceiverKind, problemsOf } from '../../support/receiver-kind';
import { startStandIn } from '../../support/stand-in-server';

const TOKEN = `123456789:${'A'.repeat(35)}`;
const CHAT = '-1001234567890';
/** https://core.telegram.org/bots/api#sendmessage */
const LONGEST_MESSAGE = 4096;

checkReceiverKind(telegram, { settings: { botToken: TOKEN, chat: CHAT, topic: 7 } });

test.each(['@channel', '1.5', ''])('the chat %p is refused: a chat is an id', (chat) => {
  const [problem] = problemsOf({ alerting: { routes: { critical: { telegram: { botToken: '[secret]', chat } } } } });
  expect(problem).toMatch(/^alerting\.routes\.critical\.telegram\.chat: had .*, needs a whole number/);
});

/** Paired tags that Telegram supports, and entities that it knows; it would refuse a message with any other. */
function expectTelegramHtml(html: string): void {
  for (const [, href] of html.matchAll(/href="([^"]*)"/g)) expect(href).not.toMatch(/&(?!amp;)/);
  const withoutTags = html.replace(/<b>([^<>]*)<\/b>|<a href="[^"<>]*">([^<>]*)<\/a>/g, '$1$2');
  expect(withoutTags).not.toMatch(/[<>]/);
  expect(withoutTags).not.toMatch(/&(?!(amp|lt|gt|quot|#\d+);)/);
}

describe.each(['html', 'text'] as const)('a message by %s', (type) => {
  test('shows label values from requests letter by letter', async () => {
    for (const status of ['firing', 'resolved'] as const) {
      const message = await writeAboutEndpoint('telegram', 'message', '/a<b>&lt;"x"\n@all', status, type);
      expect(message).toContain('/a&lt;b&gt;&amp;lt;"x" @all');
      expectTelegramHtml(message);
    }
  });

  test('fits with its links, however long the label values are', async () => {
    for (const letter of ['x', '&', '<']) {
      const message = await writeAboutEndpoint('telegram', 'message', letter.repeat(5000), 'firing', type);
      expect(message.length).toBeLessThanOrEqual(LONGEST_MESSAGE);
      expect(message).toMatch(
        /#higherrorrate">Runbook<\/a>\n<a href=".*viewPanel.*">Panel<\/a>\n<a href=".*">Acknowledge<\/a>/,
      );
      expectTelegramHtml(message);
    }
  });
});

test('a real Alertmanager delivers an alert and its end', async () => {
  const standIn = await startStandIn(() => ({
    status: 200,
    body: JSON.stringify({ ok: true, result: { message_id: 1, date: 1, chat: { id: Number(CHAT), type: 'group' } } }),
  }));
  try {
    const { firing, resolved } = await deliverAlert({
      alerting: { routes: { critical: { telegram: { botToken: TOKEN, chat: CHAT, topic: 7 } } } },
      overrides: { api_url: standIn.url },
      standIn,
      endpoints: Array.from({ length: 50 }, (_, i) => `/api/<${i}>&${'x'.repeat(2000)}`),
    });
    const messages = [firing, resolved].map(({ path, body }) => ({
      path,
      ...(JSON.parse(body) as { readonly text: string }),
    }));
    expect(messages).toMatchObject([
      { chat_id: CHAT, parse_mode: 'HTML', message_thread_id: '7', disable_web_page_preview: 'true' },
      { chat_id: CHAT, parse_mode: 'HTML' },
    ]);
    for (const { path, text } of messages) {
      expect(path).toBe(`/bot${TOKEN}/sendMessage`);
      expect(text.length).toBeLessThanOrEqual(LONGEST_MESSAGE);
      expect(text).toContain('On call: &lt;backend &amp; friends&gt;\n');
      expectTelegramHtml(text);
    }
    const [alert, end] = messages.map(({ text }) => text);
    expect(alert).toMatch(
      /^<b>\[FIRING\] CriticalErrorRate: 2\/s on \/api\/&lt;49&gt;&amp;x+… \(fires above 1\/s\), 49 more, prod, since /,
    );
    expect(alert).toContain('">Acknowledge</a>');
    expect(end).toMatch(/^<b>\[RESOLVED\] CriticalErrorRate: over after \d+s; was: 2\/s on /);
    expect(end).not.toContain('Acknowledge');
  } finally {
    await standIn.close();
  }
});
