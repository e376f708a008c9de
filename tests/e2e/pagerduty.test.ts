/** A real Alertmanager pages for a thousand routes at once; these tests read what reaches PagerDuty. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dump, load } from 'js-yaml';
import { compile } from '../../lib/compile';
import { files } from '../../lib/compile/files';
import { endProcess, freePort, startProcess, waitFor } from '../../lib/servers/processes';
import { startReceiver } from '../../lib/servers/webhook-receiver';
import { tool } from '../../lib/servers/tools';
import { writeFiles } from '../../lib/servers/write-files';
import { criticalErrors } from '../support/critical-errors';
import { settingsWithAlerting } from '../support/receivers';

interface PagerDutyConfig {
  readonly details: object;
}
interface Configuration {
  readonly receivers: readonly { readonly name: string; readonly pagerduty_configs?: readonly PagerDutyConfig[] }[];
}
interface PagerDutyEvent {
  readonly payload: { readonly summary: string; readonly custom_details: Readonly<Record<string, string>> };
}

/** PagerDuty's limit on a summary, in characters; Alertmanager cuts a longer one. */
const LONGEST_SUMMARY = 1024;
const LONG = '/signals'.repeat(300);
const ENDPOINTS = Array.from({ length: 1000 }, (_, i) => `/api/v1/partners/${i}${LONG}`);

test('a page for a thousand routes with long names keeps its summary, its runbook, its worst routes and how to acknowledge it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pagerduty-'));
  const receiver = await startReceiver();
  writeFiles(files(compile(settingsWithAlerting())), folder);
  const file = join(folder, 'alertmanager/alertmanager.yml');
  const config = load(readFileSync(file, 'utf8')) as Configuration;
  const pages = config.receivers.flatMap(({ pagerduty_configs = [] }) => pagerduty_configs);
  const local = pages.map(({ details, ...page }) => ({
    ...Object.fromEntries(Object.entries(page).filter(([key]) => key !== 'routing_key_file')),
    details,
    routing_key: 'key',
    url: receiver.url('pagerduty'),
  }));
  const templates = join(folder, 'alertmanager/*.tmpl');
  const route = { receiver: 'pagerduty', group_by: ['alertname'], group_wait: '2s' };
  writeFileSync(
    file,
    dump({ route, receivers: [{ name: 'pagerduty', pagerduty_configs: local }], templates: [templates] }),
  );
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const { child, alive } = startProcess('alertmanager', await tool('alertmanager'), [
    `--config.file=${file}`,
    `--storage.path=${folder}/data`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--cluster.listen-address=',
  ]);
  try {
    await waitFor('Alertmanager accepts the alerts', async () => {
      alive();
      const { ok } = await fetch(`${address}/api/v2/alerts`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(ENDPOINTS.map(criticalErrors)),
      });
      return ok || undefined;
    });
    const [first] = await waitFor('PagerDuty has an event', async () => {
      const events = receiver.received('pagerduty');
      return events.length > 0 ? events : undefined;
    });
    const { summary, custom_details: details } = (first as unknown as PagerDutyEvent).payload;
    expect(summary).toMatch(
      /^\[FIRING\] CriticalErrorRate: 2\/s on \/api\/v1\/partners\/999\/signals\S+… \(fires above 1\/s\), 999 more, prod, since \d\d:\d\d UTC$/,
    );
    expect(summary.length).toBeLessThanOrEqual(LONGEST_SUMMARY);
    // Alertmanager 0.28 sends an empty text for what it leaves out, 0.35 sends null.
    expect([details.firing, details.resolved].filter(Boolean)).toEqual([]);
    expect(details).toMatchObject({
      impact: 'Many users see failures.',
      runbook: 'https://example.com/runbooks/api-health.md#criticalerrorrate',
      culprits: expect.stringMatching(/^\/api\/v1\/partners\/999\/\S+: 2\/s .*\nand 997 more/s) as string,
      acknowledge: expect.stringContaining('/#/silences/new?filter=') as string,
    });
    // Three names of 2,400 characters each, and links.
    expect(JSON.stringify(details).length).toBeLessThan(9 * 1024);
  } finally {
    await endProcess(child);
    await receiver.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
