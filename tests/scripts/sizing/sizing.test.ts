/**
 * The command that measures sizes: the load that it serves and the queries that it sends are those that it reports.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPromql } from '../../support/promql';
import { writeHistory } from '../../../scripts/sizing/history';
import { queriesBefore, queriesNow, samplesRead } from '../../../scripts/sizing/refresh';
import { routesOf, SizedReplica } from '../../../scripts/sizing/replica';
import { context } from '../../support/dashboards';

const size = { routes: 40, replicas: 2, requests: 100 };

test('a replica has the requested number of routes from its first scrape on', async () => {
  const metrics = await new SizedReplica(size, 1).samples();
  const requests = metrics.find(({ name }) => name === 'http_requests_total');
  const routes = new Set(requests?.values.map(({ labels }) => (labels as { route: string }).route));
  expect(routesOf(size)).toBe(40);
  expect(routes.size).toBe(40);
});

test('traffic adds no series, so the size does not depend on the duration of the measurement', async () => {
  const replica = new SizedReplica(size, 1);
  const series = async () => (await replica.samples()).reduce((sum, { values }) => sum + values.length, 0);
  replica.advance(1, new Date());
  const first = await series();
  for (let second = 0; second < 120; second++) replica.advance(1, new Date());
  expect(await series()).toBe(first);
});

test('both sides of the comparison have the same panels', () => {
  const panels = (queries: readonly { panel: string }[]) => [...new Set(queries.map(({ panel }) => panel))].sort();
  expect(panels(queriesNow(context(), 3600))).toEqual(panels(queriesBefore()));
  // The panels of the original dashboards: nine for the API, fourteen for the business.
  expect(panels(queriesBefore())).toHaveLength(9 + 14);
});

test('every query of both sides parses, without a variable left in it', () => {
  for (const { expr } of [...queriesBefore(), ...queriesNow(context(), 3600)]) {
    expect(expr).not.toContain('$');
    expect([expr, readPromql(expr).errors]).toEqual([expr, []]);
  }
});

test('a subexpression that the server evaluates once for a graph is counted once, whatever its own count is', async () => {
  const pinned = 'max_over_time(a[6h:5m] @ end())';
  const READ = { graph: 10, pinned: 72 };
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://server');
    const steps = pathname.endsWith('query_range') ? 361 : 1;
    const query = searchParams.get('query') ?? '';
    // As Prometheus counts: an expression with a fixed time is evaluated again at each step.
    const samples = query === pinned ? READ.pinned : steps * (READ.graph + 2 * READ.pinned);
    response.end(JSON.stringify({ data: { stats: { samples: { totalQueryableSamples: samples } } } }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const expr = `a and topk(10, ${pinned}) > 0 or a unless topk(10, ${pinned}) > 0`;
  expect(await samplesRead(address, { panel: 'any', expr, step: 60, once: [pinned, pinned] }, 0, 6 * 3600)).toBe(
    361 * READ.graph + 2 * READ.pinned,
  );
  server.close();
});

test('a history has a line for each series and scrape', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'history-'));
  try {
    const file = join(folder, 'history.txt');
    await writeHistory(file, { routes: 8, replicas: 2, requests: 10 }, 60, 1_800_000_000);
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(lines.pop()).toBe('# EOF');
    const of = (instance: string) =>
      lines.filter((line) => line.startsWith(`redis_connected{`) && line.includes(`instance="${instance}:8000"`));
    expect(of('replica-1').map((line) => line.split(' ').slice(1))).toEqual(
      [0, 15, 30, 45, 60].map((second) => ['1', String(1_800_000_000 - 60 + second)]),
    );
    expect(of('replica-0')).toHaveLength(5);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
