/** A Prometheus that scrapes nothing, for expressions that only depend on time. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endProcess, freePort, startProcess, waitFor } from '../../lib/servers/processes';
import { tool } from '../../lib/servers/tools';

export interface EmptyPrometheus {
  /** Returns `data` of the API's answer at that path. Throws the server's error if it refuses. */
  readonly query: <T>(
    path: 'query' | 'query_range' | 'format_query',
    parameters: Readonly<Record<string, string>>,
  ) => Promise<T>;
  readonly stop: () => Promise<void>;
}

export async function startEmptyPrometheus(): Promise<EmptyPrometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'prometheus-'));
  const address = `127.0.0.1:${await freePort()}`;
  writeFileSync(join(folder, 'prometheus.yml'), '{}');
  const server = startProcess('Prometheus', await tool('prometheus'), [
    `--config.file=${join(folder, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=${address}`,
  ]);
  await waitFor('Prometheus', async () => {
    server.alive();
    return (await fetch(`http://${address}/-/ready`)).ok ? true : undefined;
  });
  return {
    query: async <T>(path: string, parameters: Readonly<Record<string, string>>) => {
      const body = new URLSearchParams(parameters);
      const answer = await fetch(`http://${address}/api/v1/${path}`, { method: 'POST', body });
      const { data, error } = (await answer.json()) as { readonly data?: T; readonly error?: string };
      if (data === undefined) throw new Error(error);
      return data;
    },
    stop: async () => {
      await endProcess(server.child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
