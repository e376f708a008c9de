/** A Prometheus with the flags that stacks deploy, which reloads its folder on changes. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CONFIG_FLAGS } from '../../lib/compile/prometheus-config';
import { alertFlags } from '../../lib/alerting/routing';
import { endProcess, freePort, startProcess, waitFor } from '../../lib/servers/processes';
import { SCRAPE_SOON } from '../../lib/servers/scrape-soon';
import { tool } from '../../lib/servers/tools';
import { writeText } from '../../lib/servers/write-files';

type Files = Readonly<Record<string, string>>;

export interface ReloadingPrometheus {
  readonly url: string;
  /** Writes files into its folder as Docker does: the old file is deleted first. */
  readonly upload: (files: Files) => void;
  /** Throws if the process has ended. */
  readonly alive: () => void;
  readonly stop: () => Promise<void>;
}

export async function startReloadingPrometheus(files: Files): Promise<ReloadingPrometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'reload-'));
  const upload = (changed: Files): void => {
    for (const [path, text] of Object.entries(changed)) {
      rmSync(join(folder, path), { force: true });
      writeText(join(folder, path), text);
    }
  };
  upload(files);
  mkdirSync(join(folder, 'data'));
  const address = `127.0.0.1:${await freePort()}`;
  const server = startProcess('Prometheus', await tool('prometheus'), [
    `--config.file=${join(folder, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=${address}`,
    ...CONFIG_FLAGS,
    ...alertFlags(),
    // Stacks deploy the server's default of 30 seconds.
    '--config.auto-reload-interval=1s',
    SCRAPE_SOON,
  ]);
  await waitFor('Prometheus to be ready', async () => {
    server.alive();
    return (await fetch(`http://${address}/-/ready`)).ok ? true : undefined;
  });
  return {
    url: `http://${address}`,
    upload,
    alive: server.alive,
    stop: async () => {
      await endProcess(server.child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
