/** A stack that uses every kind of receiver. */
import { trading } from '../../platform';
import type { Stack } from '@pulumi/pulumi/automation';
import { toSettings } from '../../lib/settings/settings';
import type { Settings } from '../../lib/settings/schema';
import { name as PROJECT } from '../../package.json';

/** Its credentials: none of these may be readable anywhere. */
export const CREDENTIALS = {
  criticalSlack: 'https://hooks.slack.example/critical-token',
  pagerduty: 'pagerduty-integration-key',
  warningSlack: 'https://hooks.slack.example/warning-token',
  webhook: 'https://chat.example/hook?token=webhook-token',
  heartbeat: 'https://heartbeat.example/heartbeat-token',
  smtp: 'smtp-password-token',
} as const;

export const EVERY_RECEIVER = {
  routes: {
    critical: {
      slack: { url: CREDENTIALS.criticalSlack },
      pagerduty: { integrationKey: CREDENTIALS.pagerduty },
      webhook: { url: CREDENTIALS.webhook },
    },
    warning: { slack: { url: CREDENTIALS.warningSlack } },
    info: { email: { to: ['sre@example.com', 'desk@example.com'] } },
  },
  muteTimings: {
    weekends: [{ weekdays: ['saturday', 'sunday'], location: 'Europe/London' }],
    'market-closed': [{ times: [{ start: '22:00', end: '24:00' }], months: ['1:12'], daysOfMonth: ['1:-1'] }],
  },
  deadMansSwitch: { url: CREDENTIALS.heartbeat },
  smtp: {
    host: 'smtp.example.com:587',
    from: 'alerts@example.com',
    user: 'alerts',
    password: CREDENTIALS.smtp,
  },
} as const;

/** The settings of a stack with these alerting settings, as the engine passes them: decrypted. */
export const settingsWithAlerting = (alerting: object = EVERY_RECEIVER, environment = 'prod'): Settings =>
  toSettings(trading, environment, { alerting }, new Set(['alerting']));

/** Values that a person sets with `--secret`, by path. */
export const SECRETS = {
  'routes.critical.slack.url': CREDENTIALS.criticalSlack,
  'routes.critical.pagerduty.integrationKey': CREDENTIALS.pagerduty,
  'routes.critical.webhook.url': CREDENTIALS.webhook,
  'routes.warning.slack.url': CREDENTIALS.warningSlack,
  'deadMansSwitch.url': CREDENTIALS.heartbeat,
  'smtp.password': CREDENTIALS.smtp,
};

/** Sets these values encrypted in the stack file, as that person would, without those in `except`. */
export const setSecrets = (stack: Stack, except: readonly string[] = []): Promise<void> =>
  stack.setAllConfig(
    Object.fromEntries(
      Object.entries(SECRETS)
        .filter(([path]) => !except.includes(path))
        .map(([path, value]) => [`${PROJECT}:alerting.${path}`, { value, secret: true }]),
    ),
    true,
  );
