/**
 * Slack, by an incoming webhook or as a bot: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks,
 * https://docs.slack.dev/reference/methods/chat.postMessage
 */
import { z } from 'zod';
import { text as anyText } from '../settings/fields';
import { secret } from '../settings/secret';
import { defineReceiver } from './receiver-kind';

export const slack = defineReceiver({
  key: 'slack',
  name: 'Slack',
  description:
    "A message in Slack's markup, with a coloured bar by Alertmanager; with a bot token Alertmanager updates the message until the incident is over, and on Docker writes each notification in its thread",
  settings: z
    .strictObject({
      url: secret.optional().describe('Address of an incoming webhook of Slack, which is bound to its channel'),
      botToken: secret.optional().describe('In place of url: token of a bot with the scope chat:write, in the channel'),
      channel: anyText.optional().describe('With botToken: id of the channel, or its name with #'),
    })
    .refine(
      ({ url, botToken, channel }) =>
        url === undefined
          ? botToken !== undefined && channel !== undefined
          : botToken === undefined && channel === undefined,
      { error: 'either url, or botToken and channel' },
    ),
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
    config: ({ url, botToken, channel }, { title, link, text }, { severity, secretFile, hasOperator }) => ({
      ...(url !== undefined && { api_url_file: secretFile('slack-url', url) }),
      ...(botToken !== undefined && {
        app_token_file: secretFile('slack-token', botToken),
        channel,
        update_message: true,
        // The Prometheus operator rejects a configuration with a key that it does not know, such as this one.
        ...(!hasOperator && { post_updates_to_thread: true }),
      }),
      send_resolved: true,
      title,
      title_link: link,
      text,
      color: `{{ if eq .Status "resolved" }}good{{ else }}${severity === 'critical' ? 'danger' : 'warning'}{{ end }}`,
    }),
    adopt: (config) =>
      config.app_token !== undefined || config.app_token_file !== undefined
        ? { open: { channel: config.channel }, secrets: ['botToken'] }
        : { secrets: ['url'] },
  },
  grafana: {
    list: 'slacks',
    contactPoint: ({ url, botToken, channel }, { title, text }) => ({
      ...(url !== undefined && { url }),
      ...(botToken !== undefined && channel !== undefined && { token: botToken, recipient: channel }),
      title,
      text,
    }),
  },
});
