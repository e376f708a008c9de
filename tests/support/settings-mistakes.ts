/** Random mistakes in a stack file, each with the keys that the message must name. */
import { trading } from '../../platform';
import fc from 'fast-check';
import { schemaOf } from '../../lib/settings/schema';
import { overrideKeys } from '../../lib/settings/thresholds';
import { alertNames, definition, type AlertName } from '../../platform';
import { EXPORTERS } from './exporters';

export type Raw = Record<string, unknown>;

export const settingKeys: readonly string[] = Object.keys(schemaOf(trading).shape);

export const alert = fc.constantFrom(...alertNames);

const teams = [...new Set(Object.values(trading.teams))];

const word = fc.stringMatching(/^[a-z]{5,12}$/);

const server = fc.constantFrom('prometheus', 'grafana');

/** A valid planned maintenance. */
const MAINTENANCE = {
  start: '2026-12-01T22:00Z',
  end: '2026-12-02T02:00Z',
  components: ['database'],
  why: 'Postgres 18',
  who: 'Ada',
};

/** Settings to write to a stack file, and the keys in the error about them. */
interface Mistake {
  readonly keys: readonly string[];
  readonly values: readonly (readonly [path: readonly string[], value: unknown])[];
}

const mistake = (path: readonly string[], value: unknown): Mistake => ({
  keys: [path.join('.')],
  values: [[path, value]],
});

/** A planned maintenance with one wrong key. */
const mistakeIn = (name: string, key: string, value: unknown): Mistake => ({
  keys: [`maintenance.${name}.${key}`],
  values: [[['maintenance', name], { ...MAINTENANCE, [key]: value }]],
});

const threshold = (name: string, key: string, value: unknown): Mistake => mistake(['thresholds', name, key], value);

export const unknownNames: fc.Arbitrary<Mistake> = fc.oneof(
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

export const wrongValues: fc.Arbitrary<Mistake> = fc.oneof(
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

export const TWINS = alertNames.flatMap((name): [AlertName, AlertName][] => {
  const twin = alertNames.find((other) => other === definition(name).critical);
  return twin !== undefined && definition(name).threshold.kind === 'above' ? [[name, twin]] : [];
});

/** The upper bound of an alert's threshold; undefined if it is open or has no threshold. */
function upperBound(name: AlertName): number | undefined {
  const {
    threshold: { kind, unit },
    ceiling,
  } = definition(name);
  if (kind !== 'above' && kind !== 'below') return undefined;
  return unit === 'ratio' ? 1 : ceiling?.value;
}

export const contradictions: fc.Arbitrary<Mistake> = fc.oneof(
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
    .filter((name) => upperBound(name) !== undefined)
    .chain((name) =>
      fc
        .double({ min: (upperBound(name) ?? 0) * 1.001, max: 1e9, noNaN: true })
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

/** A valid stack file, to which mistakes are added. */
export const validSettings = (): Raw => ({
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

/** The valid stack file with these mistakes. */
export function settingsWithMistakes(mistakes: readonly Mistake[]): Raw {
  const raw = validSettings();
  for (const [path, value] of mistakes.flatMap(({ values }) => values)) {
    let group = raw;
    for (const key of path.slice(0, -1)) group = (group[key] ??= {}) as Raw;
    group[path.at(-1) ?? ''] = value;
  }
  return raw;
}

/** What a mistake concerns: an alert with its twin, a server with the other, or a group of settings. */
function affectedGroups({ values }: Mistake): string[] {
  const [[top = '', inner]] = [values[0]?.[0] ?? []];
  if (top === 'prometheus' || top === 'grafana') return ['servers'];
  if (top !== 'thresholds') return [top];
  if (inner === undefined) return ['thresholds'];
  const pair = TWINS.find((twins) => twins.some((name) => name === inner));
  return [`thresholds.${pair?.[0] ?? inner}`];
}

export const isRelatedTo = (a: Mistake, b: Mistake): boolean =>
  affectedGroups(a).some((one) =>
    affectedGroups(b).some((other) => `${one}.`.startsWith(`${other}.`) || `${other}.`.startsWith(`${one}.`)),
  );
