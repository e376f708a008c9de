/** Discord, by a webhook of a channel: https://discord.com/developers/docs/resources/webhook#execute-webhook */
import { z } from 'zod';
import { secret } from '../settings/secret';
import { markdownMarkup } from './markup';
import { defineReceiver } from './receiver-kind';

export const discord = defineReceiver({
  key: 'discord',
  name: 'Discord',
  description:
    'A message in Markdown: by Alertmanager an embed (title of 256 characters, text of 4,096), by Grafana 2,000 characters; long names are cut; on Kubernetes by Grafana alone',
  settings: z.strictObject({
    url: secret.describe('Address of a webhook of a Discord channel'),
  }),
  // A title with a name is below 256 characters, a text with three names and two sentences below 2,000.
  markup: markdownMarkup({ name: 80, sentence: 300 }),
  credentialPatterns: [/discord(app)?\.com\/api\/webhooks\/\d/],
  message: ({ title, text }) => ({ title, message: text }),
  alertmanager: {
    list: 'discord_configs',
    unknownToOperator: 'webhook_url_file',
    config: ({ url }, message, { secretFile }) => ({
      webhook_url_file: secretFile('discord-url', url),
      send_resolved: true,
      ...message,
    }),
    adopt: () => ({ secrets: ['url'] }),
  },
  grafana: {
    list: 'discords',
    contactPoint: ({ url }, message) => ({ url, ...message }),
  },
});
