/**
 * `make check`: checks what the working tree changes compared with the branch `main`: types, style, and the tests that
 * import it. Tests that start servers, Pulumi's engine or commands, or simulate hours, are left to `make test`; of the
 * rules, it tests only the changed alerts' scenarios.
 */
import { spawnSync } from 'node:child_process';
import { basename } from 'node:path';
import { runWithSentences } from '../lib/servers/command-line';

const SLOW = [
  '/tests/(engine|e2e|docker|kubernetes|lib/review|scripts|workflows)/',
  '/tests/rules/(promtool|market-hours|measuring-faults|false-pages)',
  '/tests/(demo/scenarios|docs/tutorial|repository/imports|lib/contract/conformance)',
];

const lines = (...args: string[]): string[] =>
  spawnSync('git', args, { encoding: 'utf8' }).stdout.split('\n').filter(Boolean);
const succeeds = (program: string, args: readonly string[]): boolean =>
  spawnSync(program, args, { stdio: 'inherit' }).status === 0;
/** Runs one of this project's tools, unless there are no files for it. */
const passes = (tool: string, options: readonly string[], files?: readonly string[]): boolean =>
  files?.length === 0 || succeeds(`node_modules/.bin/${tool}`, [...options, ...(files ?? [])]);

function check(): number {
  const base = lines('merge-base', 'HEAD', 'main')[0] ?? 'HEAD';
  const changed = [
    ...lines('diff', '--name-only', '--diff-filter=d', base),
    ...lines('ls-files', '--others', '--exclude-standard'),
  ];

  const code = changed.filter((file) => /\.(ts|mjs)$/.test(file));
  const scenarios = changed
    .filter((file) => /^tests\/rules\/scenarios\/\w+\.yaml$/.test(file))
    .map((file) => basename(file, '.yaml'));

  const results = [
    succeeds('npm', ['run', '--silent', 'types']),
    passes('eslint', [], code),
    passes('prettier', ['--check', '--log-level', 'warn', '--ignore-unknown'], changed),
    passes(
      'jest',
      ['--passWithNoTests', ...SLOW.flatMap((path) => ['--testPathIgnorePatterns', path]), '--findRelatedTests'],
      code,
    ),
    scenarios.length === 0 ||
      passes('jest', ['tests/rules/promtool.test.ts', '-t', `as promtool sees it (${scenarios.join('|')})$`]),
  ];
  return results.every(Boolean) ? 0 : 1;
}

void runWithSentences(check, () => 'make check', { mistake: 1 });
