/** Mail, by the server of `alerting.smtp`. */
import { z } from 'zod';
import { listOf, mailAddress } from '../settings/fields';
import { defineReceiver } from './receiver-kind';

export const email = defineReceiver({
  key: 'email',
  name: 'mail',
  description: 'A mail in plain text with the title as its subject, sent by the server of `alerting.smtp`',
  settings: z.strictObject({
    to: listOf(mailAddress).describe('Who gets a mail; the mail server is alerting.smtp'),
  }),
  needsMailServer: true,
  message: ({ title, text }) => ({ subject: title, text }),
  alertmanager: {
    list: 'email_configs',
    config: ({ to }, { subject, text }) => ({
      to: to.join(', '),
      send_resolved: true,
      headers: { Subject: subject },
      // If left out, Alertmanager would add its default HTML page to the mail.
      html: '',
      text,
    }),
    adopt: ({ to }) => ({ open: { to: String(to).split(/\s*,\s*/) } }),
  },
  grafana: {
    list: 'emails',
    contactPoint: ({ to }, { subject, text }) => ({ addresses: to, singleEmail: true, subject, message: text }),
  },
});
