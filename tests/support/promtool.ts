import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dump } from 'js-yaml';
import type { PrometheusRuleFiles } from '../../lib/compile/prometheus-rules';
import { tool } from '../../lib/servers/tools';
import { evaluationOrder, selectRules } from './rule-dependencies';

/** Runs promtool; throws its whole output if it fails. */
export async function runPromtool(...args: string[]): Promise<void> {
  const path = await tool('promtool');
  await new Promise<void>((resolve, fail) => {
    execFile(path, args, (error, stdout, stderr) => (error === null ? resolve() : fail(new Error(stdout + stderr))));
  });
}

/** Runs `work` on rule files in a temporary folder. */
async function withRules(files: PrometheusRuleFiles, work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'promtool-'));
  try {
    for (const [file, content] of Object.entries(files)) writeFileSync(join(folder, file), dump(content));
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Checks rule files with promtool. */
export const checkRules = (files: PrometheusRuleFiles): Promise<void> =>
  withRules(files, (folder) => runPromtool('check', 'rules', ...Object.keys(files).map((file) => join(folder, file))));

/** Runs promtool's unit tests on the rules that the expressions read, evaluated every `seconds`. */
export async function runRuleTests(
  rules: PrometheusRuleFiles,
  looked: readonly string[],
  tests: readonly object[],
  seconds: number,
): Promise<void> {
  const files = selectRules(rules, looked);
  await withRules(files, async (folder) => {
    const path = join(folder, 'test.yml');
    const test = {
      rule_files: Object.keys(files),
      evaluation_interval: `${seconds}s`,
      group_eval_order: evaluationOrder(files),
      tests,
    };
    writeFileSync(path, dump(test, { lineWidth: -1 }));
    await runPromtool('test', 'rules', path);
  });
}
