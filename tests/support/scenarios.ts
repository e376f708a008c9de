/** The scenario files, which are promtool's own unit tests of rules, and the rules they run on. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { dump, load } from 'js-yaml';
import { z } from 'zod';
import { readStackFile, stackNames } from '../../lib/settings/stack-file';
import { ruleContext, toSettings } from '../../lib/settings/settings';
import { seconds, type Duration } from '../../lib/units';
import { mapRules, prometheusRules, type PrometheusRuleFiles } from '../../lib/compile/prometheus-rules';
import { evaluationOrder, rulesRead } from './rule-dependencies';

/** Where the scenario files are: one an alert, and a folder for each other set of rules. */
export const SCENARIOS = join(__dirname, '../rules/scenarios');

type Raw = Readonly<Record<string, unknown>>;

const file = z.object({
  evaluation_interval: z.string(),
  tests: z.array(
    z.object({
      name: z.string(),
      alert_rule_test: z
        .array(z.object({ eval_time: z.string(), alertname: z.string(), exp_alerts: z.array(z.unknown()).default([]) }))
        .default([]),
      promql_expr_test: z
        .array(z.object({ eval_time: z.string(), expr: z.string(), exp_samples: z.array(z.unknown()) }))
        .default([]),
    }),
  ),
});

/** One look at an alert: at `at` seconds it fires, or it does not (or never did until then). */
export interface Check {
  readonly alert: string;
  readonly at: number;
  readonly fires: boolean;
  /** Whether its labels and annotations are compared as a whole. */
  readonly whole: boolean;
}
export interface Scenario {
  readonly file: string;
  /** Seconds between two evaluations. */
  readonly evaluation: number;
  readonly name: string;
  readonly checks: readonly Check[];
}

/** Sum of the parts of a compound duration such as `1h14m45s`, in seconds. */
function length(text: string): number {
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
    evaluation: length(evaluation_interval),
    name: test.name,
    checks: [
      ...test.alert_rule_test.map((check) => ({
        alert: check.alertname,
        at: length(check.eval_time),
        fires: check.exp_alerts.length > 0,
        whole: true,
      })),
      ...test.promql_expr_test.flatMap((check) => {
        const alert = /alertname="(\w+)"/.exec(check.expr)?.[1];
        const fires = check.exp_samples.length > 0;
        return alert === undefined ? [] : [{ alert, at: length(check.eval_time), fires, whole: false }];
      }),
    ],
  }));
}

/** The raw settings of every stack that has a file, by the stack's name. */
export const stackFiles = (): [stack: string, raw: Raw][] => stackNames().map((stack) => [stack, readStackFile(stack)]);

/** Writes rule files into `rules/` of a folder, where scenario files expect them, and says where each is. */
function writeRules(folder: string, rules: PrometheusRuleFiles): string[] {
  mkdirSync(join(folder, 'rules'), { recursive: true });
  return Object.entries(rules).map(([name, content]) => {
    const path = join(folder, 'rules', name);
    writeFileSync(path, dump(content));
    return path;
  });
}

/** The rules without the annotation that lists what inhibits an alert: a scenario is about an alert by itself. */
const withoutSources = (rules: PrometheusRuleFiles): PrometheusRuleFiles =>
  mapRules(rules, ({ annotations, ...rule }) => {
    const { inhibited_by: _sources, ...texts } = annotations ?? {};
    return annotations === undefined ? rule : { ...rule, annotations: texts };
  });

/** What a scenario file looks at: alerts by name, and expressions. */
const lookedAt = (path: string): string[] =>
  file
    .parse(load(readFileSync(path, 'utf8')))
    .tests.flatMap(({ alert_rule_test, promql_expr_test }) => [
      ...alert_rule_test.map(({ alertname }) => `ALERTS{alertname="${alertname}"}`),
      ...promql_expr_test.map(({ expr }) => expr),
    ]);

/** A temporary folder with the rules of a stack in `rules/`, and scenario files each with the rules that it looks at. */
export class Rendered {
  private readonly folder = mkdtempSync(join(tmpdir(), 'rules-'));
  private readonly rules: PrometheusRuleFiles;
  readonly files: readonly string[];

  constructor(stack: string, raw: Raw) {
    const settings = toSettings(stack, raw);
    this.rules = withoutSources(prometheusRules(ruleContext(settings), settings.alerting.engine === 'alertmanager'));
    this.files = writeRules(this.folder, this.rules);
  }
  /** Puts a scenario file beside the rules that it looks at, and says where. */
  add(path: string): string {
    const folder = join(this.folder, basename(path, '.yaml'));
    const rules = rulesRead(this.rules, lookedAt(path));
    writeRules(folder, rules);
    const copy = join(folder, basename(path));
    const head = `rule_files: [rules/*.yaml]\ngroup_eval_order: [${evaluationOrder(rules).join(', ')}]`;
    writeFileSync(copy, readFileSync(path, 'utf8').replace(/^rule_files: .*$/m, head));
    return copy;
  }
  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
