/** incident.io, by an alert source: https://docs.incident.io/alerts/alertmanager */
import { z } from 'zod';
import { url } from '../settings/fields';
import { secret } from '../settings/secret';
import { defineReceiver } from './receiver-kind';

export const incidentio = defineReceiver({
  key: 'incidentio',
  name: 'incident.io',
  description: 'The JSON that Alertmanager sends; the parts of the message are annotations of each alert',
  settings: z.strictObject({
    url: url.describe('Address of an alert source of incident.io, of the type Alertmanager'),
    alertSourceToken: secret.describe('Token of that alert source'),
  }),
  message: () => ({}),
  alertmanager: {
    list: 'incidentio_configs',
    config: ({ url: address, alertSourceToken }, _message, { secretFile }) => ({
      url: address,
      alert_source_token_file: secretFile('incidentio-token', alertSourceToken),
      send_resolved: true,
    }),
    adopt: ({ url }) => ({ open: { url }, secrets: ['alertSourceToken'] }),
  },
});
