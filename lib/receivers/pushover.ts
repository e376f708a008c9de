/** Pushover, which rings phones: https://pushover.net/api */
import { z } from 'zod';
import { secret } from '../settings/secret';
import { htmlMarkup } from './markup';
import { defineReceiver } from './receiver-kind';

/** 2: emergency, which requires an acknowledgement; 0: normal; -1: without a sound. */
const PRIORITY = { critical: 2, warning: 0, info: -1 } as const;
const NORMAL = 0;
/**
 * An emergency is repeated every minute, for at most an hour (in seconds). After that, the engine repeats the
 * notification anyway.
 */
const RETRY = 60;
const EXPIRE = 3600;

export const pushover = defineReceiver({
  key: 'pushover',
  name: 'Pushover',
  description:
    "A title of at most 250 characters, and the alert's sentence with its links in 1,024; a critical alert rings until it is acknowledged, for an hour at most",
  settings: z.strictObject({
    userKey: secret.describe('Key of the user or group that is notified'),
    apiToken: secret.describe('Token of the application that sends'),
  }),
  // A sentence with the duration after it, and three links, are below 1,024 characters together.
  markup: { ...htmlMarkup({ name: 100, sentence: 300 }), isBrief: true },
  credentialNames: ['user_key'],
  message: ({ plainTitle, text, panel }) => ({ title: plainTitle, message: text, panel }),
  alertmanager: {
    list: 'pushover_configs',
    config: ({ userKey, apiToken }, { title, message, panel }, { severity, secretFile }) => ({
      user_key_file: secretFile('pushover-user', userKey),
      token_file: secretFile('pushover-token', apiToken),
      send_resolved: true,
      html: true,
      priority: `{{ if eq .Status "firing" }}${PRIORITY[severity]}{{ else }}${NORMAL}{{ end }}`,
      retry: `${RETRY}s`,
      expire: `${EXPIRE}s`,
      url: panel,
      url_title: 'Panel',
      title,
      message,
    }),
    adopt: () => ({ secrets: ['userKey', 'apiToken'] }),
  },
  grafana: {
    list: 'pushovers',
    // Grafana itself marks the message as HTML.
    contactPoint: ({ userKey, apiToken }, { title, message }, { severity }) => ({
      userKey,
      apiToken,
      priority: PRIORITY[severity],
      okPriority: NORMAL,
      retry: RETRY,
      expire: EXPIRE,
      uploadImage: false,
      title,
      message,
    }),
  },
});
