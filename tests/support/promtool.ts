import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dump } from 'js-yaml';
import type { PrometheusRuleFiles } from '../../compile/prometheus-rules';
import { tool } from '../../toolchain/tools';
import { evaluationOrder, rulesRead } from './rules-read';

/** Runs promtool; its whole output is the message where it finds fault. */
export async function promtool(...args: string[]): Promise<void> {
  const path = await tool('promtool');
  await new Promise<void>((done, fail) => {
    execFile(path, args, (error, stdout, stderr) => (error === null ? done() : fail(new Error(stdout + stderr))));
  });
}

/** Has promtool check rule files. */
export async function checkRules(files: PrometheusRuleFiles): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'promtool-'));
  try {
    const paths = Object.keys(files).map((file) => join(folder, file));
    for (const [file, content] of Object.entries(files))
      writeFileSync(join(folder, file), dump(content, { lineWidth: -1 }));
    await promtool('check', 'rules', ...paths);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Plays promtool's own unit tests on those of the rules that the expressions read, evaluated every `seconds`. */
export async function play(
  rules: PrometheusRuleFiles,
  looked: readonly string[],
  tests: readonly object[],
  seconds: number,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'promtool-'));
  try {
    const files = rulesRead(rules, looked);
    for (const [file, content] of Object.entries(files)) writeFileSync(join(folder, file), dump(content));
    const path = join(folder, 'test.yml');
    const test = {
      rule_files: Object.keys(files),
      evaluation_interval: `${seconds}s`,
      group_eval_order: evaluationOrder(files),
      tests,
    };
    writeFileSync(path, dump(test, { lineWidth: -1 }));
    await promtool('test', 'rules', path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
