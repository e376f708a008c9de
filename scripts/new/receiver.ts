/** `npm run new -- receiver`: creates the kind in `lib/receivers/`, its line in the list, and its test. */
import { RECEIVER_KINDS } from '../../lib/receivers';
import { checkName, type Skeleton } from './skeleton';

const kind = (
  name: string,
): string => `/** FILL IN: product, with the address of the page that describes its messages. */
import { z } from 'zod';
import { secret } from '../settings/secret';
import { defineReceiver } from './receiver-kind';

export const ${name} = defineReceiver({
  key: '${name}',
  name: 'FILL IN: name, as in a sentence',
  description: 'FILL IN: description, what arrives there and how long it may be',
  settings: z.strictObject({
    // FILL IN: settings, each with a description; credentials are secret
    url: secret.describe('Address of a webhook'),
  }),
  // FILL IN: markup where a message is not plain text; credentialPatterns, how its credentials look
  message: ({ title, text }) => ({ title, message: text }),
  alertmanager: {
    // FILL IN: alertmanager, its fields and its list, which no other kind has; left out where Alertmanager lacks the kind
    list: '${name}_configs',
    config: ({ url }, message, { secretFile }) => ({
      url_file: secretFile('${name}-url', url),
      send_resolved: true,
      ...message,
    }),
    // FILL IN: adopt, what a stack file says of an entry of that list that a person wrote
    adopt: () => ({ secrets: ['url'] }),
  },
  // FILL IN: grafana, the fields and the list of the contact point, which no other kind has; left out where Grafana lacks the kind
});
`;

const test = (name: string): string => `import { ${name} } from '../../../lib/receivers/${name}';
import { checkReceiverKind } from '../../support/receiver-kind';

// FILL IN: settings that use all there is
checkReceiverKind(${name}, { settings: { url: 'https://${name}.example/token' } });

// FILL IN: tests of a long name, of markup in a label, and of a delivery (as in discord.test.ts)
`;

export const receiver: Skeleton = {
  usage: '',
  write: (name, _options, edits) => {
    const words = 'write it in lower case, such as pagerduty';
    checkName('receiver', name, { form: /^[a-z][a-z0-9]*$/, words, names: RECEIVER_KINDS.map(({ key }) => key) });
    edits.create(`lib/receivers/${name}.ts`, kind(name));
    edits.create(`tests/lib/receivers/${name}.test.ts`, test(name));
    edits.insert('lib/receivers/index.ts', { before: /^\] as const;/ }, `  ${name},\n`);
    edits.addImport('lib/receivers/index.ts', name, `./${name}`);
    return [];
  },
};
