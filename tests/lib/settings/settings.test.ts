/** A stack file: what it may say, and what a person is told where it is wrong. */
import { trading } from '../../../platform';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { RECEIVER_KINDS } from '../../../lib/receivers';
import { ENCRYPTED } from '../../../lib/settings/raw';
import { readStackFile, stackNames } from '../../../lib/settings/stack-file';
import { toSettings } from '../../../lib/settings/settings';
import { settingsErrors } from '../../support/settings-errors';

const RECEIVERS = RECEIVER_KINDS.map(({ key }) => key).join(', ');

type Raw = Record<string, unknown>;

const WEBHOOK = { webhook: { url: 'http://127.0.0.1:9999/' } };
const ROUTED = { critical: WEBHOOK, warning: WEBHOOK };

describe('an empty stack file', () => {
  test('is a Docker stack with the demo backend, on localhost, named like the stack', () => {
    const settings = toSettings(trading, 'dev', {});
    expect(settings).toMatchObject({
      environment: 'dev',
      target: 'docker',
      demo: true,
      backend: {
        address: 'backend:8000',
        metricsPath: '/metrics',
        scrapeInterval: '15s',
        selector: { job: 'backend-api' },
      },
      prometheus: { port: 9090, bindAddress: '127.0.0.1', externalUrl: 'http://localhost:9090' },
      grafana: { port: 3000, bindAddress: '127.0.0.1', externalUrl: 'http://localhost:3000' },
      thresholds: {},
    });
    expect(settings.runbooks.baseUrl).toMatch(/\/runbooks$/);
  });

  test('names no moving image', () => {
    const { prometheus, grafana } = toSettings(trading, 'dev', {});
    for (const { image } of [prometheus, grafana]) expect(image).toMatch(/:v?\d+\.\d+\.\d+$/);
  });
});

test('a backend address takes the place of the demo', () => {
  expect(toSettings(trading, 'prod', { backend: { address: 'api.internal:8000' } })).toMatchObject({
    demo: false,
    backend: { address: 'api.internal:8000' },
  });
});

test('numbers and switches as `pulumi config set` writes them, as text, are understood', () => {
  const settings = toSettings(trading, 'dev', {
    demo: 'true',
    grafana: { port: '3001' },
    thresholds: { HighAPILatency: { above: '0.8', enabled: 'false' } },
  });
  expect(settings.grafana.port).toBe(3001);
  expect(settings.thresholds.HighAPILatency).toEqual({ above: 0.8, enabled: false });
});

test('durations take one spelling, so that 60m is no change to 1h', () => {
  expect(
    toSettings(trading, 'dev', { thresholds: { NoCheckoutsStarted: { for: '60m' } } }).thresholds.NoCheckoutsStarted,
  ).toEqual({
    for: '1h',
  });
});

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
    'a number for an alert on nothing happening',
    { thresholds: { SignalIngestionStopped: { above: 1 } } },
    'thresholds.SignalIngestionStopped.above: SignalIngestionStopped has no number to set; it may have for, severity, enabled',
  ],
  [
    'a scrape interval too long for the rate window',
    { backend: { scrapeInterval: '2m' } },
    'backend.scrapeInterval: had "2m", needs 1s to 75s: the alerts look at rates over 5m, which want four scrapes',
  ],
  ['one port for two servers', { prometheus: { port: 3000 } }, 'grafana.port: had 3000, which prometheus has too'],
  ['nothing to scrape', { demo: false }, 'backend.address: missing; without the demo there is nothing to scrape'],
  [
    'a muted time without a name that servers take',
    { alerting: { routes: ROUTED, muteTimings: { Weekend: [{}] } } },
    'alerting.muteTimings.Weekend: is no name here; needs lower-case letters, digits and dashes, beginning with a letter',
  ],
  [
    'a night in one entry',
    { alerting: { routes: ROUTED, muteTimings: { night: [{ times: [{ start: '22:00', end: '06:00' }] }] } } },
    'alerting.muteTimings.night[0].times[0]: had a group of settings, needs an end after its start; a night takes two entries',
  ],
  [
    'a time zone that does not exist',
    { alerting: { routes: ROUTED, muteTimings: { night: [{ location: 'Europe/Londn' }] } } },
    'alerting.muteTimings.night[0].location: had "Europe/Londn", needs a time zone such as "Europe/London"; did you mean Europe/London?',
  ],
  [
    'muted warnings that nobody is told of',
    { alerting: { routes: { critical: WEBHOOK }, muteTimings: { night: [{}] } } },
    'alerting.muteTimings: nothing to mute: alerting.routes has no warning',
  ],
  [
    'a route that leads nowhere',
    { alerting: { routes: { critical: {} } } },
    `alerting.routes.critical: had a group of settings, needs at least one of ${RECEIVERS}`,
  ],
  [
    'an unknown channel, without what follows from it',
    { alerting: { routes: { critical: { slak: {} } } } },
    `alerting.routes.critical.slak: no such setting; it may have ${RECEIVERS}; did you mean slack?`,
  ],
  [
    'warnings told while critical alerts are not',
    { alerting: { routes: { warning: WEBHOOK } } },
    'alerting.routes.critical: missing; critical alerts would reach nobody while others do',
  ],
  [
    'a credential in clear text',
    { alerting: { routes: { critical: { slack: { url: 'https://hooks.slack.com/services/T/B/x' } } } } },
    'alerting.routes.critical.slack.url: is in clear text; `pulumi config set --secret --path alerting.routes.critical.slack.url` encrypts it',
  ],
  [
    'mails without a server',
    { alerting: { routes: { critical: { email: { to: ['sre@example.com'] } } } } },
    'alerting.smtp: missing; the mails of alerting.routes.critical need a server',
  ],
  [
    'a mail server for nobody',
    { alerting: { smtp: { host: 'smtp.example.com:587', from: 'alerts@example.com' } } },
    'alerting.smtp: nothing would be mailed: no route has email',
  ],
  [
    'an Alertmanager that the engine does not use',
    { alertmanager: { port: 9094 } },
    'alertmanager: means nothing to alerting.engine grafana, which runs no Alertmanager',
  ],
  [
    'one port for Alertmanager and Grafana',
    { alerting: { engine: 'alertmanager' }, alertmanager: { port: 3000 } },
    'alertmanager.port: had 3000, which grafana has too',
  ],
  ['nothing where a group is due', { grafana: null }, 'grafana: had nothing, needs a group of settings'],
])('%s is refused with what to do', (_case, raw, message) => {
  expect(settingsErrors(raw)).toEqual([message]);
});

test('a switched-off twin does not count', () => {
  expect(
    settingsErrors({ thresholds: { HighErrorRate: { above: 2 }, CriticalErrorRate: { enabled: false } } }),
  ).toEqual([]);
});

test('all mistakes are told at once, those of the schema and those between settings', () => {
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

describe('the files of the stacks', () => {
  test.each(stackNames())('Pulumi.%s.yaml is right', (stack) => {
    expect(toSettings(trading, stack, readStackFile(stack)).environment).toBe(stack);
  });

  test('a missing one names those that there are', () => {
    expect(() => readStackFile('staging')).toThrow('Pulumi.staging.yaml: no such file; there is dev, prod');
  });

  test('a broken one is named, with the line', () => {
    const folder = mkdtempSync(join(tmpdir(), 'stack-'));
    writeFileSync(join(folder, 'Pulumi.dev.yaml'), 'config:\n  a: [1\n');
    expect(() => readStackFile('dev', folder)).toThrow(/Pulumi\.dev\.yaml: is no YAML: /);
  });
});

describe('a credential', () => {
  const URL = 'https://hooks.slack.com/services/T/B/a-token';
  const raw = (url: string) => ({ alerting: { routes: { critical: { slack: { url } } } } });
  const isTold = (secrets: string[], value = URL) => settingsErrors(raw(value), secrets);

  test('is taken where the engine decrypted it, and where the stack file has it encrypted', () => {
    expect(isTold(['alerting'])).toEqual([]);
    expect(isTold([], ENCRYPTED)).toEqual([]);
  });

  test('prints as a marker, whole and as part of the settings', () => {
    const { alerting } = toSettings(trading, 'prod', raw(URL), new Set(['alerting']));
    const slack = alerting.routes.critical?.slack;
    expect(slack?.url?.reveal()).toBe(URL);
    for (const text of [String(slack?.url), JSON.stringify(alerting), inspect(alerting, { depth: 9 })])
      expect(text).not.toContain('a-token');
  });

  test('in the key that is wrong is not repeated, and neither does it hide what else is', () => {
    const lines = settingsErrors({ alerting: { ...raw(URL).alerting, engine: URL, deadMansSwitch: { url: URL } } }, [
      'alerting',
    ]);
    expect(lines).toEqual(['alerting.engine: had a secret, needs one of grafana, alertmanager']);
    const contradicting = { alerting: { routes: { warning: { slack: { url: URL } } } } };
    expect(settingsErrors(contradicting, ['alerting'])).toEqual([
      'alerting.routes.critical: missing; critical alerts would reach nobody while others do',
    ]);
  });

  test('that is an address of a webhook may stand in clear text', () => {
    expect(settingsErrors({ alerting: { routes: ROUTED } })).toEqual([]);
  });
});
