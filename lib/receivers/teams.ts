/** Microsoft Teams, by a webhook of a workflow: https://support.microsoft.com/office/create-incoming-webhooks-with-workflows-for-microsoft-teams */
import { z } from 'zod';
import { secret } from '../settings/secret';
import { markdownMarkup } from './markup';
import { defineReceiver } from './receiver-kind';

export const teams = defineReceiver({
  key: 'teams',
  name: 'Microsoft Teams',
  description: 'An adaptive card of at most 28 KB with the title as its heading; long names are cut',
  settings: z.strictObject({
    url: secret.describe('Address of a workflow "Send webhook alerts to a channel" (or chat) of Microsoft Teams'),
  }),
  // A card renders one newline as a space, and two as the end of a line.
  markup: markdownMarkup({ name: 300, sentence: 1000 }, '\n\n'),
  credentialPatterns: [/webhook\.office\.com\/\w/, /\.(logic\.azure|powerplatform)\.com\S*[?&]sig=\w/],
  message: ({ title, text }) => ({ title, text }),
  alertmanager: {
    list: 'msteamsv2_configs',
    config: ({ url }, message, { secretFile }) => ({
      webhook_url_file: secretFile('teams-url', url),
      send_resolved: true,
      ...message,
    }),
    adopt: () => ({ secrets: ['url'] }),
  },
  grafana: {
    list: 'teams',
    contactPoint: ({ url }, { title, text }) => ({ url, title, message: text }),
  },
});
