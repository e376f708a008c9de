/** Any server that accepts JSON over HTTP. */
import { z } from 'zod';
import { webAddress, type Secret } from '../settings/secret';
import { defineReceiver } from './receiver-kind';

export interface GrafanaWebhook {
  readonly url: Secret;
  readonly disableResolveMessage: boolean;
  readonly title?: string;
  readonly message?: string;
}

export const webhook = defineReceiver({
  key: 'webhook',
  name: 'a webhook',
  description: 'The JSON that Alertmanager or Grafana sends; the parts of the message are annotations of each alert',
  settings: z.strictObject({
    url: webAddress.describe('Anything that takes the JSON that Alertmanager and Grafana send'),
  }),
  message: ({ title, text }) => ({ title, message: text }),
  alertmanager: {
    list: 'webhook_configs',
    config: ({ url }, _message, { secretFile }) => ({ url_file: secretFile('webhook-url', url), send_resolved: true }),
    adopt: () => ({ secrets: ['url'] }),
  },
  grafana: {
    list: 'webhooks',
    contactPoint: ({ url }, message): GrafanaWebhook => ({ url, disableResolveMessage: false, ...message }),
  },
});
