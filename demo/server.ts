/** The backend over HTTP: `/metrics`, `/healthz`, and `/scenario` to show and switch the fault. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Backend } from './backend';
import { isScenario, scenarioNames, scenarios, unknownScenario } from './scenarios';

const PAGES = 'GET /metrics, GET /healthz, GET /scenario, PUT /scenario/NAME';

function text(response: ServerResponse, status: number, body: string, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', ...headers }).end(body);
}
function json(response: ServerResponse, body: unknown): void {
  text(response, 200, `${JSON.stringify(body, null, 2)}\n`, { 'Content-Type': 'application/json' });
}

/** Decodes the percent-encoded name; returns it unchanged if the encoding is invalid. */
function decodeScenarioName(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

async function handle(backend: Backend, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = (request.url ?? '/').replace(/[?#].*$/, '');
  const reads = request.method === 'GET' || request.method === 'HEAD';
  const [, name] = /^\/scenario\/(.+)$/.exec(path) ?? [];
  const only = (methods: string) => text(response, 405, `only ${methods}\n`, { Allow: methods });

  if (name !== undefined) {
    if (request.method !== 'PUT' && request.method !== 'POST') return only('PUT, POST');
    const scenario = decodeScenarioName(name);
    if (!isScenario(scenario)) return text(response, 404, `${unknownScenario(scenario)}\n`);
    backend.enter(scenario, new Date());
    return json(response, scenarios[scenario]);
  }
  if (!['/metrics', '/healthz', '/scenario'].includes(path)) return text(response, 404, `there is ${PAGES}\n`);
  if (!reads) return only('GET, HEAD');
  if (path === '/healthz') return text(response, 200, 'ok\n');
  if (path === '/scenario') {
    const described = scenarioNames.map((each) => {
      const { description, alert } = scenarios[each];
      return { name: each, description, alert };
    });
    return json(response, { current: backend.scenario, scenarios: described });
  }
  const metrics = await backend.metrics();
  if (metrics === undefined) return text(response, 503, `scenario ${backend.scenario}: no metrics\n`);
  text(response, 200, metrics, { 'Content-Type': backend.contentType });
}

/** A server that is not listening yet. */
export function demoServer(backend: Backend): Server {
  return createServer((request, response) => {
    handle(backend, request, response).catch((error: unknown) => {
      if (!response.headersSent) text(response, 500, `${error instanceof Error ? error.message : String(error)}\n`);
      else response.destroy();
    });
  });
}
