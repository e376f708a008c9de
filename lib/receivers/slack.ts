/** Slack, by an incoming webhook: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks */
import { z } from 'zod';
import { secret } from '../settings/fields';
import { defineReceiver } from './receiver-kind';

export const slack = defineReceiver({
  key: 'slack',
  name: 'Slack',
  description: "A message in Slack's markup, with a coloured bar by Alertmanager",
  settings: z.strictObject({
    url: secret.describe('Address of an incoming webhook of Slack, which is bound to its channel'),
  }),
  // Slack's markup begins with & or <, and ends with >: https://docs.slack.dev/messaging/formatting-message-text#escaping
  markup: {
    bold: (text) => `*${text}*`,
    link: (title, url) => `<${url}|${title}>`,
    escape: (value) =>
      `{{ ${value} | reReplaceAll "&" "&amp;" | reReplaceAll "<" "&lt;" | reReplaceAll ">" "&gt;" | reReplaceAll "\\\\s+" " " }}`,
  },
  credentialPatterns: [/hooks\.slack\.com\/(services|workflows)\/\w/, /\bxox[abeprs]-[\w-]{10,}/],
  message: ({ title, panel, text }) => ({ title, link: panel, text }),
  alertmanager: {
    list: 'slack_configs',
    config: ({ url }, { title, link, text }, { severity, secretFile }) => ({
      api_url_file: secretFile('slack-url', url),
      send_resolved: true,
      title,
      title_link: link,
      text,
      color: `{{ if eq .Status "resolved" }}good{{ else }}${severity === 'critical' ? 'danger' : 'warning'}{{ end }}`,
    }),
  },
  grafana: {
    list: 'slacks',
    contactPoint: ({ url }, { title, text }) => ({ url, title, text }),
  },
});
