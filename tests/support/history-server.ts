/** Servers that answer a replay as real servers do, each in its own way. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';

export type AnswerHandler = (request: http.IncomingMessage, response: http.ServerResponse, body: string) => void;

const JSON_TYPE = { 'content-type': 'application/json' };

/** An answer of the API with an empty result. */
export const answerEmpty =
  (more: object = {}): AnswerHandler =>
  (_request, response) => {
    response.writeHead(200, JSON_TYPE);
    response.end(JSON.stringify({ status: 'success', data: { resultType: 'matrix', result: [] }, ...more }));
  };

/** An answer of the API to a POST with a body; any other request gets Prometheus' error. */
export const answerPost =
  (sample: (at: number) => boolean, more: object = {}): AnswerHandler =>
  (request, response, body) => {
    const { start, end, step, query } = Object.fromEntries(new URLSearchParams(body));
    if (request.method !== 'POST' || query === undefined) {
      response.writeHead(400, JSON_TYPE);
      response.end(JSON.stringify({ status: 'error', errorType: 'bad_data', error: 'invalid parameter "start"' }));
      return;
    }
    const times: number[] = [];
    if (query.startsWith('count(up'))
      for (let at = Number(start); at <= Number(end); at += Number(step)) times.push(at);
    const values = times.filter(sample).map((at) => [at, '1']);
    response.writeHead(200, JSON_TYPE);
    response.end(
      JSON.stringify({
        status: 'success',
        data: { resultType: 'matrix', result: values.length === 0 ? [] : [{ metric: {}, values }] },
        ...more,
      }),
    );
  };

/** Breaks off in the middle of its answer. */
export const breakOff: AnswerHandler = (_request, response) => {
  response.writeHead(200, { ...JSON_TYPE, 'content-length': 1000 });
  response.write('{"status":"succ', () => response.destroy());
};

/** Redirects to another address. */
export const redirect =
  (status: number, to: (path: string) => string): AnswerHandler =>
  (request, response) => {
    response.writeHead(status, { location: to(request.url ?? '') });
    response.end();
  };

/** Runs `work` while servers answer under the paths of their names; an unknown path gets a 404. */
export async function withAnswers<T>(
  ways: Readonly<Record<string, AnswerHandler>>,
  work: (url: (way: string) => string) => Promise<T>,
  port = 0,
): Promise<T> {
  const server = http.createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const way = ways[request.url?.split('/')[1] ?? ''];
      if (way === undefined) response.writeHead(404).end('no such page');
      else way(request, response, Buffer.concat(parts).toString('utf8'));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    return await work((way) => `${address}/${way}`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}
