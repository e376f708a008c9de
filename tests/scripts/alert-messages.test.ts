/** `npm run alerts -- --message`: the texts that people get about an alert. */
import { RECEIVER_KINDS } from '../../lib/receivers';
import { exampleMessages } from '../../scripts/alerts';
import { settingsWithAlerting } from '../support/receivers';

const headings = async (alerting: object): Promise<string[]> =>
  [...(await exampleMessages('HighErrorRate', settingsWithAlerting(alerting))).matchAll(/^--- (.*)$/gm)].map(
    ([, head = '']) => head,
  );

test('are those of the receivers that the stack has', async () => {
  const routes = { critical: { webhook: { url: 'https://chat.example' } } };
  expect(await headings({ routes })).toEqual(
    ['firing', 'resolved'].flatMap((status) => [`${status}: webhook title`, `${status}: webhook message`]),
  );
});

test('are those of every kind of receiver with a text if the stack has no receiver', async () => {
  const kinds = new Set((await headings({})).map((head) => head.split(' ')[1]));
  // incident.io gets the alerts themselves.
  expect([...kinds]).toEqual(RECEIVER_KINDS.map(({ key }) => key).filter((key) => key !== 'incidentio'));
});
