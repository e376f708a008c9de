/** A stack file: what it may say, and what a person is told where it is wrong. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { readStackFile, stackNames } from '../../config/stack-file';
import { SettingsError, toSettings } from '../../config/settings';
import { alertNames, definition, type AlertName } from '../../rules/catalogue';

type Raw = Record<string, unknown>;

/** The lines that a person is told, without the heading. */
function told(raw: Raw): string[] {
  try {
    toSettings('dev', raw);
    return [];
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return error.message
      .split('\n')
      .slice(1)
      .map((line) => line.trim());
  }
}

describe('an empty stack file', () => {
  test('is a Docker stack with the demo backend, on localhost, named like the stack', () => {
    const settings = toSettings('dev', {});
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
    const { prometheus, grafana } = toSettings('dev', {});
    for (const { image } of [prometheus, grafana]) expect(image).toMatch(/:v?\d+\.\d+\.\d+$/);
  });
});

test('a backend address takes the place of the demo', () => {
  expect(toSettings('prod', { backend: { address: 'api.internal:8000' } })).toMatchObject({
    demo: false,
    backend: { address: 'api.internal:8000' },
  });
});

test('numbers and switches as `pulumi config set` writes them, as text, are understood', () => {
  const settings = toSettings('dev', {
    demo: 'true',
    grafana: { port: '3001' },
    thresholds: { HighAPILatency: { above: '0.8', enabled: 'false' } },
  });
  expect(settings.grafana.port).toBe(3001);
  expect(settings.thresholds.HighAPILatency).toEqual({ above: 0.8, enabled: false });
});

test('durations take one spelling, so that 60m is no change to 1h', () => {
  expect(
    toSettings('dev', { thresholds: { NoCheckoutsStarted: { for: '60m' } } }).thresholds.NoCheckoutsStarted,
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
    'thresholds.HighAPILatency.abov: no such setting; it may have above, for, severity, enabled, minimumRate; did you mean above?',
  ],
  [
    'a text for a number',
    { thresholds: { HighErrorRate: { above: 'fast' } } },
    'thresholds.HighErrorRate.above: had "fast" (a string), needs a number',
  ],
  ['a wrong choice', { target: 'dokcer' }, 'target: had "dokcer", needs docker'],
  [
    'a moving image',
    { grafana: { image: 'grafana/grafana:latest' } },
    'grafana.image: had "grafana/grafana:latest", needs an image with a fixed tag or digest, such as "prom/prometheus:v3.5.0"; never "latest"',
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
    'thresholds.HighPaymentFailureRate.above: can never fire above 2000%: a share is never above 1 (100%)',
  ],
  [
    'a rate below nothing',
    { thresholds: { LowSignalIngestionRate: { below: 0 } } },
    'thresholds.LowSignalIngestionRate.below: can never fire below 0: no rate is negative',
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
  ['one port for two servers', { prometheus: { port: 3000 } }, 'grafana.port: had 3000, which Prometheus has too'],
  ['nothing to scrape', { demo: false }, 'backend.address: missing; without the demo there is nothing to scrape'],
])('%s is refused with what to do', (_case, raw, message) => {
  expect(told(raw)).toEqual([message]);
});

test('a switched-off twin does not count', () => {
  expect(told({ thresholds: { HighErrorRate: { above: 2 }, CriticalErrorRate: { enabled: false } } })).toEqual([]);
});

test('all mistakes are told at once, those of the schema and those between settings', () => {
  const lines = told({ tagret: 'docker', thresholds: { CriticalAPILatency: { above: 7 }, HighErrorRate: { for: 5 } } });
  expect(lines.map((line) => line.split(':')[0]).sort()).toEqual([
    'tagret',
    'thresholds.CriticalAPILatency.above',
    'thresholds.HighErrorRate.for',
  ]);
});

describe('generated stack files', () => {
  const alert = fc.constantFrom(...alertNames);
  const word = fc.stringMatching(/^[a-z]{5,12}$/);
  const known = new Set([
    'environment',
    'target',
    'backend',
    'prometheus',
    'grafana',
    'thresholds',
    'alerting',
    'runbooks',
    'contacts',
    'docker',
  ]);

  /** A mistake: where it is, and the stack file's keys with nothing else in them. */
  type Mistake = { key: string; path: string[]; value: unknown };
  const mistake = (path: string[], value: unknown): Mistake => ({ key: path.join('.'), path, value });
  const notNumber = fc.oneof(word, fc.constant(null), fc.constant([1]), fc.constant({}), fc.boolean());
  const mistakes: fc.Arbitrary<Mistake> = fc.oneof(
    word.filter((key) => !known.has(key)).map((key) => mistake([key], 1)),
    fc.tuple(alert, word).map(([name, tail]) => mistake(['thresholds', `${name}${tail}`], {})),
    fc
      .tuple(
        alert,
        word.filter((key) => key !== 'above' && key !== 'below' && key !== 'enabled'),
      )
      .map(([name, key]) => mistake(['thresholds', name, key], 1)),
    fc
      .tuple(alert, fc.constantFrom('above', 'below', 'minimumRate'), notNumber)
      .map(([name, key, value]) => mistake(['thresholds', name, key], value)),
    fc.tuple(alert, fc.oneof(word, fc.integer())).map(([name, value]) => mistake(['thresholds', name, 'for'], value)),
    fc.tuple(alert, word).map(([name, value]) => mistake(['thresholds', name, 'severity'], value)),
    fc.integer({ min: 6, max: 1e6 }).map((value) => mistake(['thresholds', 'CriticalAPILatency', 'above'], value)),
    fc
      .double({ min: 1, max: 1e6, noNaN: true })
      .map((value) => mistake(['thresholds', 'HighPaymentFailureRate', 'above'], value)),
    fc.constantFrom('prometheus', 'grafana').chain((server) =>
      fc.oneof(
        fc.oneof(fc.integer({ max: 0 }), fc.integer({ min: 65536 })).map((port) => mistake([server, 'port'], port)),
        word.map((image) => mistake([server, 'image'], `${image}:latest`)),
        word.map((image) => mistake([server, 'image'], image)),
        word.map((text) => mistake([server, 'externalUrl'], text)),
      ),
    ),
    fc
      .constantFrom('backend', 'grafana', 'thresholds', 'contacts')
      .chain((group) => fc.constantFrom(7, 'x', true).map((value) => mistake([group], value))),
  );

  function stackFile(all: readonly Mistake[]): Raw {
    const raw: Raw = {};
    for (const { path, value } of all) {
      let group = raw;
      for (const key of path.slice(0, -1)) group = (group[key] ??= {}) as Raw;
      group[path.at(-1) ?? ''] = value;
    }
    return raw;
  }

  test('every bad one is refused with a message that names each wrong key', () => {
    const independent = fc.uniqueArray<Mistake, string>(mistakes, {
      minLength: 1,
      maxLength: 4,
      // Two mistakes on one way down would hide each other.
      comparator: (a, b) => `${a}.`.startsWith(`${b}.`) || `${b}.`.startsWith(`${a}.`),
      selector: ({ key }) => key,
    });
    fc.assert(
      fc.property(independent, (all) => {
        const lines = told(stackFile(all)).map((line) => line.split(': ')[0]);
        for (const { key } of all) expect(lines).toContain(key);
      }),
      { numRuns: 500 },
    );
  });

  test('any value whatever gives settings or a message, never a crash', () => {
    const anything = fc.dictionary(fc.oneof(fc.constantFrom(...known), fc.string()), fc.jsonValue({ maxDepth: 4 }));
    fc.assert(
      fc.property(anything, (raw) => {
        for (const line of told(raw)) expect(line).not.toMatch(/undefined|\[object/);
      }),
      { numRuns: 500 },
    );
  });

  test('every right override is taken over as it is', () => {
    const right = (name: AlertName): fc.Arbitrary<Raw> => {
      const { threshold, minimumRate } = definition(name);
      const smaller = { [threshold.kind]: fc.double({ min: threshold.value / 2, max: threshold.value, noNaN: true }) };
      return fc.record(
        {
          ...(threshold.kind === 'fixed' ? {} : smaller),
          for: fc.integer({ min: 1, max: 59 }).map((minutes) => `${minutes}m`),
          severity: fc.constantFrom('critical', 'warning', 'info'),
          ...(minimumRate === undefined ? {} : { minimumRate: fc.double({ min: 0, max: 9, noNaN: true }) }),
        },
        { requiredKeys: [] },
      );
    };
    const overrides = alert.chain((name) => right(name).map((override) => ({ name, override })));
    fc.assert(
      fc.property(overrides, ({ name, override }) => {
        fc.pre(Object.keys(override).length > 0);
        const twin =
          definition(name).critical === undefined
            ? alertNames.find((other) => definition(other).critical === name)
            : undefined;
        const off = twin === undefined ? {} : { [twin]: { enabled: false } };
        expect(toSettings('dev', { thresholds: { ...off, [name]: override } }).thresholds[name]).toEqual(override);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the files of the stacks', () => {
  test.each(stackNames())('Pulumi.%s.yaml is right', (stack) => {
    expect(toSettings(stack, readStackFile(stack)).environment).toBe(stack);
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
