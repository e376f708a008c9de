/** The scenario files, which are promtool's unit tests of rules, and the rules that they run on. */
import { trading } from '../../platform';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { dump, load } from 'js-yaml';
import { z } from 'zod';
import { readStackFile, stackNames } from '../../lib/settings/stack-file';
import { ruleContext, toSettings } from '../../lib/settings/settings';
import type { Evaluator } from '../../lib/alerting/alert';
import { renderSelector } from '../../lib/promql';
import { seconds, type Duration } from '../../lib/units';
import { mapRules, prometheusRules, type PrometheusRuleFiles } from '../../lib/compile/prometheus-rules';
import { runPromtool } from './promtool';
import { evaluationOrder, selectRules } from './rule-dependencies';

/** Where the scenario files are: one for each alert, and a folder for each other set of rules. */
export const SCENARIOS = join(__dirname, '../rules/scenarios');

type Raw = Readonly<Record<string, unknown>>;

/** The annotations with sentences; one scenario of each alert states them all. */
export const SENTENCES = ['summary', 'description', 'when_resolved'] as const;

const expectedAlert = z.looseObject({ exp_annotations: z.record(z.string(), z.string()).default({}) });

const file = z.looseObject({
  evaluation_interval: z.string(),
  tests: z.array(
    z.looseObject({
      name: z.string(),
      input_series: z.array(z.unknown()).default([]),
      alert_rule_test: z
        .array(
          z.object({ eval_time: z.string(), alertname: z.string(), exp_alerts: z.array(expectedAlert).default([]) }),
        )
        .default([]),
      promql_expr_test: z
        .array(z.object({ eval_time: z.string(), expr: z.string(), exp_samples: z.array(z.unknown()) }))
        .default([]),
    }),
  ),
});

type ScenarioTest = z.infer<typeof file>['tests'][number];

/** A check of an alert: at `at` seconds it fires or not (or has never fired until then). */
export interface Check {
  readonly alert: string;
  readonly at: number;
  readonly fires: boolean;
  /**
   * Whether its labels and all its {@link SENTENCES} are compared.
   */
  readonly hasSentences: boolean;
}
export interface Scenario {
  readonly file: string;
  /** Seconds between two evaluations. */
  readonly evaluation: number;
  readonly name: string;
  readonly checks: readonly Check[];
}

/** Sum of the parts of a compound duration such as `1h14m45s`, in seconds. */
function durationSeconds(text: string): number {
  return (text.match(/\d+[smhd]/g) ?? []).reduce((sum, part) => sum + seconds(part as Duration), 0);
}

/** Paths of the scenario files in a folder. */
export function scenarioFiles(folder = SCENARIOS): string[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  return names.sort().map((name) => join(folder, name));
}

export function scenarios(path: string): Scenario[] {
  const { evaluation_interval, tests } = file.parse(load(readFileSync(path, 'utf8')));
  return tests.map((test) => ({
    file: basename(path),
    evaluation: durationSeconds(evaluation_interval),
    name: test.name,
    checks: [
      ...test.alert_rule_test.map((check) => ({
        alert: check.alertname,
        at: durationSeconds(check.eval_time),
        fires: check.exp_alerts.length > 0,
        hasSentences: check.exp_alerts.some((alert) => SENTENCES.every((key) => key in alert.exp_annotations)),
      })),
      ...test.promql_expr_test.flatMap((check) => {
        const alert = /alertname="(\w+)"/.exec(check.expr)?.[1];
        const fires = check.exp_samples.length > 0;
        return alert === undefined ? [] : [{ alert, at: durationSeconds(check.eval_time), fires, hasSentences: false }];
      }),
    ],
  }));
}

/** The raw settings of every stack file, by the stack's name. */
export const stackFiles = (): [stack: string, raw: Raw][] => stackNames().map((stack) => [stack, readStackFile(stack)]);

/** Writes rule files into `rules/` of a folder, where scenario files expect them, and returns their paths. */
function writeRules(folder: string, rules: PrometheusRuleFiles): string[] {
  mkdirSync(join(folder, 'rules'), { recursive: true });
  return Object.entries(rules).map(([name, content]) => {
    const path = join(folder, 'rules', name);
    writeFileSync(path, dump(content));
    return path;
  });
}

/** `up` of the exporters that a file about exporters does not name: they answer. */
function upOfOtherExporters(text: string) {
  const isNamed = ({ job }: { readonly job: string }) => text.includes(`job="${job}"`);
  const all = Object.values(trading.exporters);
  return (all.some(isNamed) ? all : [])
    .filter((exporter) => !isNamed(exporter))
    .map(({ job, port }) => ({ series: renderSelector('up', { job, instance: `${job}:${port}` }), values: '1x2000' }));
}

/** What a scenario checks: alerts by name, and expressions. */
const checkedExpressions = ({ alert_rule_test, promql_expr_test }: ScenarioTest): string[] => [
  ...alert_rule_test.map(({ alertname }) => `ALERTS{alertname="${alertname}"}`),
  ...promql_expr_test.map(({ expr }) => expr),
];

/** Names of annotations by alert, each list sorted and as one text. */
type AnnotationNames = ReadonlyMap<string, string>;

/** The annotations that a scenario states of each alert. */
function statedAnnotations({ name, alert_rule_test }: ScenarioTest): AnnotationNames {
  const stated = new Map<string, string>();
  for (const { alertname, exp_alerts } of alert_rule_test)
    for (const { exp_annotations } of exp_alerts) {
      const names = Object.keys(exp_annotations).sort().join();
      if ((stated.get(alertname) ?? names) !== names)
        throw new Error(
          `"${name}" states other annotations of one ${alertname} than of another; state the same of each`,
        );
      stated.set(alertname, names);
    }
  return stated;
}

/** Scenarios that run on the same rules with the same annotations. */
interface ScenarioGroup {
  readonly rules: PrometheusRuleFiles;
  readonly tests: ScenarioTest[];
  readonly stated: Map<string, string>;
}

/**
 * promtool compares all annotations of a rule, and evaluates all rules for each scenario: those with the same annotations
 * of an alert can run together, and those that check the same alerts do, so that none evaluates the rules of another.
 */
function groupScenarios(tests: readonly ScenarioTest[], all: PrometheusRuleFiles): ScenarioGroup[] {
  const groups: (ScenarioGroup & { readonly key: string })[] = [];
  for (const test of tests) {
    const annotations = [...statedAnnotations(test)];
    const rules = selectRules(all, checkedExpressions(test));
    const key = JSON.stringify(rules);
    let group = groups.find(
      (other) =>
        other.key === key && annotations.every(([alert, names]) => (other.stated.get(alert) ?? names) === names),
    );
    if (group === undefined) groups.push((group = { key, rules, tests: [], stated: new Map() }));
    group.tests.push(test);
    for (const [alert, names] of annotations) group.stated.set(alert, names);
  }
  return groups;
}

/** The rules with only the annotations that the scenarios state. */
const keepAnnotations = (rules: PrometheusRuleFiles, stated: AnnotationNames): PrometheusRuleFiles =>
  mapRules(rules, ({ annotations = {}, ...rule }) => {
    const names = stated.get(rule.alert ?? '')?.split(',') ?? [];
    return {
      ...rule,
      annotations: Object.fromEntries(Object.entries(annotations).filter(([key]) => names.includes(key))),
    };
  });

/** A temporary folder with the rules of a stack in `rules/`, and scenarios, each with the rules that it needs. */
export class RenderedRules {
  private readonly folder = mkdtempSync(join(tmpdir(), 'rules-'));
  private readonly rules: PrometheusRuleFiles;
  readonly files: readonly string[];

  constructor(stack: string, raw: Raw, server: Partial<Evaluator> = {}) {
    const settings = toSettings(trading, stack, raw);
    this.rules = prometheusRules({ ...ruleContext(settings), ...server }, settings.alerting.engine === 'alertmanager');
    this.files = writeRules(this.folder, this.rules);
  }
  /**
   * Runs a scenario file with promtool, which compares the annotations that the scenario states. `without` is a rule
   * file that the server lacks.
   */
  async runScenario(path: string, { without = '' } = {}): Promise<void> {
    const text = readFileSync(path, 'utf8');
    const { tests, ...head } = file.parse(load(text));
    const healthy = upOfOtherExporters(text);
    const copies = groupScenarios(tests, this.rules).map(({ rules, stated, tests: grouped }, i) => {
      const folder = join(this.folder, `${basename(path, '.yaml')}-${i}`);
      const group_eval_order = evaluationOrder(rules);
      const { [without]: _left, ...present } = keepAnnotations(rules, stated);
      writeRules(folder, present);
      const copy = join(folder, basename(path));
      const played = grouped.map((test) => ({ ...test, input_series: [...test.input_series, ...healthy] }));
      const scenario = { ...head, rule_files: ['rules/*.yaml'], group_eval_order, tests: played };
      writeFileSync(copy, dump(scenario, { lineWidth: -1 }));
      return copy;
    });
    await runPromtool('test', 'rules', ...copies);
  }
  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
