/** Invalid settings are refused in a sentence that says what to do. */
import { RECEIVER_KINDS } from '../../../lib/receivers';
import { settingsErrors } from '../../support/settings-errors';

const RECEIVERS = RECEIVER_KINDS.map(({ key }) => key).join(', ');

type Raw = Record<string, unknown>;

const WEBHOOK = { webhook: { url: 'http://127.0.0.1:9999/' } };

const ROUTED = { critical: WEBHOOK, warning: WEBHOOK };

test.each<[string, Raw, string]>([
  [
    'an unknown alert',
    { thresholds: { HighApiLatency: {} } },
    'thresholds.HighApiLatency: no such alert; did you mean HighAPILatency?',
  ],
  [
    'an unknown setting of an alert',
    { thresholds: { HighAPILatency: { abov: 1 } } },
    'thresholds.HighAPILatency.abov: no such setting; it may have above, for, severity, enabled, minimumRate, routes; did you mean above?',
  ],
  [
    'a text for a number',
    { thresholds: { HighErrorRate: { above: 'fast' } } },
    'thresholds.HighErrorRate.above: had "fast" (a string), needs a number',
  ],
  [
    'a wrong choice',
    { target: 'dokcer' },
    'target: had "dokcer", needs one of docker, kubernetes, external; did you mean docker?',
  ],
  [
    'a moving image',
    { grafana: { image: 'grafana/grafana:latest' } },
    'grafana.image: had "grafana/grafana:latest", needs an image with a fixed tag or digest, such as "prom/prometheus:v3.16.0"; never "latest"',
  ],
  [
    'a duration in words',
    { thresholds: { HighErrorRate: { for: '5 minutes' } } },
    'thresholds.HighErrorRate.for: had "5 minutes", needs a duration such as "90s", "5m", "1h" or "15d"',
  ],
  [
    'a threshold beyond the largest bucket',
    { thresholds: { CriticalAPILatency: { above: 7 } } },
    'thresholds.CriticalAPILatency.above: can never fire above 7 s: the largest bucket of request_duration_seconds is 5 s, and nothing is known beyond it',
  ],
  [
    'a share above one',
    { thresholds: { HighPaymentFailureRate: { above: 20 } } },
    'thresholds.HighPaymentFailureRate.above: can never fire above 2000%: a share is from 0 to 1 (100%)',
  ],
  [
    'a rate below nothing',
    { thresholds: { LowSignalIngestionRate: { below: 0 } } },
    'thresholds.LowSignalIngestionRate.below: can never fire below 0/s: no rate is negative',
  ],
  [
    'a warning beyond its critical twin',
    { thresholds: { HighErrorRate: { above: 2 } } },
    'thresholds.HighErrorRate.above: HighErrorRate would warn above 2/s, not before CriticalErrorRate pages above 1/s; the warning needs the smaller number',
  ],
  [
    'a critical twin below its warning',
    { thresholds: { CriticalErrorRate: { above: 0.05 } } },
    'thresholds.CriticalErrorRate.above: HighErrorRate would warn above 0.1/s, not before CriticalErrorRate pages above 0.05/s; the warning needs the smaller number',
  ],
  [
    'a threshold for an alert on absent events',
    { thresholds: { SignalIngestionStopped: { above: 1 } } },
    'thresholds.SignalIngestionStopped.above: SignalIngestionStopped has no number to set; it may have for, severity, enabled',
  ],
  [
    'a scrape interval too long for the rate window',
    { backend: { scrapeInterval: '2m' } },
    'backend.scrapeInterval: had "2m", needs 1s to 75s: the alerts look at rates over 5m, which want four scrapes',
  ],
  ['one port for two servers', { prometheus: { port: 3000 } }, 'grafana.port: had 3000, which prometheus has too'],
  [
    'a stack with nothing to scrape',
    { demo: false },
    'backend.address: missing; without the demo there is nothing to scrape',
  ],
  [
    'a muted time with an invalid name',
    { alerting: { routes: ROUTED, muteTimings: { Weekend: [{}] } } },
    'alerting.muteTimings.Weekend: is no name here; needs lower-case letters, digits and dashes, beginning with a letter',
  ],
  [
    'a range past midnight in one entry',
    { alerting: { routes: ROUTED, muteTimings: { night: [{ times: [{ start: '22:00', end: '06:00' }] }] } } },
    'alerting.muteTimings.night[0].times[0]: had a group of settings, needs an end after its start; a night takes two entries',
  ],
  [
    'a time zone that does not exist',
    { alerting: { routes: ROUTED, muteTimings: { night: [{ location: 'Europe/Londn' }] } } },
    'alerting.muteTimings.night[0].location: had "Europe/Londn", needs a time zone such as "Europe/London"; did you mean Europe/London?',
  ],
  [
    'muted warnings without a receiver for them',
    { alerting: { routes: { critical: WEBHOOK }, muteTimings: { night: [{}] } } },
    'alerting.muteTimings: nothing to mute: alerting.routes has no warning',
  ],
  [
    'a route without a receiver',
    { alerting: { routes: { critical: {} } } },
    `alerting.routes.critical: had a group of settings, needs at least one of ${RECEIVERS}`,
  ],
  [
    'an unknown receiver, reported without its consequences',
    { alerting: { routes: { critical: { slak: {} } } } },
    `alerting.routes.critical.slak: no such setting; it may have ${RECEIVERS}; did you mean slack?`,
  ],
  [
    'a route for warnings but none for critical alerts',
    { alerting: { routes: { warning: WEBHOOK } } },
    'alerting.routes.critical: missing; critical alerts would reach nobody while others do',
  ],
  [
    'a credential in clear text',
    { alerting: { routes: { critical: { slack: { url: 'https://hooks.slack.com/services/T/B/x' } } } } },
    'alerting.routes.critical.slack.url: is in clear text; `pulumi config set --secret --path alerting.routes.critical.slack.url` encrypts it',
  ],
  [
    'mail without an SMTP server',
    { alerting: { routes: { critical: { email: { to: ['sre@example.com'] } } } } },
    'alerting.smtp: missing; the mails of alerting.routes.critical need a server',
  ],
  [
    'an SMTP server without mail',
    { alerting: { smtp: { host: 'smtp.example.com:587', from: 'alerts@example.com' } } },
    'alerting.smtp: nothing would be mailed: no route has email',
  ],
  [
    'an Alertmanager that the engine does not use',
    { alertmanager: { port: 9094 } },
    'alertmanager: is not used with alerting.engine grafana, which runs no Alertmanager',
  ],
  [
    'one port for Alertmanager and Grafana',
    { alerting: { engine: 'alertmanager' }, alertmanager: { port: 3000 } },
    'alertmanager.port: had 3000, which grafana has too',
  ],
  ['null for a group', { grafana: null }, 'grafana: had nothing, needs a group of settings'],
])('%s is refused with what to do', (_case, raw, message) => {
  expect(settingsErrors(raw)).toEqual([message]);
});

test('a twin that is switched off does not count', () => {
  expect(
    settingsErrors({ thresholds: { HighErrorRate: { above: 2 }, CriticalErrorRate: { enabled: false } } }),
  ).toEqual([]);
});

test('all mistakes are reported at once, those of the schema and those between settings', () => {
  const lines = settingsErrors({
    tagret: 'docker',
    thresholds: { CriticalAPILatency: { above: 7 }, HighErrorRate: { for: 5 } },
  });
  expect(lines.map((line) => line.split(':')[0]).sort()).toEqual([
    'tagret',
    'thresholds.CriticalAPILatency.above',
    'thresholds.HighErrorRate.for',
  ]);
});
