/** What would stop an update half way, asked before it begins: one line for each. */
import { createServer } from 'node:net';
import type { OutputMap, Stack } from '@pulumi/pulumi/automation';
import type { Settings } from '../config/schema';
import { missingInCluster } from './cluster-reachable';
import { containers, type Container } from './docker-containers';
import { grafanaProblems, passwordProblems } from './grafana-reachable';
import { mendReleases } from './helm-release';
import { project } from './stack-workspace';

const taken = (port: number, host: string): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(true));
    server.listen(port, host, () => server.close(() => resolve(false)));
  });

/** What is wrong with the Grafana that exists. Only the engine has the token in clear. */
async function onOthers({ grafana, prometheus }: NonNullable<Settings['external']>, stack: Stack): Promise<string[]> {
  const { value } = await stack.getConfig(`${project.name}:external.grafana.token`, true);
  return grafanaProblems(grafana.url, value, 'dataSourceUid' in prometheus ? prometheus.dataSourceUid : undefined);
}

/** Ports of the stack's servers that another program has. */
async function takenPorts(settings: Settings, running: readonly Container[]): Promise<string[]> {
  const { prometheus, grafana, alertmanager, alerting } = settings;
  const servers = { prometheus, grafana, ...(alerting.engine === 'alertmanager' && { alertmanager }) };
  const checks = Object.entries(servers).map(async ([name, { port, bindAddress }]) => {
    const ours = running.some(
      (container) => container.name.startsWith(`trading_${name}_`) && container.ports.includes(`:${port}->`),
    );
    return !ours && (await taken(port, bindAddress))
      ? [`Port ${port} is taken: free it, or \`pulumi config set --path ${name}.port ${port + 1}\`.`]
      : [];
  });
  return (await Promise.all(checks)).flat();
}

/** Whether the stack's own Grafana still takes the password that the state knows; a new stack has none. */
async function ownGrafana({ grafana }: Settings, { grafanaUser, grafanaPassword }: OutputMap): Promise<string[]> {
  return grafanaUser === undefined || grafanaPassword === undefined
    ? []
    : passwordProblems(grafana.localUrl, String(grafanaUser.value), String(grafanaPassword.value));
}

async function onThisMachine(settings: Settings, open: () => Promise<Stack>): Promise<string[]> {
  let running: Container[];
  try {
    running = await containers();
  } catch (error) {
    const notFound = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return [
      notFound
        ? 'Docker is not installed: https://docs.docker.com/get-docker, or `make demo`, which needs none.'
        : 'Docker does not answer: start it (`sudo systemctl start docker`, or Docker Desktop), or `make demo`, which needs none.',
    ];
  }
  const ports = await takenPorts(settings, running);
  if (ports.length > 0) return ports;
  const answers = running.some(({ name }) => name === `trading_grafana_${settings.environment}`);
  return answers ? ownGrafana(settings, await (await open()).outputs()) : [];
}

async function inCluster(settings: Settings): Promise<string[]> {
  const problems = await missingInCluster(settings);
  return problems.length > 0 ? problems : mendReleases(settings);
}

/** Everything that would stop the update half way. `open` opens the stack, only where that is needed. */
export async function missing(settings: Settings, open: () => Promise<Stack>): Promise<string[]> {
  if (settings.external !== undefined) return onOthers(settings.external, await open());
  return settings.target === 'kubernetes' ? inCluster(settings) : onThisMachine(settings, open);
}
