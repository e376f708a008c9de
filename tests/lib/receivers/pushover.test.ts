import { credential } from '../../../policies/secrets';
import { pushover } from '../../../lib/receivers/pushover';
import { writeAboutEndpoint } from '../../support/example-message';
import { checkReceiverKind } from '../../support/receiver-kind';

/** https://pushover.net/api#limits; both engines cut the title. */
const LONGEST_MESSAGE = 1024;

checkReceiverKind(pushover, { settings: { userKey: 'pushover-user-key', apiToken: 'pushover-app-token' } });

test('policies recognize the key of a user as a credential', () => {
  expect(credential('user_key', 'uQiRzpo4DXghDmr9QzzfQu27cmVRsG')).toBe(true);
});

describe.each(['html', 'text'] as const)('a message by %s', (type) => {
  test('fits with its links, however long the label values are', async () => {
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

  test('shows label values from requests letter by letter', async () => {
    const message = await writeAboutEndpoint('pushover', 'message', '/<a href="http://evil.example">&', 'firing', type);
    expect(message).toContain('/&lt;a href="http://evil.example"&gt;&amp; answers');
  });
});
