/** A real Grafana without any content, if this machine has one. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findGrafana, startGrafanaProcess } from '../../lib/servers/grafana';
import { endProcess, freePort, waitFor } from '../../lib/servers/processes';

export interface GrafanaServer {
  readonly url: string;
  /** Calls its API; throws if it refuses. */
  readonly call: (method: string, path: string, body: object) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Anonymous users are administrators. */
export async function startEmptyGrafana(): Promise<GrafanaServer> {
  const program = await findGrafana();
  if (typeof program === 'string') throw new Error(program);
  const data = mkdtempSync(join(tmpdir(), 'grafana-'));
  const port = await freePort();
  const { child, alive } = startGrafanaProcess(program, port, data);
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    await endProcess(child);
    rmSync(data, { recursive: true, force: true });
  };
  const call = async (method: string, path: string, body: object) => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(url + path, { method, headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  };
  try {
    await waitFor(
      'Grafana is ready',
      async () => {
        alive();
        return (await fetch(`${url}/api/health`)).ok || undefined;
      },
      180,
    );
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, call, stop };
}
