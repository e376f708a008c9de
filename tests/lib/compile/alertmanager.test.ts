/** Alertmanager's own word on the compiled configuration: amtool loads it, walks its routes and writes its messages. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readStackFile, stackNames } from '../../../lib/settings/stack-file';
import { ruleContext, toSettings } from '../../../lib/settings/settings';
import { compile, type Content } from '../../../lib/compile';
import { resolve, resolveAll, type AlertName } from '../../../lib/alerting/catalogue';
import { inhibitedAlerts, INHIBITED, sourcesOf } from '../../../rules/inhibition';
import { tool } from '../../../lib/servers/tools';
import { files } from '../../../lib/compile/files';
import { exampleNotification, exampleSeries } from '../../../lib/compile/example-notification';
import { ALERTMANAGER_SILENCE, messages, templates } from '../../../lib/receivers/messages';
import { filledIn, renderMessage } from '../../../lib/servers/amtool';
import { write } from '../../../lib/servers/write-files';
import { CREDENTIALS, ROUTED, routed } from '../../support/routed';

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
    for (const part of ['5 receivers', '1 templates']) expect(answer).toContain(part);
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

describe('a message', () => {
  const settings = routed();
  const definitions = templates('prod', ALERTMANAGER_SILENCE);
  const channels = messages('prod');
  /** A channel's text of an alert on made-up values, as Alertmanager would write it. */
  async function written(name: AlertName, status: 'firing' | 'resolved', text: string): Promise<string> {
    const alert = resolve(name, ruleContext(settings));
    const series = exampleSeries(alert);
    const filled = await Promise.all(series.map((each) => filledIn(alert, each)));
    return (
      await renderMessage(text, exampleNotification(series, filled, status, 'http://am:9093'), definitions)
    ).trim();
  }

  test('says in its title what, how much against which limit, where, how many more, and since when', async () => {
    expect(await written('HighErrorRate', 'firing', channels.pagerduty.summary)).toBe(
      '[FIRING] HighErrorRate: 0.32/s on /api/v1/signals (fires above 0.1/s), 3 more, prod, since 02:17 UTC',
    );
  });

  test('says in its title, where the value says nothing, what is wrong', async () => {
    expect(await written('TargetDown', 'firing', channels.email.subject)).toBe(
      '[FIRING] TargetDown: The platform cannot be scraped, prod, since 02:14 UTC',
    );
  });

  test('says when it is over what it was and how long it lasted', async () => {
    expect(await written('HighErrorRate', 'resolved', channels.slack.title)).toBe(
      '[RESOLVED] HighErrorRate: over after 39m; was: 0.32/s on /api/v1/signals (fires above 0.1/s), 3 more, prod',
    );
  });

  test('names the worst three first, each with its value and since when, then meaning and links', async () => {
    const text = (await written('HighErrorRate', 'firing', channels.email.text)).split('\n');
    expect(text.slice(0, 6)).toEqual([
      'warning in prod: The API answers with errors (prod)',
      '/api/v1/signals: 0.32/s (fires above 0.1/s), since 02:17 UTC',
      '/api/v1/approvals: 0.18/s (fires above 0.1/s), since 02:16 UTC',
      '/api/v1/billing/checkout: 0.14/s (fires above 0.1/s), since 02:15 UTC',
      'and 1 more',
      '/api/v1/signals answers 0.32 server errors (5xx) a second, more than 0.1/s for 5 minutes. Some users see failures.',
    ]);
    const links: Record<string, string> = Object.fromEntries(
      text.flatMap((row) => [...row.matchAll(/^(\w+): (http\S+)$/g)].map(([, name = '', url = '']) => [name, url])),
    );
    expect(Object.keys(links)).toEqual(['Runbook', 'Panel', 'Silence']);
    expect(links.Runbook).toMatch(/api-health\.md#higherrorrate$/);
    // From half an hour before 02:17.
    expect(links.Panel).toMatch(/\/d\/api-health-prod\?viewPanel=3&from=1772502420000&to=now$/);
    const [, filter = ''] = /\?filter=(.*)$/.exec(links.Silence ?? '') ?? [];
    expect(decodeURIComponent(filter)).toBe('{alertname="HighErrorRate",environment="prod"}');
  });

  test('names the lowest first where an alert fires below its limit', async () => {
    expect((await written('TargetFlapping', 'firing', channels.pagerduty.details.culprits)).split('\n')).toEqual([
      'backend-1:8000: 25% (fires below 80%), since 02:17 UTC',
      'backend-2:8000: 44.44% (fires below 80%), since 02:16 UTC',
      'backend-3:8000: 57.14% (fires below 80%), since 02:15 UTC',
      'and 1 more',
    ]);
  });

  test('says when it is over in a sentence of the alert’s own what is well again and how long it was not', async () => {
    expect(await written('TargetPartlyDown', 'resolved', channels.email.text)).toContain(
      '\nbackend-1:8000 answers again or is gone; it was silent for 39 minutes.\nRunbook: ',
    );
  });

  test.each([
    ['45s', '45 seconds'],
    ['59.8s', '1 minute'],
    ['1m29s', '1 minute'],
    ['12m', '12 minutes'],
    ['1h5m', '1 hour 5 minutes'],
    ['2h0m10s', '2 hours'],
    ['21h1m', '21 hours 1 minute'],
    ['50h', '50 hours'],
  ])('says %s as a person does: %s', async (lasted, words) => {
    const alert = resolve('TargetDown', ruleContext(settings));
    const [series] = exampleSeries(alert);
    if (series === undefined) throw new Error('TargetDown has one series');
    const data = exampleNotification([series], [await filledIn(alert, series)], 'resolved', 'http://am:9093');
    const units = { h: 3600, m: 60, s: 1 } as const;
    const seconds = [...lasted.matchAll(/([\d.]+)([hms])/g)].reduce(
      (sum, [, count, unit]) => sum + Number(count) * units[unit as keyof typeof units],
      0,
    );
    const alerts = data.alerts.map((each) => ({
      ...each,
      endsAt: new Date(new Date(each.startsAt).getTime() + seconds * 1000).toISOString(),
    }));
    expect(await renderMessage(channels.email.text, { ...data, alerts }, definitions)).toContain(
      `none did for ${words}.\n`,
    );
  });

  test('offers no silence once it is over, and the panel until a while after its end', async () => {
    const text = await written('HighErrorRate', 'resolved', channels.email.text);
    expect(text).not.toContain('Silence');
    expect(text).toMatch(/&from=1772502420000&to=1772507460000$/m);
  });

  test('has its links and its culprits in Slack’s own form there', async () => {
    const text = await written('HighErrorRate', 'firing', channels.slack.text);
    expect(text).toMatch(/<http\S+#higherrorrate\|Runbook>/);
    expect(text).toContain('\n*/api/v1/signals*: 0.32/s');
  });

  test('shows in Slack letter by letter what a request put into a label: no mention, no link, no new line', async () => {
    const alert = resolve('HighErrorRate', ruleContext(settings));
    const [first] = exampleSeries(alert);
    const series = {
      labels: { ...first?.labels, endpoint: '/a<!channel>|<http://evil.example|log in>&x=1\nb' },
      value: 9,
    };
    const filled = await filledIn(alert, series);
    const { title, text } = channels.slack;
    for (const status of ['firing', 'resolved'] as const)
      for (const template of [title, text]) {
        const message = await renderMessage(
          template,
          exampleNotification([series], [filled], status, 'http://am:9093'),
          definitions,
        );
        expect(message).toContain('/a&lt;!channel&gt;|&lt;http://evil.example|log in&gt;&amp;x=1 b');
        expect(message).not.toMatch(/<!channel|<http:..evil|1\nb/);
      }
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

describe('what is inhibited', () => {
  const context = (raw: object) => ruleContext(toSettings('dev', raw));
  const targetsOf = (source: string, raw: object = {}) =>
    inhibitedAlerts(context(raw)).filter((name) => sourcesOf(name, context(raw)).some((other) => other === source));

  test('a critical alert inhibits its warning twin, and no other warning', () => {
    expect(targetsOf('CriticalEAPollErrors')).toContain('EAPollErrors');
    expect(targetsOf('CriticalEAPollErrors')).not.toContain('HighErrorRate');
  });

  test('a target that is down inhibits every alert that measures the platform, and none that watches the monitoring', () => {
    const groups = ['api_health', 'business_health', 'slo'];
    expect(targetsOf('TargetDown')).toEqual([
      ...resolveAll(context({}))
        .filter(({ group }) => groups.includes(group))
        .map(({ name }) => name),
      'TargetPartlyDown',
      'TargetFlapping',
    ]);
  });

  test('an alert that is switched off neither inhibits nor is inhibited', () => {
    expect(targetsOf('CriticalErrorRate', { thresholds: { CriticalErrorRate: { enabled: false } } })).toEqual([]);
    expect(targetsOf('CriticalErrorRate', { thresholds: { HighErrorRate: { enabled: false } } })).not.toContain(
      'HighErrorRate',
    );
  });

  test('is decided by Prometheus: Alertmanager would drop the end of what it inhibits', () => {
    expect(compile(routed()).alertmanager.files['alertmanager.yml']).not.toContain('inhibit_rules');
    const settings = toSettings('dev', { alerting: { engine: 'alertmanager' } });
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
