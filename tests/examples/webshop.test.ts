/** Another platform on the same library: its own content is enough for its rules, its dashboard and its stack. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { webshop } from '../../examples/webshop/platform';
import program = require('../../examples/webshop/index');
import { compile } from '../../lib/compile';
import { files } from '../../lib/compile/files';
import { prometheusRules } from '../../lib/compile/prometheus-rules';
import { lintContent } from '../../lib/review/lint';
import { ruleContext, toSettings } from '../../lib/settings/settings';
import { readStackFile } from '../../lib/settings/stack-file';
import { startEngine, calledResources, type Engine } from '../support/engine';
import { checkRules, runRuleTests } from '../support/promtool';
import { runShell, RUN_TYPESCRIPT } from '../support/shell';

const FOLDER = join(__dirname, '../../examples/webshop');
const raw = readStackFile('dev', FOLDER);
const settings = toSettings(webshop, 'dev', raw);
const rules = prometheusRules(ruleContext(settings));
interface Scenario {
  readonly name: string;
  readonly promql_expr_test: readonly { readonly expr: string }[];
}
const { tests } = load(readFileSync(join(FOLDER, 'scenarios.yaml'), 'utf8')) as { tests: Scenario[] };

test('it renders its own rules, dashboard and configuration, without anything about trading', () => {
  const rendered = files(compile(settings));
  expect(Object.keys(rendered)).toEqual(
    expect.arrayContaining(['prometheus/prometheus.yml', 'prometheus/rules/shop.yaml', 'grafana/dashboards/shop.json']),
  );
  expect(Object.values(rendered).filter((text) => /trading|signal|miniapp/i.test(text))).toEqual([]);
});

test('promtool accepts its rules, and the checks of the content find nothing', async () => {
  await checkRules(rules);
  expect(lintContent(compile(settings).dashboardContext)).toEqual([]);
});

test('planned maintenance covers its own components, in its rules and on its dashboard', async () => {
  const plan = { start: '2026-12-01T22:00Z', end: '2026-12-02T02:00Z', why: 'Stocktaking', who: 'Ada' };
  const planned = (components: readonly string[]) =>
    toSettings(webshop, 'dev', { ...raw, maintenance: { stock: { ...plan, components } } });
  const content = compile(planned(['shop', 'warehouse']));
  await checkRules(prometheusRules(ruleContext(planned(['shop', 'warehouse'])), true));
  expect(content.dashboards.shop).toContain('Planned maintenance ends');
  expect(() => planned(['database'])).toThrow('maintenance.stock.components[0]: had "database", needs one of shop, ');
});

test.each([
  ['render.ts --stack dev --out "$OUT"', 'dev: 12 files in'],
  ['alerts.ts --stack dev', '| NoOrders '],
  ['lint-content.ts', 'checks find nothing'],
])('scripts/%s called in its folder finds it beside its stack file', async (line, output) => {
  const out = mkdtempSync(join(tmpdir(), 'webshop-'));
  try {
    const { err, out: text } = await runShell(
      `INIT_CWD="$PWD" OUT="${out}" sh -c '${RUN_TYPESCRIPT} ../../scripts/${line}'`,
      FOLDER,
    );
    expect({ err, text }).toEqual({ err: '', text: expect.stringContaining(output) as string });
  } finally {
    rmSync(out, { recursive: true });
  }
});

test.each(tests.map((scenario) => [scenario.name, scenario] as const))(
  '%s: the alert fires in time',
  (_name, scenario) =>
    runRuleTests(
      rules,
      scenario.promql_expr_test.map(({ expr }) => expr),
      [scenario],
      15,
    ),
);

test('each alert has a scenario and a section in the runbooks', () => {
  const expressions = tests.flatMap(({ promql_expr_test }) => promql_expr_test.map(({ expr }) => expr)).join('\n');
  const sections = readdirSync(join(FOLDER, 'runbooks')).flatMap((file) =>
    [...readFileSync(join(FOLDER, 'runbooks', file), 'utf8').matchAll(/^## (.+)$/gm)].map(([, title]) => title),
  );
  expect(Object.keys(webshop.alerts).filter((name) => !sections.includes(name))).toEqual([]);
  const alertNames = Object.keys(webshop.alerts).filter((name) => !name.endsWith('Slow'));
  expect(alertNames.filter((name) => !expressions.includes(`"${name}"`))).toEqual([]);
});

describe('on the real engine', () => {
  let subject: Engine;
  beforeAll(async () => {
    subject = await startEngine('dev', raw, program);
  });
  afterAll(() => subject?.close());

  test('a preview creates nothing, an update everything, a second one nothing more', async () => {
    expect(Object.keys((await subject.stack.preview()).changeSummary)).toEqual(['create']);
    expect(subject.calls()).toEqual([]);
    await subject.up();
    const created = calledResources(subject.calls(), 'create');
    expect(created).toEqual(
      expect.arrayContaining([
        'Container grafana',
        'Container prometheus',
        'Dashboard shop',
        'RuleGroup shop',
        'RuleGroup slo',
      ]),
    );
    expect(created).not.toContain('Container demo-backend');
    expect(Object.keys(await subject.up())).toEqual(['same']);
  });
});
