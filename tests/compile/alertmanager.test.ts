/** Alertmanager's own word on the compiled configuration: amtool loads it, walks its routes and writes its messages. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readStackFile, stackNames } from '../../config/stack-file';
import { ruleContext, toSettings } from '../../config/settings';
import { compile, type Content } from '../../compile';
import { alertNames, resolveAll } from '../../rules/catalogue';
import { inhibitions } from '../../rules/inhibition';
import { tool } from '../../toolchain/tools';
import { files } from '../../compile/files';
import { write } from '../../toolchain/write-files';
import { CREDENTIALS, ROUTED, routed } from '../support/routed';

const run = promisify(execFile);
const folders: string[] = [];
function rendered(content: Content): string {
  const folder = mkdtempSync(join(tmpdir(), 'alertmanager-'));
  folders.push(folder);
  write(content, folder);
  return folder;
}
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

const amtool = async (...args: string[]): Promise<string> => (await run(await tool('amtool'), args)).stdout;
const full = rendered(compile(routed()));
const config = (folder: string) => join(folder, 'alertmanager/alertmanager.yml');
const alerts = resolveAll(ruleContext(routed()));

describe('Alertmanager loads the configuration', () => {
  test.each(stackNames())('of the stack %s', async (stack) => {
    const folder = rendered(compile(toSettings(stack, readStackFile(stack))));
    expect(await amtool('check-config', config(folder))).toContain('SUCCESS');
  });
  test('of a stack that uses all there is', async () => {
    const answer = await amtool('check-config', config(full));
    for (const part of ['5 receivers', '1 templates', `${inhibitions(ruleContext(routed())).length} inhibit rules`])
      expect(answer).toContain(part);
  });
});

/** The receiver that Alertmanager chooses for these labels. */
const receiverOf = async (labels: Readonly<Record<string, string>>, folder = full): Promise<string> => {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}=${value}`);
  return (await amtool('config', 'routes', 'test', `--config.file=${config(folder)}`, ...pairs)).trim();
};

describe('each alert reaches the receiver of its severity, the heartbeat its own', () => {
  test.each(alerts.map(({ name, labels }) => [name, labels] as const))('%s', async (alertname, labels) => {
    const wanted = alertname === 'Watchdog' ? 'dead-mans-switch' : labels.severity;
    expect(await receiverOf({ alertname, ...labels })).toBe(wanted);
  });

  test.each<[string, object, Record<string, string>, string]>([
    [
      'a severity without a route reaches nobody',
      { routes: { critical: ROUTED.routes.critical } },
      { severity: 'warning' },
      'nobody',
    ],
    [
      'without a dead man’s switch the heartbeat reaches nobody, though info is routed',
      { routes: ROUTED.routes, smtp: ROUTED.smtp },
      { alertname: 'Watchdog', severity: 'info' },
      'nobody',
    ],
    ['without routes nobody is told', {}, { severity: 'critical' }, 'nobody'],
  ])('%s', async (_case, alerting, labels, wanted) => {
    expect(await receiverOf(labels, rendered(compile(routed(alerting))))).toBe(wanted);
  });

  test('an overridden severity changes the receiver', async () => {
    const settings = toSettings('prod', { thresholds: { HighErrorRate: { severity: 'critical' } } });
    const alert = resolveAll(ruleContext(settings)).find(({ name }) => name === 'HighErrorRate');
    expect(await receiverOf({ alertname: 'HighErrorRate', ...alert?.labels })).toBe('critical');
  });
});

const TEMPLATE = join(full, 'alertmanager/*.tmpl');
async function message(template: string, status: 'firing' | 'resolved'): Promise<string> {
  const alert = alerts.find(({ name }) => name === 'HighErrorRate');
  if (alert === undefined) throw new Error('there is no HighErrorRate');
  const labels = { alertname: alert.name, ...alert.labels };
  const annotations = {
    ...alert.annotations,
    description: alert.annotations.description.replace(/\{\{.*?\}\}/, '0.4'),
  };
  const data = join(full, `${status}.json`);
  writeFileSync(
    data,
    JSON.stringify({
      status,
      receiver: 'warning',
      externalURL: 'http://localhost:9093',
      groupLabels: labels,
      commonLabels: labels,
      commonAnnotations: annotations,
      alerts: [{ status, labels, annotations }],
    }),
  );
  const text = `{{ template "trading-prod.${template}" . }}`;
  return amtool(
    'template',
    'render',
    `--template.glob=${TEMPLATE}`,
    `--template.data=${data}`,
    `--template.text=${text}`,
  );
}

describe('a message', () => {
  test('says in its title what, how bad, where, and whether it is over', async () => {
    expect(await message('title', 'firing')).toBe('[FIRING] HighErrorRate (warning, prod)');
    expect(await message('title', 'resolved')).toBe('[RESOLVED] HighErrorRate (warning, prod)');
  });

  test('says the value against the threshold and links to runbook, panel and a silence that fits', async () => {
    const text = await message('text', 'firing');
    expect(text).toContain('The rate of API errors is 0.4/s; the alert fires above 0.1/s for 5 minutes.');
    const links: Record<string, string> = Object.fromEntries(
      [...text.matchAll(/^(\w+): (http\S+)$/gm)].map(([, name = '', url = '']) => [name, url]),
    );
    expect(Object.keys(links)).toEqual(['Runbook', 'Panel', 'Silence']);
    expect(links.Runbook).toMatch(/api-health\.md#higherrorrate$/);
    expect(links.Panel).toMatch(/\/d\/api-health-prod\?viewPanel=3$/);
    const [, filter = ''] = /\?filter=(.*)$/.exec(links.Silence ?? '') ?? [];
    expect(decodeURIComponent(filter)).toBe('{alertname="HighErrorRate",environment="prod"}');
  });

  test('offers no silence once it is over', async () => {
    expect(await message('text', 'resolved')).not.toContain('Silence');
  });

  test('has its links in Slack’s own form there', async () => {
    expect(await message('slack', 'firing')).toMatch(/<http\S+#higherrorrate\|Runbook>/);
  });
});

test('no credential stands in a rendered file', () => {
  const content = compile(routed());
  const text = JSON.stringify(files(content));
  for (const credential of Object.values(CREDENTIALS)) expect(text).not.toContain(credential);
  expect(
    Object.values(content.alertmanager.secrets)
      .map((secret) => secret.reveal())
      .sort(),
  ).toEqual(Object.values(CREDENTIALS).sort());
});

describe('inhibition', () => {
  const of = (raw: object) => inhibitions(ruleContext(toSettings('dev', raw)));
  const silenced = (raw: object, source: string) => of(raw).find((each) => each.source === source)?.targets ?? [];

  test('a critical alert silences its warning twin, and no other warning', () => {
    expect(silenced({}, 'CriticalEAPollErrors')).toContain('EAPollErrors');
    expect(silenced({}, 'CriticalEAPollErrors')).not.toContain('HighErrorRate');
  });

  test('a target that is down silences every alert that measures the platform, and none that watches the monitoring', () => {
    const groups = ['api_health', 'business_health', 'slo'];
    expect(silenced({}, 'TargetDown')).toEqual(
      resolveAll(ruleContext(toSettings('dev', {})))
        .filter(({ group }) => groups.includes(group))
        .map(({ name }) => name),
    );
  });

  test('an alert that is switched off neither silences nor is silenced', () => {
    expect(silenced({ thresholds: { CriticalErrorRate: { enabled: false } } }, 'CriticalErrorRate')).toEqual([]);
    expect(silenced({ thresholds: { HighErrorRate: { enabled: false } } }, 'CriticalErrorRate')).not.toContain(
      'HighErrorRate',
    );
  });

  test('never goes in a circle, where everybody would keep silent', () => {
    const edges = new Map(of({}).map(({ source, targets }) => [source, targets]));
    const reaches = (from: string, to: string): boolean =>
      (edges.get(from as (typeof alertNames)[number]) ?? []).some((next) => next === to || reaches(next, to));
    expect(alertNames.filter((name) => reaches(name, name))).toEqual([]);
  });
});
