/**
 * Properties of the diff: any single edit is one entry that names it; no edit is an empty diff; the reverse edit is
 * the reverse diff.
 */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { compare } from '../../../../lib/review/diff/compare';
import type { Change } from '../../../../lib/review/diff/change';
import { markdown } from '../../../../lib/review/diff/markdown';
import type { Files } from '../../../../lib/review/diff/rendered';
import { entriesOf } from '../../../../lib/review/diff/follow';
import { readRendered, summaryOf } from '../../../../lib/review/diff/rendered';
import { alertNames, definition, type AlertName } from '../../../../platform';
import { SEVERITIES } from '../../../../lib/alerting/severity';
import { sloNames } from '../../../../rules/slos';
import { EXPORTERS } from '../../../support/exporters';
import { linesOf, reviewChange, withFields, stackState, withCatalogue } from '../../../support/review';

const RUNS = { numRuns: 25 };

/** A stack that uses most settings, so that an edit has something to change. */
const STACK = {
  environment: 'dev',
  ...EXPORTERS,
  alerting: {
    smtp: { host: 'smtp.example.com:587', from: 'a@example.com' },
    routes: {
      critical: { webhook: { url: 'https://example.com/critical' } },
      warning: { email: { to: ['a@example.com'] } },
    },
  },
  contacts: { onCall: 'Ada' },
};
const BASE = stackState('dev', STACK);
const FILES = BASE.render(STACK);

const minutes = fc.integer({ min: 11, max: 59 }).map((n) => `${n}m` as const);
const word = fc.stringMatching(/^[a-z]{5,9}$/);
const alert = fc.constantFrom(...alertNames.filter((name) => name in Object.fromEntries(readRendered(FILES).alerts)));

/** A setting with a value that differs from the stack's, and what its line must name. */
interface SettingEdit {
  readonly path: readonly [string, ...string[]];
  readonly value: unknown;
  readonly names: string;
}
/** The effective value under `path` before the edit. */
function currentValue([key, ...subkeys]: readonly [string, ...string[]]): unknown {
  if (key === 'thresholds') {
    const [name, field] = subkeys as [AlertName, keyof ReturnType<typeof definition>];
    return definition(name)[field];
  }
  return [key, ...subkeys].reduce<unknown>(
    (group, part) => (group as Readonly<Record<string, unknown>> | undefined)?.[part],
    summaryOf(FILES).settings,
  );
}
/** Draws again if the value is in effect already: that is no edit. */
const setting = (path: readonly [string, ...string[]], value: fc.Arbitrary<unknown>, names = path.join('.')) =>
  value
    .filter((drawn) => !isDeepStrictEqual(drawn, currentValue(path)))
    .map((drawn): SettingEdit => ({ path, value: drawn, names }));

const ofAlert = alert.chain((name): fc.Arbitrary<SettingEdit> => {
  const { severity, minimumRate, slo } = definition(name);
  const at = (key: string): [string, ...string[]] => ['thresholds', name, key];
  return fc.oneof(
    setting(at('for'), minutes, name),
    setting(at('severity'), fc.constantFrom(...SEVERITIES.filter((other) => other !== severity)), name),
    ...(slo === undefined ? [setting(at('enabled'), fc.constant(false), name)] : []),
    ...(minimumRate === undefined
      ? []
      : [setting(at('minimumRate'), fc.double({ min: 0.2, max: 0.9, noNaN: true }), name)]),
  );
});
const ofServer = fc.oneof(
  setting(['prometheus', 'memory'], fc.integer({ min: 2048, max: 9000 })),
  setting(
    ['prometheus', 'retention'],
    fc.integer({ min: 32, max: 400 }).map((n) => `${n}d`),
  ),
  setting(['prometheus', 'port'], fc.integer({ min: 10000, max: 20000 })),
  setting(['prometheus', 'image'], fc.constant('prom/prometheus:v3.6.0')),
  setting(
    ['prometheus', 'externalLabels'],
    word.map((region) => ({ region })),
  ),
  setting(['grafana', 'port'], fc.integer({ min: 20001, max: 30000 })),
  setting(['grafana', 'memory'], fc.integer({ min: 600, max: 9000 })),
  setting(
    ['grafana', 'externalUrl'],
    word.map((host) => `https://${host}.example.com`),
  ),
  setting(
    ['backend', 'address'],
    word.map((host) => `${host}:8000`),
  ),
  setting(
    ['backend', 'metricsPath'],
    word.map((path) => `/${path}`),
  ),
  setting(
    ['backend', 'scrapeInterval'],
    fc.integer({ min: 16, max: 60 }).map((n) => `${n}s`),
  ),
  setting(['backend', 'selector', 'job'], word),
  setting(['backend', 'selector', 'cluster'], word),
  setting(['environment'], word),
  setting(
    ['runbooks', 'baseUrl'],
    word.map((host) => `https://${host}.example.com`),
  ),
  setting(['contacts', 'onCall'], word),
  setting(['contacts', 'hotline'], word),
  setting(['docker', 'protectData'], fc.constant(true)),
  setting(['docker', 'network'], word),
  setting(['exporters', 'node', 'memory'], fc.integer({ min: 65, max: 300 })),
  fc
    .constantFrom(...sloNames)
    .chain((name) =>
      setting(['slos', name, 'objective'], fc.double({ min: 0.9, max: 0.98, noNaN: true }), 'objective'),
    ),
  fc.constantFrom(...sloNames).chain((name) => setting(['slos', name, 'enabled'], fc.constant(false), 'is removed')),
  setting(
    ['alerting', 'routes', 'critical', 'email'],
    word.map((name) => ({ to: [`${name}@example.com`] })),
    'critical alerts',
  ),
  setting(
    ['alerting', 'routes', 'info', 'email'],
    word.map((name) => ({ to: [`${name}@example.com`] })),
    'info alerts',
  ),
);

type Raw = Readonly<Record<string, unknown>>;
const setKey = (raw: Raw, [key, ...subkeys]: readonly string[], value: unknown): Raw =>
  key === undefined
    ? raw
    : { ...raw, [key]: subkeys.length === 0 ? value : setKey((raw[key] ?? {}) as Raw, subkeys, value) };

/** Whether the program accepts the edit; contradictions have their own tests. */
function takes(raw: Raw): boolean {
  try {
    BASE.render(raw);
    return true;
  } catch {
    return false;
  }
}

test('any single edit of a stack is one line that names it', () => {
  fc.assert(
    fc.property(fc.oneof(ofAlert, ofServer), ({ path, value, names }) => {
      const raw = setKey(STACK, path, value);
      fc.pre(takes(raw));
      const review = reviewChange('dev', BASE, () => ({ ...BASE, raw }));
      const text = markdown('base', [review]);
      expect(linesOf(text)).toHaveLength(1);
      expect(text).toContain(names);
    }),
    { numRuns: 50 },
  );
});

/** An edit of one alert's definition; a draw that equals the definition is drawn again. */
const codeEdit = alert.chain((name) => {
  const old = definition(name);
  const { threshold } = old;
  const replace = <K extends keyof typeof old>(field: K, value: fc.Arbitrary<(typeof old)[K]>) =>
    value.filter((drawn) => drawn !== old[field]).map((drawn) => ({ name, fields: { [field]: drawn } }));
  const rescale = (factor: number) => ({ ...threshold, value: threshold.value * factor + 0.01 });
  return fc.oneof(
    replace('for', minutes),
    replace('severity', fc.constantFrom(...SEVERITIES)),
    replace('summary', word),
    replace('impact', word),
    ...(threshold.kind === 'above' && threshold.unit !== 'seconds'
      ? [replace('threshold', fc.double({ min: 1.01, max: 1.2, noNaN: true }).map(rescale))]
      : []),
    ...(old.minimumRate === undefined ? [] : [replace('minimumRate', fc.double({ min: 0.2, max: 0.9, noNaN: true }))]),
  );
});

test('every drawn edit changes the catalogue or the stack', () => {
  const stackEdits = fc.sample(fc.oneof(ofAlert, ofServer), 2000);
  expect(stackEdits.filter(({ path, value }) => isDeepStrictEqual(value, currentValue(path)))).toEqual([]);
  const unchanged = ({ name, fields }: { name: AlertName; fields: object }) =>
    Object.entries(fields).every(([field, value]) =>
      isDeepStrictEqual(value, definition(name)[field as keyof ReturnType<typeof definition>]),
    );
  expect(fc.sample(codeEdit, 2000).filter(unchanged)).toEqual([]);
});
/** The stack with one alert's definition edited; undefined if that contradicts another. */
function edited(name: AlertName, fields: Parameters<typeof withFields>[1]): Files | undefined {
  return withCatalogue(withFields(name, fields), () => {
    try {
      return stackState('dev', STACK).render(STACK);
    } catch {
      return undefined;
    }
  });
}
const entries = (before: Files, after: Files) => entriesOf(before, after);

test('any single edit of the catalogue is one entry that names it', () => {
  fc.assert(
    fc.property(codeEdit, ({ name, fields }) => {
      const after = edited(name, fields);
      fc.pre(after !== undefined);
      const found = entries(FILES, after);
      expect(found.map(({ cause }) => cause.name)).toEqual([name]);
    }),
    RUNS,
  );
});

const wordsOf = (text: string) =>
  text
    .replace(/ \((sooner|later)\)|`/g, '')
    .split(/[ ,;]+/)
    .sort();

test('an edit and its reverse give the same diff in the opposite direction', () => {
  const OPPOSITE: Readonly<Record<Change['kind'], Change['kind']>> = {
    added: 'removed',
    removed: 'added',
    renamed: 'renamed',
    changed: 'changed',
  };
  const key = (kind: Change['kind'], { area, name }: Change) => `${kind} ${area} ${name}`;
  fc.assert(
    fc.property(fc.oneof(ofAlert, ofServer), ({ path, value }) => {
      const raw = setKey(STACK, path, value);
      fc.pre(takes(raw));
      const after = BASE.render(raw);
      const [there, back] = [compare(FILES, after), compare(after, FILES)];
      expect(there.map((change) => key(change.kind, change)).sort()).toEqual(
        back.map((change) => key(OPPOSITE[change.kind], change)).sort(),
      );
      const parts = (changes: readonly Change[]) =>
        changes
          .filter(({ kind }) => kind === 'changed')
          .flatMap(({ area, name, parts }) =>
            parts
              .filter(({ text }) => / was /.test(text) && !text.includes('"'))
              .map(({ field, text }) => [area, name, field, ...wordsOf(text)].join(' ')),
          )
          .sort();
      expect(parts(there)).toEqual(parts(back));
      const code = (changes: readonly Change[], side: 'before' | 'after') =>
        changes.flatMap(({ parts }) => parts.flatMap((part) => part.code?.[side] ?? [])).sort();
      expect(code(there, 'before')).toEqual(code(back, 'after'));
    }),
    RUNS,
  );
});

test('a stack has no diff with itself', () => {
  fc.assert(
    fc.property(fc.oneof(ofAlert, ofServer), ({ path, value }) => {
      const raw = setKey(STACK, path, value);
      fc.pre(takes(raw));
      // Two programs, so that they share no object.
      expect(compare(stackState('dev', raw).render(raw), stackState('dev', raw).render(raw))).toEqual([]);
    }),
    { numRuns: 8 },
  );
});
