/** What `npm run adopt -- --write` puts into files that a stack deploys. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { alertNamesIn, readRuleGroups } from '../../lib/alerting/verbatim';
import { adoptAlerts } from '../../lib/review/adopt/alerts';
import { readRuleFile } from '../../lib/review/adopt/rule-file';
import { verbatimPart } from '../../lib/review/adopt/verbatim';
import { readVerbatimFiles } from '../../lib/servers/verbatim-folder';
import { toSettings } from '../../lib/settings/settings';
import { trading } from '../../platform';
import { runShell, RUN_TYPESCRIPT } from '../support/shell';

const ROOT = join(__dirname, '../..');

describe('with --write', () => {
  const folder = mkdtempSync(join(tmpdir(), 'adopt-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'platform.ts'), `export { trading } from '${ROOT}/platform';\n`);
  const dashboard = { title: 'Queues', panels: [{ title: 'Queue', targets: [{ refId: 'A', expr: 'queue_length' }] }] };
  writeFileSync(join(folder, 'Team Queues.json'), JSON.stringify(dashboard));
  const write = (args: string) =>
    runShell(`INIT_CWD='${folder}' ${RUN_TYPESCRIPT} scripts/adopt.ts ${args} --write`, ROOT);

  test('rules that no entry covers are written to files that a stack deploys', async () => {
    const { code, out } = await write(
      `--rules tests/scripts/adopt/rules.yaml --dashboard '${folder}/Team Queues.json'`,
    );
    expect({ code, out }).toMatchObject({
      code: 0,
      out: expect.stringContaining('Written: rules/verbatim/rules.yml') as string,
    });
    const verbatim = readVerbatimFiles(folder);
    expect(Object.keys({ ...verbatim.rules, ...verbatim.dashboards })).toEqual(['rules.yml', 'team-queues.json']);
    const rules = readRuleGroups(verbatim.rules['rules.yml'] ?? '');
    expect(typeof rules === 'string' ? rules : alertNamesIn(rules)).toEqual(['QueueFull']);
    const { alerting } = toSettings({ ...trading, verbatim }, 'dev', { alerting: { engine: 'alertmanager' } });
    expect(alerting.engine).toBe('alertmanager');
  });

  test('a file of the same name with other content is not overwritten', async () => {
    writeFileSync(join(folder, 'dashboards/verbatim/team-queues.json'), '{}');
    const { code, err } = await write(`--dashboard '${folder}/Team Queues.json'`);
    expect({ code, err }).toMatchObject({
      code: 2,
      err: expect.stringContaining(
        'dashboards/verbatim/team-queues.json is there already, with another content',
      ) as string,
    });
  });
});

test('a recording rule that an adopted rule reads is written with it', () => {
  const content = {
    groups: [
      {
        name: 'team',
        interval: '30s',
        rules: [
          { record: 'queue:length:max', expr: 'max(queue:length:sum)' },
          { record: 'queue:length:sum', expr: 'sum(queue_length)' },
          { record: 'unused:a:b', expr: 'sum(up)' },
          { alert: 'QueueFull', expr: 'queue:length:max > 1' },
          { alert: 'Watchdog', expr: 'vector(1)' },
        ],
      },
      { name: 'empty', rules: [{ alert: 'HighErrorRate', expr: 'sum(rate(errors_total{status=~"5.."}[5m])) > 1' }] },
    ],
  };
  const rules = readRuleFile(content);
  expect(rules && verbatimPart(rules, adoptAlerts(rules.alerts, trading))).toEqual({
    groups: [{ name: 'team', interval: '30s', rules: [0, 1, 3].map((i) => content.groups[0]?.rules[i]) }],
  });
});
