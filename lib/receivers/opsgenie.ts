/** Opsgenie, by its Alert API: https://docs.opsgenie.com/docs/alert-api */
import { z } from 'zod';
import { secret } from '../settings/secret';
import { plainMarkup } from './markup';
import { defineReceiver } from './receiver-kind';

const API = { us: 'https://api.opsgenie.com/', eu: 'https://api.eu.opsgenie.com/' } as const;
const PRIORITY = { critical: 'P1', warning: 'P3', info: 'P5' } as const;

export const opsgenie = defineReceiver({
  key: 'opsgenie',
  name: 'Opsgenie',
  description:
    'An alert that is closed when it is over: the title (cut at 130 characters), a description of at most 15,000; by Alertmanager with the priority P1, P3 or P5',
  settings: z.strictObject({
    apiKey: secret.describe('Key of an API integration of Opsgenie that may create alerts'),
    region: z.enum(['us', 'eu']).default('us').describe('Where the account is'),
  }),
  // Each detail and tag has a limit of its own; only the description may contain names from outside.
  markup: plainMarkup({ name: 500, sentence: 1000 }),
  message: ({ title, text, panel, first }) => ({
    message: title,
    description: text,
    details: { impact: first('Annotations.impact'), runbook: first('Annotations.runbook_url'), panel },
  }),
  alertmanager: {
    list: 'opsgenie_configs',
    config: ({ apiKey, region }, message, { severity, secretFile }) => ({
      api_key_file: secretFile('opsgenie-key', apiKey),
      api_url: API[region],
      send_resolved: true,
      priority: PRIORITY[severity],
      ...message,
    }),
    adopt: ({ api_url }, global) => ({
      open: { region: /\.eu\./.test(String(api_url ?? global.opsgenie_api_url)) ? 'eu' : 'us' },
      secrets: ['apiKey'],
    }),
  },
  grafana: {
    list: 'opsgenies',
    contactPoint: ({ apiKey, region }, { message, description }) => ({
      apiKey,
      url: `${API[region]}v2/alerts`,
      autoClose: true,
      message,
      description,
    }),
  },
});
