/**
 * The functions of `make oncall` against a real Prometheus. A stand-in for `docker` runs on this machine what would
 * run in the Prometheus container.
 */
import { trading } from '../../platform';
import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { toSettings } from '../../lib/settings/settings';
import { endProcess, freePort, startProcess, waitFor } from '../../lib/servers/processes';
import { SCRAPE_SOON } from '../../lib/servers/scrape-soon';
import { tool } from '../../lib/servers/tools';
import { shellFunctions } from '../../scripts/oncall/shell-functions';

const folder = mkdtempSync(join(tmpdir(), 'oncall-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs commands after defining the functions; returns their output. Throws if the last one fails. */
async function run(commands: string): Promise<string> {
  const script = join(folder, 'commands.sh');
  writeFileSync(script, `${shellFunctions('dev', toSettings(trading, 'dev', {}))}\n${commands}\n`);
  const env = { PATH: `${folder}${delimiter}${dirname(await tool('promtool'))}${delimiter}${process.env.PATH ?? ''}` };
  return (await promisify(execFile)('sh', [script], { env })).stdout;
}

test('queries, targets, rules and the backend’s metrics come from Prometheus in the container', async () => {
  const address = `127.0.0.1:${await freePort()}`;
  const config = join(folder, 'prometheus.yml');
  writeFileSync(
    config,
    JSON.stringify({
      global: { scrape_interval: '1s', evaluation_interval: '1s' },
      rule_files: [join(folder, 'rules.yml')],
      scrape_configs: [{ job_name: 'backend-api', static_configs: [{ targets: [address] }] }],
    }),
  );
  const rules = [{ alert: 'Watchdog', expr: 'vector(1)', labels: { environment: 'dev' } }];
  writeFileSync(join(folder, 'rules.yml'), JSON.stringify({ groups: [{ name: 'meta', rules }] }));
  writeFileSync(
    join(folder, 'docker'),
    `#!/bin/sh
[ "$1 $2" = 'exec trading_prometheus_dev' ] || exit 1
shift 2
for argument; do shift; set -- "$@" "$(printf '%s' "$argument" | sed 's|localhost:9090|${address}|')"; done
exec "$@"
`,
  );
  chmodSync(join(folder, 'docker'), 0o755);
  const server = startProcess('Prometheus', await tool('prometheus'), [
    `--config.file=${config}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=${address}`,
    SCRAPE_SOON,
  ]);
  try {
    await waitFor('the first scrape and evaluation', async () => {
      server.alive();
      const answer = await fetch(`http://${address}/api/v1/query?query=up*on()group_left()ALERTS`).catch(
        () => undefined,
      );
      return answer?.ok === true && (await answer.text()).includes('"1"') ? true : undefined;
    });
    expect(await run("promql 'up{$SELECTOR}'")).toMatch(/^up\{.*job="backend-api".*\} => 1 @/);
    expect(await run('firing')).toMatch(/^ALERTS\{alertname="Watchdog".*\} => 1 @/);
    expect(await run('targets')).toBe(`backend-api\t${address}\thttp://${address}/metrics\tup\t\n`);
    expect(await run('rules')).toBe('meta\tWatchdog\tok\t\n');
    expect(await run('backend_metrics | grep -c "^prometheus_build_info"')).toBe('1\n');
    await expect(run("promql 'sum(up'")).rejects.toThrow(/parse error/);
  } finally {
    await endProcess(server.child);
  }
});
