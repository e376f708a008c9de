/**
 * A day of simulated trading that ends now, with several incidents, of which the last is ongoing: the data of the
 * pictures.
 */
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
/**
 * Seconds between two scrapes, for a history of this many seconds: fewer than a server would make if the history is
 * long.
 */
const scrapeStep = (length: number): number => (length > 2 * HOUR ? 30 : 15);

/** The rule files with the series that graphs read. */
const RECORDING = ['recording', 'slo', ...Object.keys(recordingByGroup).map(slug)];

export interface Incident {
  readonly scenario: ScenarioName;
  /** Start of the ongoing incident, in seconds before the pictures. */
  readonly from: number;
  readonly to: number;
}
/** The incident continues until now, so that alerts fire while the pictures are taken. */
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
  /** Waits until alerts fire for the last incident. */
  readonly alerting: () => Promise<void>;
}
/** The longest `for` of those alerts, in seconds, with some margin. */
const TIMEOUT = 600;

export interface DayOptions {
  /** Changes the stack's dashboards, by file name, before Grafana gets them. */
  readonly adapt?: (dashboards: Content['dashboards']) => Content['dashboards'];
  /** Undefined for a day without incidents. */
  readonly incidents?: readonly Incident[];
}

/**
 * Starts a local stack with `hours` of history, and a Grafana if this machine has one. If it fails, it leaves nothing
 * running.
 */
export async function startDay(
  hours: number,
  { adapt = (dashboards) => dashboards, incidents = INCIDENTS }: DayOptions = {},
): Promise<Day> {
  const length = hours * HOUR;
  const every = scrapeStep(length);
  const end = Math.floor(Date.now() / 1000 / every) * every;
  /** The time up to which the backends have been simulated. */
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
  // On a busy machine a timer is late, so the backends make up for the time that has really passed, second by second:
  // a longer step would be cut.
  const advance = () => {
    const now = Date.now();
    while (last < now) {
      const seconds = Math.min((now - last) / 1000, 1);
      last += seconds * 1000;
      replicas.forEach(({ backend }) => backend.advance(seconds, new Date(last)));
    }
  };
  let timer: NodeJS.Timeout | undefined;
  const stopBackends = () => {
    clearInterval(timer);
    for (const { server } of replicas) {
      server.close();
      server.closeAllConnections();
    }
  };
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
      // Simulates the minutes that writing the day took: otherwise the graphs would have a gap before now.
      const now = Math.floor(Date.now() / 1000 / every) * every;
      if (now > end + every) await fill('since', end + every, now);
      last = now * 1000;
      timer = setInterval(advance, 1000);
    },
  }).catch((error: unknown) => {
    stopBackends();
    throw error;
  });
  const waitForSeries = async (what: string, series: Vector): Promise<void> => {
    const expr = String(series);
    await waitFor(what, async () => ((await localStack.query(expr)).length > 0 ? true : undefined), TIMEOUT);
  };
  return {
    ...localStack,
    evaluating: () => waitForSeries('the heartbeat', heartbeat(localStack.content.dashboardContext)),
    alerting: () => waitForSeries('the alerts', firing(localStack.content.dashboardContext)),
    stop: async () => {
      stopBackends();
      await localStack.stop();
    },
  };
}
