import { credential } from '../../../policies/secrets';
import { pushover } from '../../../lib/receivers/pushover';
import { writeAboutEndpoint } from '../../support/example-message';
import { checkReceiverKind } from '../../support/receiver-kind';

/** https://pushover.net/api#limits; both engines cut the title. */
const LONGEST_MESSAGE = 1024;

checkReceiverKind(pushover, { settings: { userKey: 'pushover-user-key', apiToken: 'pushover-app-token' } });

test('policies see the key of a user', () => {
  expect(credential('user_key', 'uQiRzpo4DXghDmr9QzzfQu27cmVRsG')).toBe(true);
});

describe.each(['html', 'text'] as const)('a message that is written as %s', (type) => {
  test('fits, with its links, whatever a request put into a label', async () => {
    for (const letter of ['x', '&', '<'])
      for (const status of ['firing', 'resolved'] as const) {
        const message = await writeAboutEndpoint('pushover', 'message', letter.repeat(5000), status, type);
        expect(message.length).toBeLessThanOrEqual(LONGEST_MESSAGE);
        expect(message).toMatch(
          /…( \d+ minutes\.)?\n<a href="\S+#higherrorrate">Runbook<\/a>\n<a href="\S+">Panel<\/a>\n/,
        );
        expect(message.includes('">Acknowledge</a>')).toBe(status === 'firing');
      }
  });

  test('shows letter by letter what a request put into a label', async () => {
    const message = await writeAboutEndpoint('pushover', 'message', '/<a href="http://evil.example">&', 'firing', type);
    expect(message).toContain('/&lt;a href="http://evil.example"&gt;&amp; answers');
  });
});
