/** A real Alertmanager with the configuration of a stack. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dump } from 'js-yaml';
import { alertmanagerFiles } from '../../lib/compile/alertmanager';
import type { Json } from '../../lib/json-values';
import { endProcess, freePort, startProcess, waitFor } from '../../lib/servers/processes';
import { tool } from '../../lib/servers/tools';
import type { Settings } from '../../lib/settings/schema';
import { ruleContext } from '../../lib/settings/settings';

export interface AlertmanagerServer {
  readonly url: string;
  /** Its log so far. */
  readonly log: () => string;
  /** Throws if it has ended. */
  readonly alive: () => void;
  readonly stop: () => Promise<void>;
}

/** Starts it. `adapt` edits the configuration, for example to lead receivers to a stand-in. */
export async function startAlertmanager(
  settings: Settings,
  adapt: (config: Json) => Json = (config) => config,
): Promise<AlertmanagerServer> {
  const folder = mkdtempSync(join(tmpdir(), 'alertmanager-'));
  const place = { template: join(folder, '*.tmpl'), secrets: join(folder, 'secrets') };
  const { config, texts, secrets } = alertmanagerFiles(settings.alerting, ruleContext(settings), place);
  mkdirSync(place.secrets);
  for (const [name, text] of Object.entries(texts)) writeFileSync(join(folder, name), text);
  for (const [name, secret] of Object.entries(secrets)) writeFileSync(join(place.secrets, name), secret.reveal());
  const file = join(folder, 'alertmanager.yml');
  writeFileSync(file, dump(adapt(config)));
  const address = `127.0.0.1:${await freePort()}`;
  const { child, alive } = startProcess('alertmanager', await tool('alertmanager'), [
    `--config.file=${file}`,
    `--storage.path=${folder}/data`,
    `--web.listen-address=${address}`,
    '--cluster.listen-address=',
  ]);
  let log = '';
  child.stderr?.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const stop = async () => {
    await endProcess(child);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await waitFor('Alertmanager is ready', async () => {
      alive();
      return (await fetch(`http://${address}/-/ready`)).ok || undefined;
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: `http://${address}`, log: () => log, alive, stop };
}
