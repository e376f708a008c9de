/** `check-metrics` reads exactly the answers that a real Prometheus scrapes: random headers and texts. */
import { trading } from '../../../platform';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toSettings } from '../../../lib/settings/settings';
import { yaml } from '../../../lib/compile/text';
import { CONTAINERS, prometheusConfig } from '../../../lib/compile/prometheus-config';
import { ContentTypeError, formatOfContentType, SCRAPE_ACCEPT } from '../../../lib/contract/content-type';
import { ExpositionError, parseExposition } from '../../../lib/contract/exposition';
import { endProcess, freePort, startProcess, waitFor } from '../../../lib/servers/processes';
import { SCRAPE_SOON } from '../../../lib/servers/scrape-soon';
import { tool } from '../../../lib/servers/tools';
import { randomScrapes, type Answer } from '../../support/random-scrapes';

/** Why check-metrics refuses it; undefined if it reads it. */
function refusal(answer: Answer): string | undefined {
  try {
    parseExposition(answer.body, formatOfContentType(answer.contentType));
    return undefined;
  } catch (error) {
    if (error instanceof ExpositionError || error instanceof ContentTypeError) return error.message;
    throw error;
  }
}

interface Target {
  readonly discoveredLabels: { readonly __metrics_path__: string };
  readonly health: 'up' | 'down' | 'unknown';
  readonly lastError: string;
}
const NETWORK = /deadline exceeded|connection re|: EOF$|Client.Timeout/;

let verdicts: ReadonlyMap<string, Target>;
let accept: string | undefined;
beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'scrape-'));
  const server = createServer((request, response) => {
    accept = request.headers.accept;
    const answer = randomScrapes[Number(request.url?.slice(1))];
    if (answer?.contentType) response.setHeader('content-type', answer.contentType);
    response.end(answer?.body);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const at = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  // The scrape job of a stack with other targets.
  const [job] = prometheusConfig(toSettings(trading, 'dev', {}), {}, CONTAINERS).scrape_configs;
  const static_configs = randomScrapes.map((_, index) => ({
    targets: [at],
    labels: { __metrics_path__: `/${index}` },
  }));
  writeFileSync(
    join(folder, 'prometheus.yml'),
    yaml({ global: { scrape_interval: '5s', scrape_timeout: '5s' }, scrape_configs: [{ ...job, static_configs }] }),
  );
  const port = await freePort();
  const prometheus = startProcess('Prometheus', await tool('prometheus'), [
    `--config.file=${join(folder, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    SCRAPE_SOON,
    `--web.listen-address=127.0.0.1:${port}`,
    '--log.level=error',
  ]);
  try {
    verdicts = await waitFor('a scrape of every target', async () => {
      prometheus.alive();
      const response = await fetch(`http://127.0.0.1:${port}/api/v1/targets?state=active`);
      const { data } = (await response.json()) as { data: { activeTargets: Target[] } };
      const targets = data.activeTargets.filter(
        ({ health, lastError }) => health !== 'unknown' && !NETWORK.test(lastError),
      );
      return targets.length === randomScrapes.length
        ? new Map(targets.map((target) => [target.discoveredLabels.__metrics_path__, target]))
        : undefined;
    });
  } finally {
    await endProcess(prometheus.child);
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}, 90_000);

test('check-metrics reads what Prometheus scrapes, and refuses what fails a scrape', () => {
  const differing = randomScrapes.flatMap((answer, index) => {
    const target = verdicts.get(`/${index}`);
    const refused = refusal(answer);
    return (target?.health === 'up') === (refused === undefined)
      ? []
      : [
          {
            header: answer.contentType,
            body: answer.body.toString(),
            prometheus: target?.lastError,
            checkMetrics: refused,
          },
        ];
  });
  expect(differing.slice(0, 5)).toEqual([]);
});

test('the random answers include many of either kind', () => {
  const up = [...verdicts.values()].filter(({ health }) => health === 'up').length;
  expect(up).toBeGreaterThan(randomScrapes.length / 5);
  expect(up).toBeLessThan((randomScrapes.length * 4) / 5);
});

test('check-metrics sends the headers of the scraper', () => {
  expect(SCRAPE_ACCEPT).toBe(accept);
});
