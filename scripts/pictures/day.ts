/** A day of simulated trading that ends now, with incidents in it, of which the last goes on: what the pictures show. */
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { importScrapes, moveBlocks, recordRules } from '../sizing/backfill';
import { writeScrapes, type Source } from '../sizing/history';
import { Backend } from '../../demo/backend';
import type { ScenarioName } from '../../demo/scenarios';
import { demoServer } from '../../demo/server';
import { recordingByGroup } from '../../rules/recording';
import type { Content } from '../../lib/compile';
import { slug } from '../../lib/alerting/catalogue';
import { firing, heartbeat } from '../../lib/dashboards/build-dashboard';
import type { Vector } from '../../lib/promql';
import { startLocalStack, type LocalStack } from '../support/local-stack';
import { waitFor } from '../../lib/servers/processes';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
/** Seconds between two scrapes of a past of so many seconds: those of a long one are fewer than a server makes. */
const scrapeStep = (length: number): number => (length > 2 * HOUR ? 30 : 15);

/** The files of rules that record what graphs read. */
const RECORDING = ['recording', 'slo', ...Object.keys(recordingByGroup).map(slug)];

export interface Incident {
  readonly scenario: ScenarioName;
  /** Seconds before the pictures are begun. */
  readonly from: number;
  readonly to: number;
}
/** It reaches into the present, so that alerts fire while the pictures are taken. */
export const ERROR_STORM: Incident = { scenario: 'api-error-storm', from: 15 * MINUTE, to: -Infinity };
const INCIDENTS: readonly Incident[] = [
  { scenario: 'stalled-api', from: 5 * HOUR, to: 5 * HOUR - 20 * MINUTE },
  { scenario: 'payments-failing', from: 3.5 * HOUR, to: 3 * HOUR },
  { scenario: 'signals-stopped', from: 2 * HOUR, to: 2 * HOUR - 25 * MINUTE },
  ERROR_STORM,
];
const REPLICAS = 2;

const scenarioAt = (incidents: readonly Incident[], before: number): ScenarioName =>
  incidents.find(({ from, to }) => before <= from && before >= to)?.scenario ?? 'healthy';

interface Replica {
  readonly backend: Backend;
  readonly server: Server;
  readonly address: string;
}

async function replica(seed: number, from: number): Promise<Replica> {
  const backend = new Backend('healthy', seed, new Date(from * 1000));
  const server = demoServer(backend);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { backend, server, address: `127.0.0.1:${(server.address() as AddressInfo).port}` };
}

export interface Day extends LocalStack {
  /** Waits until Prometheus evaluates its rules. */
  readonly evaluating: () => Promise<void>;
  /** Waits until alerts on the last incident fire. */
  readonly alerting: () => Promise<void>;
}
/** The longest wait of those alerts, in seconds, with room. */
const TIMEOUT = 600;

export interface DayOptions {
  /** Turns the stack's dashboards, by file name, into those that Grafana gets. */
  readonly adapt?: (dashboards: Content['dashboards']) => Content['dashboards'];
  /** None for a quiet day. */
  readonly incidents?: readonly Incident[];
}

/** Starts the line on `hours` of the past, with a Grafana where this machine has one. */
export async function startDay(
  hours: number,
  { adapt = (dashboards) => dashboards, incidents = INCIDENTS }: DayOptions = {},
): Promise<Day> {
  const length = hours * HOUR;
  const every = scrapeStep(length);
  const end = Math.floor(Date.now() / 1000 / every) * every;
  /** Up to when the backends have lived. */
  let last = end * 1000;
  const replicas = await Promise.all(Array.from({ length: REPLICAS }, (_, i) => replica(i + 1, end - length)));
  const sources = replicas.map(({ backend, address }): Source => ({
    target: { job: 'backend-api', instance: address, environment: 'dev', cluster: 'main' },
    second: (now) => {
      const scenario = scenarioAt(incidents, end - now.getTime() / 1000);
      if (backend.scenario !== scenario) backend.enter(scenario, now);
      backend.advance(1, now);
    },
    samples: () => backend.samples(),
  }));
  const localStack = await startLocalStack({
    stack: 'dev',
    raw: { backend: { clusters: { main: replicas.map(({ address }) => address) } } },
    withGrafana: true,
    adapt: (content) => ({ ...content, dashboards: adapt(content.dashboards) }),
    past: async (data, folder) => {
      const rules = RECORDING.map((name) => join(folder, `prometheus/rules/${name}.yaml`));
      const fill = async (name: string, from: number, to: number) => {
        const text = join(folder, `${name}.txt`);
        await writeScrapes(text, sources, from, to, every);
        await importScrapes(text, data);
        const recorded = join(folder, name);
        await recordRules(data, recorded, rules, { from, end: to, every });
        moveBlocks(recorded, data);
      };
      await fill('day', end - length, end);
      // The minutes that the day took to write: without them the graphs would have a gap before the present.
      const now = Math.floor(Date.now() / 1000 / every) * every;
      if (now > end + every) await fill('since', end + every, now);
      last = now * 1000;
    },
  });
  // On a busy machine a timer comes late: the time that has passed is what the backend lives through.
  const timer = setInterval(() => {
    const now = Date.now();
    replicas.forEach(({ backend }) => backend.advance((now - last) / 1000, new Date(now)));
    last = now;
  }, 1000);
  const waitForSeries = async (what: string, series: Vector): Promise<void> => {
    const expr = String(series);
    await waitFor(what, async () => ((await localStack.query(expr)).length > 0 ? true : undefined), TIMEOUT);
  };
  return {
    ...localStack,
    evaluating: () => waitForSeries('the heartbeat', heartbeat(localStack.content.dashboardContext)),
    alerting: () => waitForSeries('the alerts', firing(localStack.content.dashboardContext)),
    stop: async () => {
      clearInterval(timer);
      for (const { server } of replicas) {
        server.close();
        server.closeAllConnections();
      }
      await localStack.stop();
    },
  };
}
