/** A stack file: valid settings, and the errors about wrong ones. */
import { trading } from '../../../platform';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { ENCRYPTED } from '../../../lib/settings/raw';
import { readStackFile, stackNames } from '../../../lib/settings/stack-file';
import { toSettings } from '../../../lib/settings/settings';
import { settingsErrors } from '../../support/settings-errors';

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

test('a backend address replaces the demo', () => {
  expect(toSettings(trading, 'prod', { backend: { address: 'api.internal:8000' } })).toMatchObject({
    demo: false,
    backend: { address: 'api.internal:8000' },
  });
});

test('numbers and booleans may be texts, as `pulumi config set` writes them', () => {
  const settings = toSettings(trading, 'dev', {
    demo: 'true',
    grafana: { port: '3001' },
    thresholds: { HighAPILatency: { above: '0.8', enabled: 'false' } },
  });
  expect(settings.grafana.port).toBe(3001);
  expect(settings.thresholds.HighAPILatency).toEqual({ above: 0.8, enabled: false });
});

test('durations have one spelling, so that 60m is no change from 1h', () => {
  expect(
    toSettings(trading, 'dev', { thresholds: { NoCheckoutsStarted: { for: '60m' } } }).thresholds.NoCheckoutsStarted,
  ).toEqual({
    for: '1h',
  });
});

describe('the files of the stacks', () => {
  test.each(stackNames())('Pulumi.%s.yaml is valid', (stack) => {
    expect(toSettings(trading, stack, readStackFile(stack)).environment).toBe(stack);
  });

  test('a missing file is reported with the existing ones', () => {
    expect(() => readStackFile('staging')).toThrow('Pulumi.staging.yaml: no such file; there is dev, prod');
  });

  test('a broken file is reported with the line', () => {
    const folder = mkdtempSync(join(tmpdir(), 'stack-'));
    writeFileSync(join(folder, 'Pulumi.dev.yaml'), 'config:\n  a: [1\n');
    expect(() => readStackFile('dev', folder)).toThrow(/Pulumi\.dev\.yaml: is no YAML: /);
  });
});

describe('a credential', () => {
  const URL = 'https://hooks.slack.com/services/T/B/a-token';
  const raw = (url: string) => ({ alerting: { routes: { critical: { slack: { url } } } } });
  const isTold = (secrets: string[], value = URL) => settingsErrors(raw(value), secrets);

  test('is accepted decrypted by the engine, and encrypted in the stack file', () => {
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

  test('in the wrong key is not printed, and does not hide other mistakes', () => {
    const lines = settingsErrors({ alerting: { ...raw(URL).alerting, engine: URL, deadMansSwitch: { url: URL } } }, [
      'alerting',
    ]);
    expect(lines).toEqual(['alerting.engine: had a secret, needs one of grafana, alertmanager']);
    const contradicting = { alerting: { routes: { warning: { slack: { url: URL } } } } };
    expect(settingsErrors(contradicting, ['alerting'])).toEqual([
      'alerting.routes.critical: missing; critical alerts would reach nobody while others do',
    ]);
  });

  test('that is the address of a webhook may be in clear text', () => {
    expect(settingsErrors({ alerting: { routes: ROUTED } })).toEqual([]);
  });
});
