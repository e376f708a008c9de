/** Runs a Prometheus on existing samples. */
import { tool } from './tools';
import { endProcess, freePort, startProcess, waitFor } from './processes';

/** Runs `work` with a Prometheus on a data folder, which scrapes nothing. */
export async function servingHistory<T>(
  data: string,
  flags: readonly string[],
  work: (server: string) => Promise<T>,
): Promise<T> {
  const port = await freePort();
  const { child, alive } = startProcess('Prometheus', await tool('prometheus'), [
    `--config.file=/dev/null`,
    `--storage.tsdb.path=${data}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--log.level=error',
    ...flags,
  ]);
  const server = `http://127.0.0.1:${port}`;
  try {
    await waitFor('Prometheus', async () => {
      alive();
      return (await fetch(`${server}/-/ready`)).ok ? true : undefined;
    });
    return await work(server);
  } finally {
    await endProcess(child);
  }
}
