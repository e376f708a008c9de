/**
 * A whole stack without containers: demo backend, Prometheus and Alertmanager as child processes with a stack's
 * rendered configuration. `make demo` and the end-to-end tests run it.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Settings } from '../../lib/settings/schema';
import { compile } from '../../lib/compile';
import { files } from '../../lib/compile/files';
import { ALERTMANAGER_CONTAINER, clusterFlags } from '../../lib/compile/alertmanager';
import { CONFIG_FLAGS } from '../../lib/compile/prometheus-config';
import { alertFlags } from '../../lib/alerting/routing';
import { readDemoProgram } from '../../demo/bundle';
import { findGrafana, startGrafana } from '../../lib/servers/grafana';
import { endProcess, startProcess, waitFor } from '../../lib/servers/processes';
import { SCRAPE_SOON } from '../../lib/servers/scrape-soon';
import { writeFiles, writeText } from '../../lib/servers/write-files';
import { tool } from '../../lib/servers/tools';
import { bringsBackends, freePorts, localSettings, type LocalStackOptions, type Ports } from './local-stack-settings';

export interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}
export interface RuleState {
  readonly type: 'alerting' | 'recording';
  readonly name: string;
  readonly state?: 'inactive' | 'pending' | 'firing';
  readonly health: string;
  readonly lastError?: string;
}

export type MonitoringServer = 'prometheus' | 'alertmanager';

export type LocalStack = Awaited<ReturnType<typeof startLocalStack>>;

async function api<T>(base: string, path: string): Promise<T> {
  const response = await fetch(`${base}/api/v1/${path}`);
  const body = (await response.json()) as { status: string; error?: string; data: T };
  if (body.status !== 'success') throw new Error(body.error ?? response.statusText);
  return body.data;
}

const demoBackend = (folder: string, port: number, scenario: string, now = new Date()) =>
  startProcess('the demo backend', process.execPath, [
    join(folder, 'backend.js'),
    `--port=${port}`,
    `--scenario=${scenario}`,
    `--now=${now.toISOString()}`,
  ]);

/** How to start each monitoring server with the files in `folder`. */
async function serverStarts(folder: string, host: string, ports: Ports, settings: Settings) {
  const [prometheus, alertmanager] = [await tool('prometheus'), await tool('alertmanager')];
  return {
    prometheus: () =>
      startProcess('Prometheus', prometheus, [
        `--config.file=${join(folder, 'prometheus/prometheus.yml')}`,
        `--storage.tsdb.path=${join(folder, 'data/prometheus')}`,
        `--web.listen-address=${host}:${ports.prometheus}`,
        ...CONFIG_FLAGS,
        ...alertFlags(),
        SCRAPE_SOON,
        '--log.level=warn',
      ]),
    alertmanager: () =>
      startProcess('Alertmanager', alertmanager, [
        `--config.file=${join(folder, 'alertmanager/alertmanager.yml')}`,
        `--storage.path=${join(folder, 'data/alertmanager')}`,
        `--web.listen-address=${host}:${ports.alertmanager}`,
        `--web.external-url=${settings.alertmanager.externalUrl}`,
        ...clusterFlags(settings.alertmanager.cluster, host),
        '--log.level=warn',
      ]),
  };
}

/** Starts the local stack and waits for the first scrape. If it fails, it leaves no process running. */
export async function startLocalStack(options: LocalStackOptions) {
  const { raw, scenario = 'healthy', withGrafana = false } = options;
  const { host = '127.0.0.1', adapt = (content) => content } = options;
  const ports = options.ports ?? (await freePorts());
  const folder = mkdtempSync(join(tmpdir(), 'observability-'));
  const settings = localSettings(options, ports);
  const content = adapt(
    compile(settings, {
      addresses: {
        prometheus: `${host}:${ports.prometheus}`,
        alertmanager: `${host}:${ports.alertmanager}`,
        grafana: 'localhost:3000',
      },
      alertmanager: { ...ALERTMANAGER_CONTAINER, secrets: join(folder, 'alertmanager/secrets') },
    }),
  );

  writeFiles(files(content), folder);
  for (const [name, secret] of Object.entries(content.alertmanager.secrets))
    writeText(join(folder, 'alertmanager/secrets', name), secret.reveal());
  const backendUrl = `http://127.0.0.1:${ports.backend}`;
  const [prometheusUrl, alertmanagerUrl] = [
    `http://${host}:${ports.prometheus}`,
    `http://${host}:${ports.alertmanager}`,
  ];
  const hasDemo = !bringsBackends(raw);
  if (hasDemo) writeFileSync(join(folder, 'backend.js'), readDemoProgram());
  const starts = await serverStarts(folder, host, ports, settings);
  const servers = new Map<MonitoringServer | 'backend' | 'grafana', ReturnType<typeof startProcess>>();
  if (hasDemo) servers.set('backend', demoBackend(folder, ports.backend, scenario, options.now));
  const stop = async () => {
    await Promise.all([...servers.values()].map(({ child }) => endProcess(child)));
    rmSync(folder, { recursive: true, force: true });
  };
  const query = async (expr: string) =>
    (await api<{ result: Sample[] }>(prometheusUrl, `query?${String(new URLSearchParams({ query: expr }))}`)).result;
  /** Waits, unless one of the processes ends. */
  const waitUntil = (what: string, isTrue: () => Promise<boolean>) =>
    waitFor(what, async () => {
      servers.forEach((server) => server.alive());
      return (await isTrue()) ? true : undefined;
    });
  const answers = async (url: string) => (await fetch(url)).ok;
  const restart = async (server: MonitoringServer) => {
    servers.set(server, starts[server]());
    const url = server === 'prometheus' ? prometheusUrl : alertmanagerUrl;
    await waitUntil(`${server} to be ready`, () => answers(`${url}/-/ready`));
  };
  let grafana: { readonly url: string } | { readonly absent: string } = { absent: 'not asked for' };
  try {
    // If Prometheus scraped it before it listens, the target would be down.
    if (hasDemo) await waitUntil('the demo backend', () => answers(`${backendUrl}/healthz`));
    if (options.past !== undefined) {
      const data = join(folder, 'data/prometheus');
      mkdirSync(data, { recursive: true });
      await options.past(data, folder);
    }
    await Promise.all([restart('prometheus'), restart('alertmanager')]);
    const target = `up{job="${settings.backend.selector.job}"}`;
    await waitUntil('the first scrape of the demo backend', async () => (await query(target)).length > 0);
    const found = withGrafana ? await findGrafana() : 'not asked for';
    if (typeof found === 'string') grafana = { absent: found };
    else {
      const { notifications } = content.grafana;
      const connections = {
        settings,
        prometheusUrl,
        alertmanagerUrl,
        notifications: settings.alerting.engine === 'grafana' ? notifications : undefined,
      };
      servers.set('grafana', startGrafana(found, settings.grafana.port, folder, content, connections));
      const url = settings.grafana.externalUrl;
      await waitUntil('Grafana', () => answers(`${url}/api/health`));
      grafana = { url };
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    settings,
    content,
    backendUrl,
    prometheusUrl,
    alertmanagerUrl,
    /** The Grafana, if this machine has one; else the reason why there is none. */
    grafana,
    query,
    /** The rules of these names; all rules if none is named. */
    rules: async (...names: readonly string[]) => {
      const named = new URLSearchParams(names.map((name) => ['rule_name[]', name]));
      const { groups } = await api<{ groups: { rules: RuleState[] }[] }>(prometheusUrl, `rules?${String(named)}`);
      return groups.flatMap(({ rules }) => rules);
    },
    setScenario: async (name: string) => {
      const response = await fetch(`${backendUrl}/scenario/${name}`, { method: 'PUT' });
      if (!response.ok) throw new Error(await response.text());
    },
    /** Stops one of the servers with a signal; `restart` starts it again with the data that it had stored. */
    kill: async (server: MonitoringServer, signal: NodeJS.Signals) => {
      const process = servers.get(server);
      if (process !== undefined) await endProcess(process.child, signal);
    },
    restart,
    stop,
  };
}
