/** The alert rules under promtool: each scenario file of this folder on the rendered rules. */
import { basename, join } from 'node:path';
import { alertNames } from '../../platform';
import { EXPORTERS } from '../support/exporters';
import { runPromtool } from '../support/promtool';
import { RenderedRules, SCENARIOS, SENTENCES, scenarioFiles, scenarios, stackFiles } from '../support/scenarios';

const stacks: RenderedRules[] = [];
function render(...[stack, raw]: ConstructorParameters<typeof RenderedRules>): RenderedRules {
  const rendered = new RenderedRules(stack, raw);
  stacks.push(rendered);
  return rendered;
}

afterAll(() => stacks.forEach((rendered) => rendered.remove()));

describe('promtool finds no mistake in the rules', () => {
  it.each([['dev without overrides', {}] as const, ['dev with every exporter', EXPORTERS] as const, ...stackFiles()])(
    'of the stack %s',
    async (name, raw) => {
      const { files } = render(name.split(' ')[0] ?? name, raw);
      await runPromtool('check', 'rules', '--lint=all', '--lint-fatal', ...files);
    },
  );
});

describe('with the default thresholds and every exporter, under promtool', () => {
  const rendered = render('dev', EXPORTERS);
  // One at a time: promtool uses every core by itself.
  it.each(scenarioFiles().map((path) => [basename(path, '.yaml'), path] as const))('%s', async (_name, path) => {
    await rendered.runScenario(path);
  });
});

describe('with an override of HighAPILatency, under promtool', () => {
  it.each([0.5, 0.8])('above %d s', async (above) => {
    const rendered = render('dev', { thresholds: { HighAPILatency: { above } } });
    await rendered.runScenario(join(SCENARIOS, 'overridden', `above-${above}.yaml`));
  });
  it('have a test for each file of that folder', () => {
    expect(scenarioFiles(join(SCENARIOS, 'overridden')).map((path) => basename(path))).toEqual([
      'above-0.5.yaml',
      'above-0.8.yaml',
    ]);
  });
});

test.each([
  ['the stack’s own Prometheus', false],
  ['a shared Prometheus', true],
])(
  'an incident sends one page, and each notified alert gets its end, where alerts of %s notify',
  async (_name, shared) => {
    const raw = { ...EXPORTERS, alerting: { engine: 'alertmanager' } };
    const rendered = render('dev', raw, { sharedPrometheus: shared });
    await runPromtool('check', 'rules', '--lint=all', '--lint-fatal', ...rendered.files);
    for (const path of scenarioFiles(join(SCENARIOS, 'inhibition'))) await rendered.runScenario(path);
  },
);

it('a scenario that expects too much fails with promtool’s own words', async () => {
  const rendered = render('dev', { ...EXPORTERS, thresholds: { Watchdog: { enabled: false } } });
  const watchdog = scenarioFiles().find((path) => basename(path) === 'Watchdog.yaml') ?? '';
  await expect(rendered.runScenario(watchdog)).rejects.toThrow(/FAILED[^]*alertname: Watchdog/);
});

describe('the scenarios', () => {
  const all = scenarioFiles().flatMap((path) => scenarios(path));
  const of = (alert: string) => all.filter(({ checks }) => checks.some((check) => check.alert === alert));

  it.each(alertNames)('fire %s and compare its sentences', (alert) => {
    const compared = all.some(({ checks }) => checks.some((check) => check.alert === alert && check.hasSentences));
    const missing = `tests/rules/scenarios/${alert}.yaml: no alert_rule_test of ${alert} states ${SENTENCES.join(', ')}`;
    expect(compared ? '' : missing).toBe('');
  });

  // The Watchdog is the one alert that always fires.
  it.each(alertNames.filter((name) => name !== 'Watchdog'))(
    'include a neighbouring case in which %s does not fire',
    (alert) => {
      const silent = of(alert).filter(({ checks }) => !checks.some((check) => check.alert === alert && check.fires));
      expect(
        silent.length > 0
          ? ''
          : `tests/rules/scenarios/${alert}.yaml: no test just below the limit, in which ${alert} is silent`,
      ).toBe('');
    },
  );

  it('check each alert one evaluation before it fires', () => {
    const unchecked = all.flatMap(({ file, name, evaluation, checks }) =>
      checks
        .filter((check) => check.fires && check.at > 0)
        .filter(({ alert, at }) => !checks.some((c) => c.alert === alert && !c.fires && c.at === at - evaluation))
        .map(({ alert }) => `${file}: ${name}: ${alert}`),
    );
    expect(unchecked).toEqual([]);
  });

  it('name only alerts of the catalogue', () => {
    const names: readonly string[] = alertNames;
    expect(all.flatMap(({ checks }) => checks.map(({ alert }) => alert)).filter((a) => !names.includes(a))).toEqual([]);
  });
});
