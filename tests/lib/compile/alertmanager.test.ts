/** Alertmanager's view of the compiled configuration: amtool loads it and tests its routes. */
import { trading } from '../../../platform';
import { inhibitedAlerts, INHIBITED, sourcesOf } from '../../../lib/alerting/inhibition';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readStackFile, stackNames } from '../../../lib/settings/stack-file';
import { ruleContext, toSettings } from '../../../lib/settings/settings';
import { compile, type Content } from '../../../lib/compile';
import { resolveAll } from '../../../lib/alerting/resolve';
import type { AlertName } from '../../../platform';
import { tool } from '../../../lib/servers/tools';
import { files } from '../../../lib/compile/files';
import { writeFiles } from '../../../lib/servers/write-files';
import { CREDENTIALS, EVERY_RECEIVER, settingsWithAlerting } from '../../support/receivers';

const run = promisify(execFile);
const folders: string[] = [];
function rendered(content: Content): string {
  const folder = mkdtempSync(join(tmpdir(), 'alertmanager-'));
  folders.push(folder);
  writeFiles(files(content), folder);
  return folder;
}
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

const amtool = async (...args: string[]): Promise<string> => (await run(await tool('amtool'), args)).stdout;
const fullStack = rendered(compile(settingsWithAlerting()));
const config = (folder: string) => join(folder, 'alertmanager/alertmanager.yml');
const alerts = resolveAll(ruleContext(settingsWithAlerting()));

describe('Alertmanager loads the configuration', () => {
  test.each(stackNames())('of the stack %s', async (stack) => {
    const folder = rendered(compile(toSettings(trading, stack, readStackFile(stack))));
    expect(await amtool('check-config', config(folder))).toContain('SUCCESS');
  });
  test('of a stack that uses every setting', async () => {
    const answer = await amtool('check-config', config(fullStack));
    for (const part of ['5 receivers', '1 templates']) expect(answer).toContain(part);
  });
});

/** The receiver that Alertmanager chooses for these labels. */
const receiverOf = async (labels: Readonly<Record<string, string>>, folder = fullStack): Promise<string> => {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}=${value}`);
  return (await amtool('config', 'routes', 'test', `--config.file=${config(folder)}`, ...pairs)).trim();
};

describe('each alert reaches the receiver of its severity, the Watchdog its own', () => {
  test.each(alerts.map(({ name, labels }) => [name, labels] as const))('%s', async (alertname, labels) => {
    const receiver = alertname === 'Watchdog' ? 'dead-mans-switch' : labels.severity;
    expect(await receiverOf({ alertname, ...labels })).toBe(receiver);
  });

  test.each<[string, object, Record<string, string>, string]>([
    [
      'a severity without a route reaches nobody',
      { routes: { critical: EVERY_RECEIVER.routes.critical } },
      { severity: 'warning' },
      'nobody',
    ],
    [
      'without a dead man’s switch the Watchdog reaches nobody, though info is routed',
      { routes: EVERY_RECEIVER.routes, smtp: EVERY_RECEIVER.smtp },
      { alertname: 'Watchdog', severity: 'info' },
      'nobody',
    ],
    ['without routes nobody is notified', {}, { severity: 'critical' }, 'nobody'],
  ])('%s', async (_case, alerting, labels, receivers) => {
    expect(await receiverOf(labels, rendered(compile(settingsWithAlerting(alerting))))).toBe(receivers);
  });

  test('an overridden severity changes the receiver', async () => {
    const settings = toSettings(trading, 'prod', { thresholds: { HighErrorRate: { severity: 'critical' } } });
    const alert = resolveAll(ruleContext(settings)).find(({ name }) => name === 'HighErrorRate');
    expect(await receiverOf({ alertname: 'HighErrorRate', ...alert?.labels })).toBe('critical');
  });
});

test('a team with routes gets its own alerts of that severity, and no others', async () => {
  const teamRoute = { slack: { url: CREDENTIALS.warningSlack } };
  const folder = rendered(
    compile(settingsWithAlerting({ ...EVERY_RECEIVER, teams: { trading: { routes: { critical: teamRoute } } } })),
  );
  expect(await amtool('check-config', config(folder))).toContain('6 receivers');
  const to = (severity: string, team: string) => receiverOf({ alertname: 'Any', severity, team }, folder);
  expect(await to('critical', 'trading')).toBe('trading-critical');
  expect(await to('warning', 'trading')).toBe('warning');
  expect(await to('critical', 'backend')).toBe('critical');
  expect(await receiverOf({ alertname: 'NotificationTest', notification_test: 'trading-critical' }, folder)).toBe(
    'trading-critical',
  );
});

test('no rendered file contains a credential', () => {
  const content = compile(settingsWithAlerting());
  const text = JSON.stringify(files(content));
  for (const credential of Object.values(CREDENTIALS)) expect(text).not.toContain(credential);
  expect(
    Object.values(content.alertmanager.secrets)
      .map((secret) => secret.reveal())
      .sort(),
  ).toEqual(Object.values(CREDENTIALS).sort());
});

describe('the inhibition', () => {
  const context = (raw: object) => ruleContext(toSettings(trading, 'dev', raw));
  const targetsOf = (source: string, raw: object = {}) =>
    inhibitedAlerts(context(raw)).filter((name) => sourcesOf(name, context(raw)).some((other) => other === source));

  test('of a warning comes from its critical twin, which inhibits no other warning', () => {
    expect(targetsOf('CriticalEAPollErrors')).toContain('EAPollErrors');
    expect(targetsOf('CriticalEAPollErrors')).not.toContain('HighErrorRate');
  });

  test('by a target that is down covers every alert that measures the platform, and none about the monitoring', () => {
    const groups = ['api_health', 'business_health', 'slo'];
    expect(targetsOf('TargetDown')).toEqual([
      ...resolveAll(context({}))
        .filter(({ group }) => groups.includes(group))
        .map(({ name }) => name),
      'TargetPartlyDown',
      'TargetFlapping',
    ]);
  });

  test('leaves out an alert that is switched off, as source and as target', () => {
    expect(targetsOf('CriticalErrorRate', { thresholds: { CriticalErrorRate: { enabled: false } } })).toEqual([]);
    expect(targetsOf('CriticalErrorRate', { thresholds: { HighErrorRate: { enabled: false } } })).not.toContain(
      'HighErrorRate',
    );
  });

  test('is decided by Prometheus: Alertmanager would drop the resolved notification of an inhibited alert', () => {
    expect(compile(settingsWithAlerting()).alertmanager.files['alertmanager.yml']).not.toContain('inhibit_rules');
    const settings = toSettings(trading, 'dev', { alerting: { engine: 'alertmanager' } });
    const rules = compile(settings).prometheusGroups.flatMap((group) => group.rules);
    const targets = inhibitedAlerts(ruleContext(settings));
    expect(rules.flatMap(({ labels }) => labels?.target ?? [])).toEqual(targets);
    const warning = rules.find(({ alert }) => alert === 'HighErrorRate');
    expect(warning?.annotations?.inhibited_by).toBe('CriticalErrorRate, RedisDisconnected, TargetDown');
    for (const { alert, expr } of rules)
      if (alert !== undefined)
        expect([alert, expr.includes(INHIBITED)]).toEqual([alert, targets.includes(alert as AlertName)]);
  });
});
