/**
 * A backend with a rate of errors for each endpoint that a test sets: it counts in real time and has no other metrics.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ErrorBackend {
  readonly address: string;
  /** Sets the errors per second by endpoint; none for an endpoint that is left out. */
  readonly errors: (perSecond: Readonly<Record<string, number>>) => void;
  readonly close: () => Promise<void>;
}

export async function startErrorBackend(...endpoints: readonly string[]): Promise<ErrorBackend> {
  const counted = new Map(endpoints.map((endpoint) => [endpoint, 0]));
  let rates: Readonly<Record<string, number>> = {};
  let last = performance.now();
  const advance = () => {
    const now = performance.now();
    for (const [endpoint, value] of counted)
      counted.set(endpoint, value + ((rates[endpoint] ?? 0) * (now - last)) / 1000);
    last = now;
  };
  const server = createServer((_request, response) => {
    advance();
    const lines = [...counted].map(([endpoint, value]) => `errors_total{endpoint="${endpoint}",status="500"} ${value}`);
    response.setHeader('Content-Type', 'text/plain; version=0.0.4');
    response.end(`# TYPE errors_total counter\n${lines.join('\n')}\n`);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    errors: (perSecond) => {
      advance();
      rates = perSecond;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
