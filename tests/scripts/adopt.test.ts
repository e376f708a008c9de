/** How `npm run adopt` translates rules and routes that a team has written by hand. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { webshop } from '../../examples/webshop/platform';
import { condition, resolve } from '../../lib/alerting/resolve';
import type { Catalogue } from '../../lib/alerting/catalogue';
import { adoptAlerts, thresholdsFor } from '../../lib/review/adopt/alerts';
import { catalogueAlerts } from '../../lib/review/adopt/catalogue-alerts';
import { readRuleFile } from '../../lib/review/adopt/rule-file';
import { ruleContext, toSettings } from '../../lib/settings/settings';
import { trading } from '../../platform';
import { readStackFile } from '../../lib/settings/stack-file';
import { runShell, RUN_TYPESCRIPT } from '../support/shell';

const ROOT = join(__dirname, '../..');
const fixture = (name: string) => readFileSync(join(__dirname, 'adopt', name), 'utf8');

type Rule = Readonly<Record<string, unknown>>;
const fileOf = (...rules: readonly Rule[]) => readRuleFile({ groups: [{ name: 'team', rules }] });
const adopt = (rule: Rule, catalogue: Catalogue = trading) =>
  adoptAlerts(fileOf({ alert: 'Team', labels: { severity: 'warning' }, ...rule })?.alerts ?? [], catalogue)[0];

describe('the rules that this platform had before its catalogue', () => {
  const file = readRuleFile(load(fixture('handwritten-rules.yaml')));
  const adoptions = adoptAlerts(file?.alerts ?? [], trading);

  test('become alerts of the catalogue, with the same names and numbers', () => {
    expect(adoptions).toHaveLength(18);
    expect(adoptions).toMatchObject(adoptions.map(({ name }) => ({ kind: 'settings', alert: name, override: {} })));
  });

  test('are compared with the catalogue in words if they count something else', () => {
    const differences = adoptions.flatMap((each) => (each.kind === 'settings' ? each.differences : []));
    expect(differences).toContain('selects status="failed" of status=~"success|failed", not status="failed" of all');
    expect(differences).toContain('compares each endpoint and error_type, not each series by itself');
  });
});

test.each([
  ['trading', trading, ROOT],
  ['webshop', webshop, join(ROOT, 'examples/webshop')],
])(
  'the expression of %s in the catalogue is recognized as that alert, whatever its name',
  (_name, catalogue, folder) => {
    const settings = toSettings(catalogue, 'dev', { ...readStackFile('dev', folder), thresholds: {} });
    const context = { ...ruleContext(settings), exporters: Object.keys(catalogue.exporters), evaluatesRules: false };
    const comparable = catalogueAlerts(catalogue).filter(
      // At a bucket's bound a latency is written as a share; the targets of `up` depend on the stack.
      ({ definition, condition: { quantity } }) =>
        definition.exactNumbers === undefined && quantity.readings.every(({ series }) => series !== 'up'),
    );
    expect(comparable.length).toBeGreaterThan(1);
    for (const { name, definition } of comparable) {
      const expr = String(condition(resolve(name, context)));
      expect(adopt({ expr, for: definition.for, labels: { severity: definition.severity } }, catalogue)).toMatchObject({
        kind: 'settings',
        alert: name,
        override: {},
        differences: [],
      });
    }
  },
);

describe('an alert that the catalogue has', () => {
  const errors = 'sum by (endpoint) (rate(errors_total{status=~"5.."}[5m]))';
  test.each<[what: string, rule: Rule, alert: string, override: object]>([
    ['another number', { expr: `${errors} > 0.2`, for: '5m' }, 'HighErrorRate', { above: 0.2 }],
    ['another duration', { expr: `${errors} > 0.1`, for: '1h30m' }, 'HighErrorRate', { for: '90m' }],
    ['no duration', { expr: `${errors} > 0.1` }, 'HighErrorRate', { for: '0s' }],
    [
      'the severity of its twin',
      { expr: `${errors} > 1`, for: '2m', labels: { severity: 'critical' } },
      'CriticalErrorRate',
      {},
    ],
    [
      'another severity',
      { alert: 'HighErrorRate', expr: `${errors} > 0.1`, for: '5m', labels: { severity: 'critical' } },
      'HighErrorRate',
      { severity: 'critical' },
    ],
    [
      'a number below',
      { expr: 'sum(rate(signals_ingested_total[5m])) < 0.05', for: '15m' },
      'LowSignalIngestionRate',
      { below: 0.05 },
    ],
    [
      'events of a window',
      {
        expr: 'sum(increase(billing_webhook_replay_block_total[5m])) > 60',
        for: '5m',
        labels: { severity: 'critical' },
      },
      'PaymentWebhookFailures',
      { above: 0.2 },
    ],
    [
      'a threshold that cannot be exceeded',
      {
        alert: 'HighAPILatency',
        expr: 'histogram_quantile(0.95, sum by (le, route) (rate(request_duration_seconds_bucket[5m]))) > 9',
        for: '5m',
      },
      'HighAPILatency',
      {},
    ],
    ['a duration that no stack has', { expr: `${errors} > 0.1`, for: '3d' }, 'HighErrorRate', {}],
  ])('gets %s', (_what, rule, alert, override) => {
    expect(adopt(rule)).toMatchObject({ kind: 'settings', alert, override });
    expect((adopt(rule) as { override: object }).override).toEqual(override);
  });

  test('keeps the catalogue’s threshold instead of one that it can never exceed, and says so', () => {
    expect(
      adopt({
        alert: 'HighAPILatency',
        expr: 'histogram_quantile(0.95, sum by (le) (rate(request_duration_seconds_bucket[5m]))) > 9',
        for: '5m',
      }),
    ).toMatchObject({
      differences: [expect.stringMatching(/^keeps its own `above` in place of 9: it can never fire above 9 s/)],
    });
  });

  test('is recognized behind a recording rule', () => {
    const record = { record: 'job:errors:rate', expr: 'sum by (endpoint, status) (rate(errors_total[5m]))' };
    const alert = { alert: 'Errors', expr: 'sum by (endpoint) (job:errors:rate{status=~"5.."}) > 0.1', for: '5m' };
    expect(adoptAlerts(fileOf(record, alert)?.alerts ?? [], trading)).toMatchObject([{ alert: 'HighErrorRate' }]);
  });

  test('takes the numbers of one rule', () => {
    const rules = ['One', 'HighErrorRate', 'Two'].map((alert, i) => ({ alert, expr: `${errors} > ${i + 2}` }));
    const adoptions = adoptAlerts(fileOf(...rules)?.alerts ?? [], trading);
    expect(thresholdsFor(adoptions).HighErrorRate?.above).toBe(3);
  });

  test('becomes settings that a stack accepts', () => {
    const file = fileOf({ alert: 'Team', expr: `${errors} > 0.2`, for: '10m', labels: { severity: 'warning' } });
    const thresholds = thresholdsFor(adoptAlerts(file?.alerts ?? [], trading));
    expect(toSettings(trading, 'dev', { ...readStackFile('dev'), thresholds }).thresholds.HighErrorRate).toEqual({
      above: 0.2,
      for: '10m',
    });
  });
});

test.each<[rule: Rule, reason: string]>([
  [
    { expr: 'rate(http_request_total[5m]) > 1' },
    'it reads http_request_total, which the contract does not have; the nearest is http_requests_total',
  ],
  [
    { expr: 'sum by (handler) (rate(http_requests_total[5m])) > 1' },
    'it uses the label handler, which http_requests_total does not have; it has route, method, status',
  ],
  [{ expr: 'redis_connected{pod="a"} == 0' }, 'it uses the label pod, which redis_connected does not have'],
  [{ expr: 'sum(rate(errors_total[5m]) > 1' }, 'its expression ends before it is complete'],
  [{ expr: 'errors_total ^ 2 > 1' }, 'its expression has `^` (Pow), which the trees of lib/promql do not hold'],
  [{ expr: 'errors_total >> 1' }, 'its expression does not parse from `> 1` on'],
  [{}, 'it has no expr'],
  [{ expr: 'redis_connected == 0', for: 'five minutes' }, 'its for is "five minutes", which is no duration such as 5m'],
  [{ expr: 'vector(1)' }, "it names no metric; the catalogue's alert that always fires is Watchdog"],
])('%j is left out with the reason', (rule, reason) => {
  expect(adopt(rule)).toMatchObject({ kind: 'left out', reason });
});

test('the example of docs/review.md is the output of the command', async () => {
  const page = readFileSync(join(ROOT, 'docs/review.md'), 'utf8');
  const [, example = ''] =
    /adopt -- --rules rules\.yaml --alertmanager alertmanager\.yaml\n```\n\n```\n([^]*?)```/.exec(page) ?? [];
  const { out, code } = await runShell(
    'npm run -s adopt -- --rules tests/scripts/adopt/rules.yaml --alertmanager tests/scripts/adopt/alertmanager.yaml',
    ROOT,
  );
  expect(code).toBe(0);
  expect(example).toContain('HighErrorRate');
  expect(out.startsWith(example)).toBe(true);
  expect(out).toContain('# Routes, for the stack file');
});

test.each([
  ['--rules /nowhere.yaml', '/nowhere.yaml: there is no such file or folder'],
  ['--rules package.json', 'package.json has no groups: it is no rule file of Prometheus'],
  ['--rules scripts/adopt.ts', 'scripts/adopt.ts is no YAML: '],
  ['', 'It needs --rules, --dashboard or --alertmanager, each with a file'],
  ['--dashboard package.json', 'package.json is no dashboard of Grafana: it has no panels, rows or elements'],
  ['--dashboard scripts/adopt.ts', 'scripts/adopt.ts is no JSON'],
  [
    '--rules tests/scripts/adopt/rules.yaml --alertmanager package.json',
    'package.json has no route and receivers: it is no configuration of Alertmanager',
  ],
])('npm run adopt -- %s is refused in one sentence', async (args, sentence) => {
  const { code, err, out } = await runShell(`${RUN_TYPESCRIPT} scripts/adopt.ts ${args}`, ROOT);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain(sentence);
  expect(err).not.toMatch(/\n\s+at /);
});
