/** `npm run new` in a copy of the checkout. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Options } from '../../lib/servers/command-line';
import { alert } from '../../scripts/new/alert';
import { exporter } from '../../scripts/new/exporter';
import { FileEdits } from '../../scripts/new/file-edits';
import { metric } from '../../scripts/new/metric';
import { panel } from '../../scripts/new/panel';
import { receiver } from '../../scripts/new/receiver';
import { copyRepository } from '../support/checkout';
import { runShell, type ShellResult, RUN_TYPESCRIPT } from '../support/shell';

const base = mkdtempSync(join(tmpdir(), 'new-'));
const folder = join(base, 'repository');

const shell = (line: string) => runShell(line, folder);
const runNew = (args: string): Promise<ShellResult> => shell(`${RUN_TYPESCRIPT} scripts/new.ts ${args}`);
/** The files that differ from the fresh copy. */
const changedFiles = async (): Promise<string[]> =>
  (await shell('git status --porcelain --untracked-files=all')).out
    .split('\n')
    .filter(Boolean)
    .map((line) => line.slice(3));

beforeAll(async () => {
  copyRepository(folder);
  // A file that only the last edit of a new alert reaches.
  writeFileSync(join(folder, 'tests/rules/scenarios/ClockWrong.yaml'), '');
  const commit = 'git -c user.name=Ada -c user.email=ada@example.com commit -q -m copy';
  expect((await shell(`git init -q . && git add . && ${commit}`)).code).toBe(0);
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

/** The messages of the completeness test; anything else fails this test. */
const PRINTED_ONLY = / in the row where it belongs|emptyWhenWell|^rules\/(recording|inhibition)|^demo\/load/;
const PANEL = '--panel business-kpis/eaRequests';
test.each<[args: string, sentence: string]>([
  ['', 'the kind of thing is missing: one of alert, metric, panel, receiver, exporter\n'],
  [
    'alrt X',
    'the kind of thing is "alrt": did you mean "alert"? It is one of alert, metric, panel, receiver, exporter\n',
  ],
  ['receiver matrix --url x', "Unknown option '--url'\nusage: npm run new -- receiver NAME\n"],
  [
    `alert ClockWrong --file meta ${PANEL}`,
    'tests/rules/scenarios/ClockWrong.yaml exists already: choose another name\n',
  ],
])('npm run new -- %s is refused, and nothing is written', async (args, sentence) => {
  const { code, err } = await runNew(args);
  expect({ code, err }).toEqual({ code: 2, err: sentence });
  expect(await changedFiles()).toEqual([]);
});

const KINDS = { alert, metric, panel, receiver, exporter };
test.each<[kind: keyof typeof KINDS, name: string, options: Options<Record<string, 'string'>>, sentence: string]>([
  ['alert', '', {}, 'the name of the new alert is missing: write it in CamelCase, such as HighErrorRate'],
  ['alert', 'high_latency', {}, '"high_latency" is no name of an alert: write it in CamelCase, such as HighErrorRate'],
  ['alert', 'HighErrorRate', {}, 'the alert HighErrorRate exists already: choose another name'],
  ['alert', 'FillsLate', {}, '--file, the list in rules/, is missing: one of api, '],
  [
    'alert',
    'FillsLate',
    { file: 'apo' },
    '--file, the list in rules/, is "apo": did you mean "api"? It is one of api, ',
  ],
  ['alert', 'FillsLate', { file: 'api' }, '--panel, as DASHBOARD/PANEL, with its dashboard is missing: one of '],
  [
    'alert',
    'FillsLate',
    { file: 'api', panel: 'overview/targts' },
    '--panel, as overview/PANEL, with its panel is "targts": did you mean "targets"? It is one of ',
  ],
  ['metric', 'fills', {}, '"fills" is no name of a metric: write it in lower case with underscores, such as '],
  ['metric', 'mrr_total', {}, 'the metric mrr_total exists already: choose another name'],
  ['metric', 'orders_filled', {}, '--type is missing: one of counter, gauge, histogram'],
  [
    'metric',
    'orders_filled',
    { type: 'counter' },
    '"orders_filled" is a counter: its name ends in _total, as orders_filled_total does',
  ],
  [
    'metric',
    'order_fill',
    { type: 'histogram' },
    '"order_fill" is a histogram: its name ends in _seconds, as order_fill_seconds does',
  ],
  [
    'metric',
    'open_orders_total',
    { type: 'gauge' },
    '"open_orders_total" is a gauge: _total at its end is for counters and histograms',
  ],
  ['panel', 'fills', {}, '--dashboard is missing: one of overview, '],
  [
    'panel',
    'Fills',
    { dashboard: 'overview' },
    '"Fills" is no name of a panel: write it in camelCase, such as errorRate',
  ],
  ['panel', 'targets', { dashboard: 'overview' }, 'the panel targets exists already: choose another name'],
  ['receiver', 'slack', {}, 'the receiver slack exists already: choose another name'],
  ['exporter', 'redis', {}, 'the exporter redis exists already: choose another name'],
])('npm run new -- %s %s with the options %j is refused in one sentence', (kind, name, options, sentence) => {
  expect(() => KINDS[kind].write(name, options, new FileEdits())).toThrow(
    expect.objectContaining({ name: 'UsageError', message: expect.stringMatching(/^[^\n]+$/) as string }) as Error,
  );
  expect(() => KINDS[kind].write(name, options, new FileEdits())).toThrow(sentence);
});

describe('the skeletons', () => {
  const left: string[] = [];
  beforeAll(async () => {
    for (const args of [
      `alert EATradesLate --file business ${PANEL}`,
      'alert ClockDrifts --file meta --panel monitoring/replicas',
      'metric orders_filled_total --type counter',
      'metric order_fill_seconds --type histogram',
      'metric open_orders --type gauge',
      'panel ordersFilled --dashboard business-kpis',
      'receiver matrix',
      'exporter mysql',
    ]) {
      const { code, out, err } = await runNew(args);
      expect({ code, err }).toEqual({ code: 0, err: '' });
      left.push(...out.split('\n').flatMap((line) => /^ {2}(.+)$/.exec(line)?.[1] ?? []));
    }
  });

  test('are written into the files of each kind', async () => {
    expect(await changedFiles()).toEqual([
      'dashboards/business-kpis.ts',
      'dashboards/exporters.ts',
      'demo/scenarios.ts',
      'demo/simulation.ts',
      'lib/receivers/index.ts',
      'metrics/contract.ts',
      'rules/business.ts',
      'rules/meta.ts',
      'runbooks/business-health.md',
      'runbooks/infrastructure.md',
      'runbooks/meta.md',
      'tests/rules/scenarios/healthy.yaml',
      'dashboards/mysql.ts',
      'lib/receivers/matrix.ts',
      'metrics/exporters/mysql.ts',
      'rules/mysql.ts',
      'tests/lib/receivers/matrix.test.ts',
      'tests/rules/scenarios/ClockDrifts.yaml',
      'tests/rules/scenarios/EATradesLate.yaml',
      'tests/rules/scenarios/MysqlDown.yaml',
    ]);
  });

  test('compile and are formatted', async () => {
    const { out, code } = await shell('npm run --silent types');
    expect({ out, code }).toEqual({ out: '', code: 0 });
    const files = (await changedFiles()).filter((file) => file.endsWith('.ts')).join(' ');
    expect(await shell(`node_modules/.bin/prettier --list-different ${files}`)).toMatchObject({ out: '', code: 0 });
  });

  test('lack what the completeness test names, message by message', async () => {
    const { err } = await shell('node_modules/.bin/jest tests/repository/completeness.test.ts');
    const sentences = [...err.matchAll(/^ *\+ {3}"(.*)",$/gm)].map(([, sentence]) => sentence);
    const otherSentences = [
      'dashboards/: business-kpis shows no panel ordersFilled, which its list has',
      'dashboards/: business-kpis / EA API Request Rate draws no line at 1, where EATradesLate fires: ' +
        'the panel is in per second, the alert in count',
      'dashboards/: monitoring / Scrapes Answered by Replica of the Backend draws no line at 1, where ClockDrifts fires: ' +
        'the panel is in ratio, the alert in count',
    ];
    const isPrintedOnly = (line: string) => PRINTED_ONLY.test(line);
    expect(sentences.toSorted()).toEqual(
      [...new Set(left.filter((line) => !isPrintedOnly(line)))].concat(otherSentences).sort(),
    );
  });

  test('print what is left to do, with the file', () => {
    expect(left).toEqual(
      expect.arrayContaining([
        'rules/business.ts: threshold, a number in the unit of its panel; for, how long it holds',
        'runbooks/business-health.md: remediation, a cause and what ends it',
        'demo/scenarios.ts: effect, the numbers of demo/load.ts that make the alert fire',
        'rules/inhibition.ts: the alerts that inhibit it',
        'metrics/exporters/mysql.ts: program, how it is started',
        'rules/recording.ts: a recording rule, if a panel or an alert reads it',
        'dashboards/business-kpis.ts: ordersFilled(board) in the row where it belongs; on api-health and business-kpis below the first 9 or 17 panels',
        'lib/receivers/matrix.ts: settings, each with a description; credentials are secret',
      ]),
    );
  });
});
