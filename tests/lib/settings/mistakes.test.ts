/** The error about each kind of mistake in a stack file, word for word. */
import { trading } from '../../../platform';
import { SettingsError, toSettings } from '../../../lib/settings/settings';
import { ENCRYPTED } from '../../../lib/settings/raw';
import { schemaOf } from '../../../lib/settings/schema';
import { settingsErrors } from '../../support/settings-errors';

const override = (alert: string, fields: unknown) => ({ thresholds: { [alert]: fields } });
const NAMED = Object.keys(schemaOf(trading).shape).join(', ');
const IMAGE = 'an image with a fixed tag or digest, such as "prom/prometheus:v3.16.0"; never "latest"';
const DURATION = 'a duration such as "90s", "5m", "1h" or "15d"';

describe('names', () => {
  test.each<[string, unknown, string]>([
    [
      'an unknown setting of the stack',
      { tagret: 'docker' },
      `tagret: no such setting; a stack may have ${NAMED}; did you mean target?`,
    ],
    ['an unknown setting that resembles none', { colour: 1 }, `colour: no such setting; a stack may have ${NAMED}`],
    [
      'an unknown setting of a server',
      { grafana: { prot: 3001 } },
      'grafana.prot: no such setting; it may have image, port, bindAddress, memory, externalUrl; did you mean port?',
    ],
    [
      'an unknown label of the selector',
      { backend: { selector: { jobs: 'x' } } },
      expect.stringMatching(/^backend\.selector\.jobs: no such setting; it may have job, .*; did you mean job\?$/),
    ],
    [
      'an unknown alert that resembles none',
      override('DiskFull', { above: 1 }),
      'thresholds.DiskFull: no such alert; `npm run alerts` lists them',
    ],
    [
      'an alert in lower case',
      override('taRGETdown', {}),
      'thresholds.taRGETdown: no such alert; did you mean TargetDown?',
    ],
    [
      'a name that needs quotes on the command line',
      override('High.API "Latency"', {}),
      'thresholds["High.API \\"Latency\\""]: no such alert; did you mean HighAPILatency?',
    ],
    [
      'a name of Object.prototype',
      JSON.parse('{"thresholds": {"__proto__": {"above": 1}}}') as unknown,
      'thresholds.__proto__: no such alert; `npm run alerts` lists them',
    ],
    [
      'a very long name',
      override('x'.repeat(5000), {}),
      `thresholds["${'x'.repeat(60)}..."]: no such alert; \`npm run alerts\` lists them`,
    ],
  ])('%s', (_case, raw, message) => {
    expect(settingsErrors(raw)).toEqual([message]);
  });
});

describe('values', () => {
  test.each<[string, unknown, string]>([
    [
      'a number for a text',
      { environment: 5 },
      'environment: had 5 (a number), needs lower-case letters, digits and dashes, at most 24, beginning with a letter',
    ],
    [
      'a boolean for a number',
      override('HighErrorRate', { above: true }),
      'thresholds.HighErrorRate.above: had true (a boolean), needs a number',
    ],
    ['a text for a boolean', { demo: 'maybe' }, 'demo: had "maybe" (a string), needs true or false'],
    ['a list for a group', { grafana: [1] }, 'grafana: had a list, needs a group of settings'],
    [
      'a group for a number',
      override('HighErrorRate', { above: {} }),
      'thresholds.HighErrorRate.above: had a group of settings, needs a number',
    ],
    [
      'a text for the override of an alert',
      override('HighErrorRate', 'off'),
      'thresholds.HighErrorRate: had "off" (a string), needs a group of settings',
    ],
    [
      'null for a number',
      override('HighErrorRate', { above: null }),
      'thresholds.HighErrorRate.above: had nothing, needs a number',
    ],
    ['an empty text', { contacts: { slack: '' } }, 'contacts.slack: had nothing, needs a text that is not empty'],
    [
      'NaN',
      override('HighErrorRate', { above: 'NaN' }),
      'thresholds.HighErrorRate.above: had "NaN" (a string), needs a number',
    ],
    [
      'a negative number',
      override('HighErrorRate', { above: '-1' }),
      'thresholds.HighErrorRate.above: had "-1", needs at least 0',
    ],
    [
      'an infinite number',
      override('HighErrorRate', { above: Infinity }),
      'thresholds.HighErrorRate.above: had Infinity (a number), needs a finite number',
    ],
    ['an invalid port', { grafana: { port: 1e300 } }, 'grafana.port: had 1e+300, needs a whole number from 1 to 65535'],
    [
      'a fractional port',
      { grafana: { port: '80.5' } },
      'grafana.port: had "80.5", needs a whole number from 1 to 65535',
    ],
    [
      'too little memory',
      { prometheus: { memory: 8 } },
      'prometheus.memory: had 8, needs a whole number from 32 to 1048576',
    ],
    [
      'an unknown severity',
      override('TargetDown', { severity: 'critcal' }),
      'thresholds.TargetDown.severity: had "critcal", needs one of critical, warning, info; did you mean critical?',
    ],
    [
      'a number for a duration',
      override('TargetDown', { for: 300 }),
      `thresholds.TargetDown.for: had 300 (a number), needs ${DURATION}`,
    ],
    [
      'a duration with two units',
      override('TargetDown', { for: '1h30m' }),
      `thresholds.TargetDown.for: had "1h30m", needs ${DURATION}`,
    ],
    [
      'a duration longer than a day',
      override('TargetDown', { for: '1500m' }),
      'thresholds.TargetDown.for: had "1500m", needs 0s to 1d; what has gone on for a day has been noticed',
    ],
    [
      'an infinite duration',
      override('TargetDown', { for: `${'9'.repeat(400)}d` }),
      `thresholds.TargetDown.for: had "${'9'.repeat(60)}...", needs 0s to 1d; what has gone on for a day has been noticed`,
    ],
    [
      'a scrape interval of zero',
      { backend: { scrapeInterval: '0s' } },
      'backend.scrapeInterval: had "0s", needs 1s to 75s: the alerts look at rates over 5m, which want four scrapes',
    ],
    ['a retention of zero', { prometheus: { retention: '0d' } }, 'prometheus.retention: had "0d", needs 1h to 3650d'],
    [
      'a size without a unit',
      { prometheus: { retentionSize: '10' } },
      'prometheus.retentionSize: had "10", needs a size such as "512MB" or "10GB"',
    ],
    [
      'an image without a tag',
      { grafana: { image: 'registry:5000/grafana' } },
      `grafana.image: had "registry:5000/grafana", needs ${IMAGE}`,
    ],
    [
      'a moving tag',
      { grafana: { image: 'grafana/grafana:latest-ubuntu' } },
      `grafana.image: had "grafana/grafana:latest-ubuntu", needs ${IMAGE}`,
    ],
    [
      'an address without a port',
      { backend: { address: 'backend' } },
      'backend.address: had "backend", needs host:port, such as "backend:8000"',
    ],
    [
      'an address with an invalid port',
      { backend: { address: 'backend:70000' } },
      'backend.address: had "backend:70000", needs host:port, such as "backend:8000"',
    ],
    [
      'an invalid path',
      { backend: { metricsPath: 'metrics' } },
      'backend.metricsPath: had "metrics", needs a path such as "/metrics"',
    ],
    [
      'a name for an IP address',
      { grafana: { bindAddress: 'localhost' } },
      'grafana.bindAddress: had "localhost", needs an IP address such as "127.0.0.1" or "0.0.0.0"',
    ],
    [
      'an address of another scheme',
      { grafana: { externalUrl: 'ftp://x' } },
      'grafana.externalUrl: had "ftp://x", needs an http:// or https:// address',
    ],
  ])('%s', (_case, raw, message) => {
    expect(settingsErrors(raw)).toEqual([message]);
  });

  test.each([
    ['null', null, 'settings: had nothing, needs a group of settings'],
    ['a list', [{}], 'settings: had a list, needs a group of settings'],
    ['a text', 'dev', 'settings: had "dev" (a string), needs a group of settings'],
  ])('%s in the place of settings', (_case, raw, message) => {
    expect(settingsErrors(raw)).toEqual([message]);
  });

  test('the environment has the name of the stack by default, with an error if that is no valid name', () => {
    expect(settingsErrors({}, [], 'Team_A')).toEqual([
      'environment: had "Team_A", needs lower-case letters, digits and dashes, at most 24, beginning with a letter',
    ]);
  });
});

test('the heading counts the mistakes and names the stack', () => {
  expect(() => toSettings(trading, 'prod', { a: 1 })).toThrow(SettingsError);
  expect(() => toSettings(trading, 'prod', { a: 1 })).toThrow(/^stack "prod" has a mistake:\n {2}a: /);
  expect(() => toSettings(trading, 'prod', { a: 1, b: 2 })).toThrow(
    /^stack "prod" has 2 mistakes:\n {2}a: .*\n {2}b: /,
  );
});

describe('a secret', () => {
  test('is not printed if it is wrong', () => {
    const raw = { contacts: { hotline: { number: 'hush' } }, ...override('HighErrorRate', { above: 'hush' }) };
    expect(settingsErrors(raw, ['contacts', 'thresholds'])).toEqual([
      'thresholds.HighErrorRate.above: had a secret, needs a number',
      'contacts.hotline: had a secret, needs a text',
    ]);
  });

  test('is not printed if it contradicts another setting', () => {
    expect(settingsErrors(override('CriticalAPILatency', { above: 77 }), ['thresholds'])).toEqual([
      'thresholds.CriticalAPILatency.above: contradicts another setting; it is a secret, so its value is not shown',
    ]);
  });

  test('that is still encrypted is valid as a text only', () => {
    expect(toSettings(trading, 'dev', { contacts: { hotline: ENCRYPTED } }).contacts.hotline).toBe(ENCRYPTED);
    expect(settingsErrors({ grafana: { port: ENCRYPTED } })).toEqual([
      'grafana.port: had a secret, needs a whole number from 1 to 65535',
    ]);
  });
});

test('a group with a key `length` is a group, whatever its value', () => {
  expect(settingsErrors({ contacts: { hotline: { length: { toString: null } } } })).toEqual([
    'contacts.hotline: had a group of settings, needs a text',
  ]);
});
