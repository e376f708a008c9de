/**
 * `npm run lint:content [-- --stack S] [--list]`: reports problems in the rules and dashboards that the stacks compile
 * to, and planned maintenance that is over. Each finding has a reason, a fix, and the file to edit. `--list` prints the
 * checks, and those that are left out with the reason. Exit code 2 if there is a finding.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DASHBOARD_FILES, RULE_FILES } from '../lib/alerting/verbatim';
import { dashboardContext } from '../lib/compile';
import { allChecks, lintContent, NOT_MADE } from '../lib/review/lint';
import type { Finding } from '../lib/review/lint/finding';
import { lintMaintenance } from '../lib/review/lint/maintenance';
import { command } from '../lib/servers/command-line';
import { tool } from '../lib/servers/tools';
import { FOLDER, namesOf, platform, settingsOf } from './support/stacks';

/** Folders and files that contain content. */
const sources = ['rules', 'dashboards', '']
  .filter((folder) => existsSync(join(FOLDER, folder)))
  .flatMap((folder) => readdirSync(join(FOLDER, folder)).map((file) => join(folder, file)))
  .filter((file) => file.endsWith('.ts'));

/** Where a name stands in the source: as the key of an alert, or as a title or the name of a recorded series. */
export function sourceOf(name: string): string {
  for (const file of sources) {
    const lines = readFileSync(join(FOLDER, file), 'utf8').split('\n');
    const line = lines.findIndex((text) => text.trimStart().startsWith(`${name}:`) || text.includes(`'${name}'`));
    if (line >= 0) return `${file}:${line + 1}`;
  }
  return 'rules or dashboards';
}

const VERBATIM_FILE = new RegExp(`^(?:${RULE_FILES}|${DASHBOARD_FILES})/\\S+`);

/** The file that causes a finding. */
function placeOf(at: string, stacks: readonly string[]): string {
  if (at.startsWith('maintenance.')) return stacks.map((stack) => `Pulumi.${stack}.yaml`).join(', ');
  const [file] = VERBATIM_FILE.exec(at) ?? [];
  return file ?? sourceOf(at);
}

const text = ({ check, at, what }: Finding, stacks: readonly string[]): string =>
  `${check.isWarning === true ? 'warning: ' : ''}${placeOf(at, stacks)}  ${at.replace(VERBATIM_FILE, '').trimStart()} ${what}  (${check.name}; ${stacks.join(', ')})\n  why: ${check.why}\n  fix: ${check.fix}`;

function findingsOf(stack: string): Finding[] {
  const context = dashboardContext(settingsOf(stack));
  // Rules contain the additions of planned maintenance for days.
  return [...lintContent({ ...context, maintenance: [] }), ...lintMaintenance(context.maintenance, Date.now() / 1000)];
}

/** promtool's findings in the hand-written rule files. */
async function checkVerbatimRules(): Promise<string[]> {
  const files = Object.entries(platform.verbatim?.rules ?? {});
  if (files.length === 0) return [];
  const promtool = await tool('promtool');
  return files.flatMap(([file, input]) => {
    const { status, stdout, stderr } = spawnSync(promtool, ['check', 'rules', '--lint-fatal'], {
      input,
      encoding: 'utf8',
    });
    return status === 0 ? [] : [`${RULE_FILES}/${file}  promtool: ${`${stderr}${stdout}`.trim()}`];
  });
}

function printChecks(): void {
  for (const { name, why } of allChecks) console.log(`${name}: ${why}`);
  console.log('\nNot made:');
  for (const [name, reason] of Object.entries(NOT_MADE)) console.log(`${name}: ${reason}`);
}

if (require.main === module)
  void command(
    { usage: 'npm run lint:content [-- --stack STACK] [--list]', options: { stack: 'string', list: 'boolean' } },
    async ({ stack: only, list }) => {
      if (list) return printChecks();
      const stacks = only === undefined ? namesOf() : [only];
      const all = stacks.flatMap((stack) => findingsOf(stack).map((finding) => ({ stack, finding })));
      const groups = Map.groupBy(all, ({ finding: { check, at, what } }) => [check.name, at, what].join('\n'));
      const found = [...groups.values()].map((group) => {
        const [{ finding }] = group as [(typeof all)[number]];
        return { finding, where: [...new Set(group.map(({ stack }) => stack))] };
      });
      for (const { finding, where } of found) console.log(text(finding, where));
      const mistakes = found.filter(({ finding }) => finding.check.isWarning !== true).length;
      const unreadable = await checkVerbatimRules();
      for (const line of unreadable) console.log(line);
      if (found.length + unreadable.length === 0)
        console.log(`${stacks.join(', ')}: ${allChecks.length} checks find nothing.`);
      return mistakes + unreadable.length === 0 ? 0 : 2;
    },
  );
