/** Generated stack files: a bad one is always refused by the name of each wrong key, a right one always taken. */
import { trading } from '../../../platform';
import fc from 'fast-check';
import { kubernetes } from '../../../lib/settings/kubernetes';
import { pods } from '../../../lib/settings/pods';
import { remoteWrite } from '../../../lib/settings/remote-write';
import { schemaOf } from '../../../lib/settings/schema';
import { overrideKeys } from '../../../lib/settings/thresholds';
import { toSettings } from '../../../lib/settings/settings';
import { alertNames, definition, type AlertName } from '../../../platform';
import { EXPORTERS } from '../../support/exporters';
import { onKubernetes } from '../../support/kubernetes';
import { settingsErrors } from '../../support/settings-errors';

type Raw = Record<string, unknown>;
const RUNS = 500;

/** Keys that a person is told, where the settings are wrong. */
const toldKeys = (raw: Raw): (string | undefined)[] => settingsErrors(raw).map((line) => line.split(': ')[0]);

const settingKeys: readonly string[] = Object.keys(schemaOf(trading).shape);
const alert = fc.constantFrom(...alertNames);
const teams = [...new Set(Object.values(trading.teams))];
const word = fc.stringMatching(/^[a-z]{5,12}$/);
const server = fc.constantFrom('prometheus', 'grafana');

/** A planned maintenance that is right. */
const MAINTENANCE = {
  start: '2026-12-01T22:00Z',
  end: '2026-12-02T02:00Z',
  components: ['database'],
  why: 'Postgres 18',
  who: 'Ada',
};

/** Settings to be written to a stack file, and the keys that are told because of them. */
interface Mistake {
  readonly keys: readonly string[];
  readonly values: readonly (readonly [path: readonly string[], value: unknown])[];
}
const mistake = (path: readonly string[], value: unknown): Mistake => ({
  keys: [path.join('.')],
  values: [[path, value]],
});
/** A planned maintenance that is right but for one key. */
const mistakeIn = (name: string, key: string, value: unknown): Mistake => ({
  keys: [`maintenance.${name}.${key}`],
  values: [[['maintenance', name], { ...MAINTENANCE, [key]: value }]],
});
const threshold = (name: string, key: string, value: unknown): Mistake => mistake(['thresholds', name, key], value);

const unknownNames: fc.Arbitrary<Mistake> = fc.oneof(
  word.filter((key) => !settingKeys.includes(key)).map((key) => mistake([key], 1)),
  fc
    .tuple(fc.constantFrom('backend', 'prometheus', 'grafana', 'docker', 'exporters', 'kubernetes'), word)
    .map(([group, key]) => mistake([group, `${key}-x`], 1)),
  fc.tuple(alert, word).map(([name, tail]) => mistake(['thresholds', `${name}${tail}`], {})),
  word
    .filter((team) => !teams.includes(team))
    .map((team) => mistake(['alerting', 'teams', team], { contacts: { onCall: 'Ada' } })),
  fc
    .tuple(fc.constantFrom(...teams), word)
    .map(([team, key]) => mistake(['alerting', 'teams', team, 'routes', `${key}-x`], {})),
  fc
    .tuple(alert, word)
    .filter(([, key]) => !overrideKeys.some((name) => name === key))
    .map(([name, key]) => threshold(name, key, 1)),
);

const notNumber = fc.oneof(
  word,
  fc.constantFrom('NaN', 'Infinity', ' 1', '0x10', '1,5', null),
  fc.boolean(),
  fc.constant([1]),
  fc.constant({}),
);
const wrongValues: fc.Arbitrary<Mistake> = fc.oneof(
  fc
    .tuple(alert, fc.constantFrom('above', 'below', 'minimumRate'), notNumber)
    .map(([name, key, value]) => threshold(name, key, value)),
  fc
    .tuple(alert, fc.oneof(word, fc.integer(), fc.constantFrom('1.5h', '-5m', '5 m', '25h', '1h30m')))
    .map(([name, value]) => threshold(name, 'for', value)),
  fc.tuple(alert, word).map(([name, value]) => threshold(name, 'severity', value)),
  fc.tuple(alert, fc.oneof(word, fc.integer())).map(([name, value]) => threshold(name, 'enabled', value)),
  fc
    .tuple(server, fc.oneof(fc.integer({ max: 0 }), fc.integer({ min: 65536 }), notNumber))
    .map(([name, port]) => mistake([name, 'port'], port)),
  fc
    .tuple(server, word, fc.constantFrom('', ':latest', ':', ':latest-alpine', '@sha256:abc', ' :v1'))
    .map(([name, image, tag]) => mistake([name, 'image'], image + tag)),
  fc.tuple(server, word).map(([name, text]) => mistake([name, 'externalUrl'], text)),
  fc.tuple(server, word).map(([name, text]) => mistake([name, 'bindAddress'], text)),
  fc
    .tuple(
      fc.constantFrom('start', 'end'),
      fc.oneof(word, fc.constantFrom('2026-02-30T10:00Z', '2026-12-01', 20261201)),
    )
    .map(([key, value]) => mistakeIn('upgrade', key, value)),
  fc.tuple(fc.constantFrom('why', 'who', 'start', 'end')).map(([key]) => mistakeIn('upgrade', key, undefined)),
  word.map((zone) => mistakeIn('upgrade', 'timezone', `Europe/${zone}x`)),
  fc.constantFrom('0s', '76s', '2m', '1d', 15, '15').map((value) => mistake(['backend', 'scrapeInterval'], value)),
  fc
    .tuple(fc.constantFrom(...settingKeys), fc.constantFrom(7, 'X', true, []))
    .map(([key, value]) => mistake([key], value))
    .filter(({ keys: [key], values: [entry] }) => !(key === 'demo' && entry?.[1] === true)),
);

const TWINS = alertNames.flatMap((name): [AlertName, AlertName][] => {
  const twin = alertNames.find((other) => other === definition(name).critical);
  return twin !== undefined && definition(name).threshold.kind === 'above' ? [[name, twin]] : [];
});
/** What the number of an alert may not be beyond; none where it is open or has no number. */
function highest(name: AlertName): number | undefined {
  const {
    threshold: { kind, unit },
    ceiling,
  } = definition(name);
  if (kind !== 'above' && kind !== 'below') return undefined;
  return unit === 'ratio' ? 1 : ceiling?.value;
}
const contradictions: fc.Arbitrary<Mistake> = fc.oneof(
  alert.chain((name) => {
    const {
      threshold: { kind },
      minimumRate,
    } = definition(name);
    const foreign = [
      ...(['above', 'below'] as const).filter((key) => key !== kind),
      ...(minimumRate === undefined ? ['minimumRate'] : []),
    ];
    return fc.constantFrom(...foreign).map((key) => threshold(name, key, 1));
  }),
  alert
    .filter((name) => highest(name) !== undefined)
    .chain((name) =>
      fc
        .double({ min: (highest(name) ?? 0) * 1.001, max: 1e9, noNaN: true })
        .map((value) => threshold(name, definition(name).threshold.kind, value)),
    ),
  fc.constant(threshold('LowSignalIngestionRate', 'below', 0)),
  fc.constantFrom('2026-12-01T22:00Z', '2026-11-30T00:00Z', '2026-12-15T22:01Z', '2027-12-01T22:00').map((end) => ({
    keys: ['maintenance.upgrade.end'],
    values: [[['maintenance', 'upgrade'], { ...MAINTENANCE, end }] as const],
  })),
  fc.constant(mistake(['maintenance', 'upgrade'], { ...MAINTENANCE, components: undefined })),
  fc
    .tuple(fc.constantFrom(...TWINS), fc.double({ min: 0.01, max: 5, noNaN: true }))
    .map(([[warning, critical], pages]): Mistake => ({
      keys: [`thresholds.${warning}.above`],
      values: [
        [['thresholds', critical, 'above'], pages],
        [['thresholds', warning, 'above'], pages],
      ],
    })),
  fc.integer({ min: 1, max: 65535 }).map((port): Mistake => ({
    keys: ['grafana.port'],
    values: [
      [['prometheus', 'port'], port],
      [['grafana', 'port'], port],
    ],
  })),
);

/** A stack file that is right, to be spoilt. */
const valid = (): Raw => ({
  ...structuredClone(EXPORTERS),
  environment: 'prod',
  target: 'docker',
  backend: { address: 'backend:8000', selector: { cluster: 'eu' } },
  prometheus: { retention: '90d', retentionSize: '50GB', externalUrl: 'https://prometheus.example.com/' },
  grafana: { memory: 1024, bindAddress: '0.0.0.0' },
  thresholds: { HighMiniAppLatency: { above: 1.5, for: '10m' }, NoCheckoutsStarted: { enabled: false } },
  maintenance: { holidays: MAINTENANCE },
  contacts: { slack: '#ops' },
  docker: { network: 'trading_net', protectData: true },
});

/** The valid stack file with these mistakes in it. */
function spoilt(mistakes: readonly Mistake[]): Raw {
  const raw = valid();
  for (const [path, value] of mistakes.flatMap(({ values }) => values)) {
    let group = raw;
    for (const key of path.slice(0, -1)) group = (group[key] ??= {}) as Raw;
    group[path.at(-1) ?? ''] = value;
  }
  return raw;
}

/** What a mistake touches: an alert with its twin, a server with the other, or a group of settings. */
function touches({ values }: Mistake): string[] {
  const [[top = '', inner]] = [values[0]?.[0] ?? []];
  if (top === 'prometheus' || top === 'grafana') return ['servers'];
  if (top !== 'thresholds') return [top];
  if (inner === undefined) return ['thresholds'];
  const pair = TWINS.find((twins) => twins.some((name) => name === inner));
  return [`thresholds.${pair?.[0] ?? inner}`];
}
const apart = (a: Mistake, b: Mistake): boolean =>
  touches(a).some((one) =>
    touches(b).some((other) => `${one}.`.startsWith(`${other}.`) || `${other}.`.startsWith(`${one}.`)),
  );

test('the stack file that is spoilt below is right', () => {
  expect(settingsErrors(valid())).toEqual([]);
});

describe.each([
  ['an unknown name', unknownNames],
  ['a wrong value', wrongValues],
  ['a contradiction', contradictions],
])('%s', (_case, mistakes) => {
  test('is refused with a message that names the key, and no other', () => {
    fc.assert(
      fc.property(mistakes, (one) => {
        expect(toldKeys(spoilt([one]))).toEqual(one.keys);
      }),
      { numRuns: RUNS },
    );
  });
});

test('several mistakes at once are all named, and nothing else', () => {
  const several = fc.uniqueArray(fc.oneof(unknownNames, wrongValues, contradictions), {
    minLength: 2,
    maxLength: 5,
    comparator: apart,
  });
  fc.assert(
    fc.property(several, (all) => {
      expect(toldKeys(spoilt(all)).sort()).toEqual(all.flatMap(({ keys }) => keys).sort());
    }),
    { numRuns: RUNS },
  );
});

describe('any value whatever gives settings or a message, never a crash', () => {
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
          onKubernetes({ kubernetes: { pods: cluster, labels, annotations } }),
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
        for (const line of settingsErrors(raw)) expect(line).not.toMatch(/undefined|\[object|Invalid input/);
      }),
      { numRuns: RUNS },
    );
  });
});

test('every right override is taken over as it is, as a number or as a text', () => {
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
