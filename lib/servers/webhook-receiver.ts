/** A webhook receiver on this machine that stores Alertmanager's notifications by the path of the request. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The fields of Alertmanager's webhook payload that are read. */
export interface Notification {
  readonly status: 'firing' | 'resolved';
  readonly groupLabels: Readonly<Record<string, string>>;
  readonly alerts: readonly {
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
    readonly startsAt: string;
  }[];
}

export interface Receiver {
  readonly url: (path: string) => string;
  readonly received: (path: string) => readonly Notification[];
  readonly close: () => Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const notifications = new Map<string, Notification[]>();
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const path = (request.url ?? '/').slice(1);
      notifications.set(path, [
        ...(notifications.get(path) ?? []),
        JSON.parse(Buffer.concat(parts).toString()) as Notification,
      ]);
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: (path) => `http://127.0.0.1:${port}/${path}`,
    received: (path) => notifications.get(path) ?? [],
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
