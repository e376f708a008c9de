/** Random answers to a scrape, header and text, many of them with one mistake. */
import fc from 'fast-check';

export interface Answer {
  readonly contentType: string;
  readonly body: Buffer;
}

const TEXT = 'text/plain; version=0.0.4';

const OPENMETRICS = 'application/openmetrics-text; version=1.0.0; charset=utf-8';

const NUMBERS =
  '1 1.0 .5 5. +1 -2 1e5 1E-5 1e999 1e-999 nan NaN NAN +nan inf +Inf -inf Infinity infinit 0x1 0x1p3 1_000 one 1.2.3 1e e1'.split(
    ' ',
  );

const NAMES = ['a', 'a:b', 'b_total', '_', ':', 'é', '1a', 'a.b', 'a-b', '"a.b"', '"é"'];

const LABELS = [
  ...[
    'a="b"',
    'a=""',
    'b="c"',
    'b = "c"',
    'a="é"',
    'a="\n"',
    'a="\\n\\d\\\\\\""',
    'a="\\"',
    "a='b'",
    'a=b',
    'a',
    '__name__="x"',
  ],
  ...[
    '"x.y"="z"',
    '"m.n"',
    '"é"',
    '""',
    '""="x"',
    '"\\""="x"',
    'le="0.5"',
    'é="x"',
    'job="j"',
    'a="}"',
    'a="#"',
    '1="x"',
  ],
];

const pick = (items: readonly string[]) => fc.constantFrom(...items);

/** Mostly the first value, so that some texts have no mistake. */
const mostlyFirst = (usual: string, ...rarities: string[]) =>
  fc.oneof(
    { weight: 12, arbitrary: fc.constant(usual) },
    { weight: rarities.length > 0 ? 2 : 0, arbitrary: pick([...rarities, usual]) },
  );

const labels = fc
  .tuple(fc.array(pick(LABELS), { maxLength: 3 }), mostlyFirst(',', ' , ', ' ', ',,'), mostlyFirst('', ',', ' ', ', '))
  .map(([items, comma, end]) => `{${items.join(comma)}${end}}`);

const sample = fc
  .tuple(
    mostlyFirst('', ' ', '\t'),
    fc.oneof({ weight: 3, arbitrary: fc.constant('a') }, { weight: 1, arbitrary: pick([...NAMES, '']) }),
    fc.oneof(fc.constant(''), labels),
    mostlyFirst(' ', '', '  ', '\t'),
    fc.oneof({ weight: 2, arbitrary: fc.constant('1') }, { weight: 1, arbitrary: pick(NUMBERS) }),
    mostlyFirst(
      '',
      ' ',
      ' 1700000000000',
      ' 1.7e9',
      ' -1',
      ' 99999999999999999999',
      ' 1 2',
      '\r',
      ' # {a="b"} 1',
      ' 1 # {} 2 3',
      ' # {a=b} 1',
      '\t',
    ),
  )
  .map((parts) => parts.join(''));

const comment = fc
  .tuple(
    mostlyFirst('# ', '#', '#  ', '#\t', ' # '),
    pick(['TYPE', 'HELP', 'UNIT', 'type', 'EOF', 'anything']),
    mostlyFirst(' ', '', '  ', '\t'),
    pick(['a', 'a', 'a_total', ...NAMES]),
    mostlyFirst(' ', '', '  ', '\t', '.'),
    fc.oneof(
      fc.constant('counter'),
      pick('gauge histogram summary untyped unknown info stateset gaugehistogram total Counter é'.split(' ')),
    ),
    mostlyFirst('', ' ', '\r'),
  )
  .map((parts) => parts.join(''));

const line = fc.oneof(
  { weight: 4, arbitrary: sample },
  { weight: 3, arbitrary: comment },
  { weight: 1, arbitrary: pick(['', ' ', '#', '\r', '# EOF']) },
);

const body = fc
  .tuple(
    mostlyFirst('', '\ufeff', '\n'),
    fc.array(line, { minLength: 1, maxLength: 3 }),
    mostlyFirst('\n', '', '\r\n'),
    fc.boolean(),
    fc.option(fc.nat(200), { freq: 12 }),
  )
  .map(([first, lines, end, mark, spoilt]) => {
    const bytes = Buffer.from(`${first}${lines.join('\n')}${end}${mark ? '# EOF\n' : ''}`);
    // The byte becomes invalid UTF-8 wherever it is placed.
    if (spoilt !== null && spoilt % 4 === 0 && bytes.length > 0) bytes[spoilt % bytes.length] = 0xff;
    return bytes;
  });

const contentType = fc
  .tuple(
    pick([
      'text/plain',
      'TEXT/Plain ',
      'text/html',
      'application/openmetrics-text',
      'text',
      'text/',
      '',
      'application/json',
    ]),
    fc.array(
      pick([
        'version=0.0.4',
        'version=1.0.0',
        'version=2.0.0',
        'charset=utf-8',
        'charset="utf-8"',
        'charset',
        '',
        'q=',
        'x="a;b"',
        'Version=2.0.0',
        'escaping=underscores',
      ]),
      { maxLength: 2 },
    ),
    pick([';', '; ', ' ; ']),
  )
  .map(([media, parameters, separator]) => [media, ...parameters].join(separator));

const SEED = 20261129;

const generatedAnswers = [
  ...fc.sample(body, { seed: SEED, numRuns: 700 }).map((each) => ({ contentType: TEXT, body: each })),
  ...fc.sample(body, { seed: SEED + 1, numRuns: 500 }).map((each) => ({ contentType: OPENMETRICS, body: each })),
  ...fc
    .sample(contentType, { seed: SEED + 2, numRuns: 200 })
    .map((each) => ({ contentType: each, body: Buffer.from('a 1\n') })),
];

const fixedAnswers = [
  ...[
    '# TYPE a_total counter\r\na_total 1\r\n',
    '\ufeff# TYPE a_total counter\na_total 1\n',
    '# TYPE b gauge\nb nan\n',
    '',
  ],
  '# TYPE "trade.orders" counter\n{"trade.orders",venue="x"} 3\n',
  `a{b="${'x'.repeat(200_000)}"} 1\n`,
].map((text) => ({ contentType: TEXT, body: Buffer.from(text) }));

export const randomScrapes: readonly Answer[] = [
  ...fixedAnswers,
  { contentType: TEXT, body: Buffer.from('a_total{x="\xff"} 1\n', 'latin1') },
  {
    contentType: OPENMETRICS,
    body: Buffer.from('# TYPE a counter\na_total{b="c"} 5.0 # {trace_id="x"} 0.67 1.5\n# EOF\n'),
  },
  ...generatedAnswers,
];
