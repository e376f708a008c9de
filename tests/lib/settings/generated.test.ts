/**
 * Generated stack files: an invalid file is always refused with the name of each wrong key, a valid one always
 * accepted.
 */
import { trading } from '../../../platform';
import fc from 'fast-check';
import { kubernetes } from '../../../lib/settings/kubernetes';
import { pods } from '../../../lib/settings/pods';
import { remoteWrite } from '../../../lib/settings/remote-write';
import { overrideKeys } from '../../../lib/settings/thresholds';
import { toSettings } from '../../../lib/settings/settings';
import { definition, type AlertName } from '../../../platform';
import { EXPORTERS } from '../../support/exporters';
import { kubernetesSettings } from '../../support/kubernetes';
import { settingsErrors } from '../../support/settings-errors';
import {
  alert,
  isRelatedTo,
  contradictions,
  settingKeys,
  settingsWithMistakes,
  TWINS,
  unknownNames,
  validSettings,
  wrongValues,
  type Raw,
} from '../../support/settings-mistakes';

const RUNS = 500;

/** The keys in the error about wrong settings. */
const toldKeys = (raw: Raw): (string | undefined)[] => settingsErrors(raw).map((line) => line.split(': ')[0]);

test('the stack file to which mistakes are added is valid', () => {
  expect(settingsErrors(validSettings())).toEqual([]);
});

describe.each([
  ['an unknown name', unknownNames],
  ['a wrong value', wrongValues],
  ['a contradiction', contradictions],
])('%s', (_case, mistakes) => {
  test('is refused with a message that names the key, and no other', () => {
    fc.assert(
      fc.property(mistakes, (one) => {
        expect(toldKeys(settingsWithMistakes([one]))).toEqual(one.keys);
      }),
      { numRuns: RUNS },
    );
  });
});

test('several mistakes at once are all named, and nothing else', () => {
  const several = fc.uniqueArray(fc.oneof(unknownNames, wrongValues, contradictions), {
    minLength: 2,
    maxLength: 5,
    comparator: isRelatedTo,
  });
  fc.assert(
    fc.property(several, (all) => {
      expect(toldKeys(settingsWithMistakes(all)).sort()).toEqual(all.flatMap(({ keys }) => keys).sort());
    }),
    { numRuns: RUNS },
  );
});

describe('any value gives settings or an error message, never a crash', () => {
  const nested = (depth: number): unknown => (depth === 0 ? {} : { a: [nested(depth - 1)] });
  const junk = fc.oneof(
    fc.jsonValue({ maxDepth: 4 }),
    fc.constantFrom(1e308, -0, 2 ** 64, Infinity, NaN, '9'.repeat(400), 'x'.repeat(9999), '\0\n\u2028', nested(2000)),
    fc.constant(JSON.parse('{"__proto__": {"above": 1}, "constructor": 1, "toString": null, "": {}}')),
  );
  const names = fc.oneof(
    fc.constantFrom(...settingKeys, '__proto__', 'constructor', 'hasOwnProperty', ''),
    fc.string({ maxLength: 12 }),
  );

  test.each([
    ['as the settings', junk],
    ['under the keys of settings', fc.dictionary(names, junk, { noNullPrototype: true })],
    [
      'under the keys of a cluster and of receivers',
      fc
        .tuple(
          fc.dictionary(fc.oneof(fc.constantFrom(...Object.keys(kubernetes.shape)), names), junk),
          fc.dictionary(fc.oneof(fc.constantFrom(...Object.keys(remoteWrite.element.shape)), names), junk),
          junk,
        )
        .map(([cluster, receiver, labels]): Raw => ({
          target: 'kubernetes',
          backend: { service: { labels: labels as unknown, port: 'http', namespace: 'trading' } },
          prometheus: { remoteWrite: [receiver, labels] },
          kubernetes: cluster,
        })),
    ],
    [
      'under the keys of pods in a cluster',
      fc
        .tuple(fc.dictionary(fc.oneof(fc.constantFrom(...Object.keys(pods.shape)), names), junk), junk, junk)
        .map(([cluster, labels, annotations]: readonly unknown[]) =>
          kubernetesSettings({ kubernetes: { pods: cluster, labels, annotations } }),
        ),
    ],
    [
      'under a reference to a Secret',
      fc
        .tuple(junk, fc.dictionary(fc.oneof(fc.constantFrom('name', 'key'), names), junk), names)
        .map(([url, secretKeyRef, other]: readonly [unknown, unknown, string]) => ({
          alerting: { routes: { critical: { slack: { url: { secretKeyRef, [other]: url } }, webhook: { url } } } },
          backend: { address: 'b:1', tls: { ca: { secretKeyRef, [other]: url }, serverName: url } },
          prometheus: {
            remoteWrite: [
              { url: 'https://mimir.example.com', bearerToken: { secretKeyRef }, tls: { ca: url, [other]: url } },
            ],
          },
        })),
    ],
    [
      'under the names of alerts',
      fc
        .dictionary(
          fc.oneof(alert, names),
          fc.oneof(junk, fc.dictionary(fc.oneof(fc.constantFrom(...overrideKeys), names), junk)),
        )
        .map((thresholds) => ({ thresholds })),
    ],
  ])('%s', (_case, values) => {
    fc.assert(
      fc.property(values, (raw) => {
        const unclear = settingsErrors(raw).filter((line) => /undefined|\[object|Invalid input/.test(line));
        expect(unclear).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });
});

test('every valid override is used unchanged, as a number or as text', () => {
  const right = (name: AlertName): fc.Arbitrary<Raw> => {
    const {
      threshold: { kind, value },
      minimumRate,
    } = definition(name);
    const number = fc.double({ min: value / 2, max: value, noNaN: true });
    return fc.record(
      {
        ...(kind === 'above' || kind === 'below' ? { [kind]: number } : {}),
        ...(minimumRate === undefined ? {} : { minimumRate: fc.double({ min: 0, max: 9, noNaN: true }) }),
        for: fc.integer({ min: 1, max: 59 }).map((minutes) => `${minutes}m`),
        severity: fc.constantFrom('critical', 'warning', 'info'),
        enabled: fc.boolean(),
      },
      { requiredKeys: [] },
    );
  };
  const overrides = alert.chain((name) => right(name).map((override) => ({ name, override })));
  const asTexts = (override: Raw) =>
    Object.fromEntries(Object.entries(override).map(([key, value]) => [key, String(value)]));
  fc.assert(
    fc.property(overrides, ({ name, override }) => {
      const warning = TWINS.find(([, critical]) => critical === name)?.[0];
      const off = warning === undefined ? {} : { [warning]: { enabled: false } };
      for (const settings of [override, asTexts(override)])
        expect(
          toSettings(trading, 'dev', { ...EXPORTERS, thresholds: { ...off, [name]: settings } }).thresholds[name],
        ).toEqual(override);
    }),
    { numRuns: RUNS },
  );
});
