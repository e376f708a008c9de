/** PagerDuty, by its Events API v2: https://developer.pagerduty.com/docs/events-api-v2-overview */
import { z } from 'zod';
import { secret } from '../settings/secret';
import { defineReceiver } from './receiver-kind';

export const pagerduty = defineReceiver({
  key: 'pagerduty',
  name: 'PagerDuty',
  description: 'An event whose summary (at most 1,024 characters) is the title, with the parts as details',
  settings: z.strictObject({
    integrationKey: secret.describe('Key of an Events API v2 integration of a PagerDuty service'),
  }),
  credentialNames: ['integration_key', 'routing_key'],
  message: ({ title, culprits, panel, acknowledge, first }) => ({
    summary: title,
    component: first('Labels.component'),
    group: first('Labels.environment'),
    class: first('Labels.alertname'),
    details: {
      // Both engines add all alerts under these names by default; PagerDuty then drops every detail of a large
      // notification.
      firing: '',
      resolved: '',
      num_firing: '',
      num_resolved: '',
      culprits,
      impact: first('Annotations.impact'),
      runbook: first('Annotations.runbook_url'),
      panel,
      acknowledge,
    },
  }),
  alertmanager: {
    list: 'pagerduty_configs',
    config: ({ integrationKey }, { summary, ...fields }, { severity, secretFile }) => ({
      routing_key_file: secretFile('pagerduty-key', integrationKey),
      send_resolved: true,
      severity,
      description: summary,
      ...fields,
      links: [
        { href: fields.details.runbook, text: 'Runbook' },
        { href: fields.details.panel, text: 'Panel' },
      ],
    }),
    adopt: ({ service_key, service_key_file }) =>
      service_key === undefined && service_key_file === undefined
        ? { secrets: ['integrationKey'] }
        : 'service_key is of the Events API v1; make an integration of the Events API v2',
  },
  grafana: {
    list: 'pagerduties',
    contactPoint: ({ integrationKey }, message, { severity }) => ({ integrationKey, severity, ...message }),
  },
});
