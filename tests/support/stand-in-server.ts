/** An HTTP server that stands in for a receiver, and records requests. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

export interface ReceivedRequest {
  readonly method: string;
  /** With the query string. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Without compression. */
  readonly body: string;
}
export interface Answer {
  readonly status: number;
  readonly body: string;
  /** JSON by default. */
  readonly contentType?: string;
}
export interface StandInServer {
  readonly url: string;
  readonly requests: readonly ReceivedRequest[];
  readonly close: () => Promise<void>;
}

/** Starts it. If `answer` returns undefined, the server does not answer. */
export async function startStandIn(answer: (request: ReceivedRequest) => Answer | undefined): Promise<StandInServer> {
  const requests: ReceivedRequest[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      const bytes = Buffer.concat(parts);
      const content = headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes;
      const received = { method, path, headers, body: content.toString() };
      requests.push(received);
      const reply = answer(received);
      if (reply === undefined) return;
      const { status, body, contentType = 'application/json' } = reply;
      response.writeHead(status, { 'content-type': contentType }).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
