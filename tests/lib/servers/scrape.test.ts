/** What `check-metrics` reads, a real Prometheus reads too, and the other way round: header and text, on random ones. */
import { trading } from '../../../platform';
import fc from 'fast-check';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toSettings } from '../../../lib/settings/settings';
import { yaml } from '../../../lib/compile/text';
import { CONTAINERS, prometheusConfig } from '../../../lib/compile/prometheus-config';
import { ContentTypeError, formatOfContentType, SCRAPE_ACCEPT } from '../../../lib/contract/content-type';
import { ExpositionError, parseExposition } from '../../../lib/contract/exposition';
import { endProcess, freePort, startProcess, waitFor } from '../../../lib/servers/processes';
import { tool } from '../../../lib/servers/tools';

interface Answer {
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
/** Mostly the first, so that not every text has a mistake. */
const mostly = (usual: string, ...rarities: string[]) =>
  fc.oneof(
    { weight: 12, arbitrary: fc.constant(usual) },
    { weight: rarities.length > 0 ? 2 : 0, arbitrary: pick([...rarities, usual]) },
  );

const labels = fc
  .tuple(fc.array(pick(LABELS), { maxLength: 3 }), mostly(',', ' , ', ' ', ',,'), mostly('', ',', ' ', ', '))
  .map(([items, comma, end]) => `{${items.join(comma)}${end}}`);
const sample = fc
  .tuple(
    mostly('', ' ', '\t'),
    fc.oneof({ weight: 3, arbitrary: fc.constant('a') }, { weight: 1, arbitrary: pick([...NAMES, '']) }),
    fc.oneof(fc.constant(''), labels),
    mostly(' ', '', '  ', '\t'),
    fc.oneof({ weight: 2, arbitrary: fc.constant('1') }, { weight: 1, arbitrary: pick(NUMBERS) }),
    mostly(
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
    mostly('# ', '#', '#  ', '#\t', ' # '),
    pick(['TYPE', 'HELP', 'UNIT', 'type', 'EOF', 'anything']),
    mostly(' ', '', '  ', '\t'),
    pick(['a', 'a', 'a_total', ...NAMES]),
    mostly(' ', '', '  ', '\t', '.'),
    fc.oneof(
      fc.constant('counter'),
      pick('gauge histogram summary untyped unknown info stateset gaugehistogram total Counter é'.split(' ')),
    ),
    mostly('', ' ', '\r'),
  )
  .map((parts) => parts.join(''));
const line = fc.oneof(
  { weight: 4, arbitrary: sample },
  { weight: 3, arbitrary: comment },
  { weight: 1, arbitrary: pick(['', ' ', '#', '\r', '# EOF']) },
);
const body = fc
  .tuple(
    mostly('', '\ufeff', '\n'),
    fc.array(line, { minLength: 1, maxLength: 3 }),
    mostly('\n', '', '\r\n'),
    fc.boolean(),
    fc.option(fc.nat(200), { freq: 12 }),
  )
  .map(([first, lines, end, mark, spoilt]) => {
    const bytes = Buffer.from(`${first}${lines.join('\n')}${end}${mark ? '# EOF\n' : ''}`);
    // A byte that is no UTF-8 where it falls.
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
const drawn = [
  ...fc.sample(body, { seed: SEED, numRuns: 700 }).map((each) => ({ contentType: TEXT, body: each })),
  ...fc.sample(body, { seed: SEED + 1, numRuns: 500 }).map((each) => ({ contentType: OPENMETRICS, body: each })),
  ...fc
    .sample(contentType, { seed: SEED + 2, numRuns: 200 })
    .map((each) => ({ contentType: each, body: Buffer.from('a 1\n') })),
];
const written = [
  ...[
    '# TYPE a_total counter\r\na_total 1\r\n',
    '\ufeff# TYPE a_total counter\na_total 1\n',
    '# TYPE b gauge\nb nan\n',
    '',
  ],
  '# TYPE "trade.orders" counter\n{"trade.orders",venue="x"} 3\n',
  `a{b="${'x'.repeat(200_000)}"} 1\n`,
].map((text) => ({ contentType: TEXT, body: Buffer.from(text) }));
const answers: readonly Answer[] = [
  ...written,
  { contentType: TEXT, body: Buffer.from('a_total{x="\xff"} 1\n', 'latin1') },
  {
    contentType: OPENMETRICS,
    body: Buffer.from('# TYPE a counter\na_total{b="c"} 5.0 # {trace_id="x"} 0.67 1.5\n# EOF\n'),
  },
  ...drawn,
];

/** Why check-metrics does not read it; undefined where it does. */
function refusal(answer: Answer): string | undefined {
  try {
    parseExposition(answer.body, formatOfContentType(answer.contentType));
    return undefined;
  } catch (error) {
    if (error instanceof ExpositionError || error instanceof ContentTypeError) return error.message;
    throw error;
  }
}

interface Target {
  readonly discoveredLabels: { readonly __metrics_path__: string };
  readonly health: 'up' | 'down' | 'unknown';
  readonly lastError: string;
}
const NETWORK = /deadline exceeded|connection re|: EOF$|Client.Timeout/;

let verdicts: ReadonlyMap<string, Target>;
let accept: string | undefined;
beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'scrape-'));
  const server = createServer((request, response) => {
    accept = request.headers.accept;
    const answer = answers[Number(request.url?.slice(1))];
    if (answer?.contentType) response.setHeader('content-type', answer.contentType);
    response.end(answer?.body);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const at = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  // The rendered job of a stack, but for the targets.
  const [job] = prometheusConfig(toSettings(trading, 'dev', {}), {}, CONTAINERS).scrape_configs;
  const static_configs = answers.map((_, index) => ({ targets: [at], labels: { __metrics_path__: `/${index}` } }));
  writeFileSync(
    join(folder, 'prometheus.yml'),
    yaml({ global: { scrape_interval: '5s', scrape_timeout: '5s' }, scrape_configs: [{ ...job, static_configs }] }),
  );
  const port = await freePort();
  const prometheus = startProcess('Prometheus', await tool('prometheus'), [
    `--config.file=${join(folder, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--log.level=error',
  ]);
  try {
    verdicts = await waitFor('a scrape of every target', async () => {
      prometheus.alive();
      const response = await fetch(`http://127.0.0.1:${port}/api/v1/targets?state=active`);
      const { data } = (await response.json()) as { data: { activeTargets: Target[] } };
      const targets = data.activeTargets.filter(
        ({ health, lastError }) => health !== 'unknown' && !NETWORK.test(lastError),
      );
      return targets.length === answers.length
        ? new Map(targets.map((target) => [target.discoveredLabels.__metrics_path__, target]))
        : undefined;
    });
  } finally {
    await endProcess(prometheus.child);
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}, 90_000);

test('what Prometheus scrapes is read, and what fails a scrape is refused', () => {
  const differing = answers.flatMap((answer, index) => {
    const target = verdicts.get(`/${index}`);
    const refused = refusal(answer);
    return (target?.health === 'up') === (refused === undefined)
      ? []
      : [
          {
            header: answer.contentType,
            body: answer.body.toString(),
            prometheus: target?.lastError,
            checkMetrics: refused,
          },
        ];
  });
  expect(differing.slice(0, 5)).toEqual([]);
});

test('the random answers have many of either kind', () => {
  const up = [...verdicts.values()].filter(({ health }) => health === 'up').length;
  expect(up).toBeGreaterThan(answers.length / 5);
  expect(up).toBeLessThan((answers.length * 4) / 5);
});

test('the command asks for what the scraper asks for', () => {
  expect(SCRAPE_ACCEPT).toBe(accept);
});
