/** What would stop an update half way, asked before it begins: one line for each. */
import { containerName } from '../../lib/settings/names';
import type { OutputMap, Stack } from '@pulumi/pulumi/automation';
import type { Settings } from '../../lib/settings/schema';
import { missingInCluster } from '../../lib/servers/cluster-reachable';
import { missingRights } from '../../lib/servers/cluster-rights';
import { containers, containersAtStart, type Container } from '../../lib/servers/docker-containers';
import { grafanaProblems, passwordProblems } from '../../lib/servers/grafana-reachable';
import { mendReleases } from '../../lib/servers/helm-release';
import { isPortFree } from '../../lib/servers/processes';
import { project } from './stack-workspace';

/** What is wrong with the Grafana that exists. Only the engine has the token in clear. */
async function onOthers({ grafana, prometheus }: NonNullable<Settings['external']>, stack: Stack): Promise<string[]> {
  const { value } = await stack.getConfig(`${project.name}:external.grafana.token`, true);
  return grafanaProblems(grafana.url, value, 'dataSourceUid' in prometheus ? prometheus.dataSourceUid : undefined);
}

/** Ports of the stack's servers that another program has. */
async function takenPorts(stack: string, settings: Settings, running: readonly Container[]): Promise<string[]> {
  const { prometheus, grafana, alertmanager, alerting } = settings;
  const servers = { prometheus, grafana, ...(alerting.engine === 'alertmanager' && { alertmanager }) };
  const checks = Object.entries(servers).map(async ([name, { port, bindAddress }]) => {
    const ours = running.some(
      (container) =>
        container.name.startsWith(`${settings.catalogue.name}_${name}_`) && container.ports.includes(`:${port}->`),
    );
    return !ours && !(await isPortFree(port, bindAddress))
      ? [
          `Port ${port} is taken: free it, or \`eval "$(make env STACK=${stack})"; pulumi config set --stack ${stack} --path ${name}.port ${port + 1}\`.`,
        ]
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

/** The stack's containers, or the sentence that says why Docker does not name them. */
async function askDocker(platform: string, ask = containersAtStart): Promise<Container[] | string> {
  try {
    return await ask(platform);
  } catch (error) {
    const notFound = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return notFound
      ? 'Docker is not installed: https://docs.docker.com/get-docker, or `make demo`, which needs none.'
      : 'Docker does not answer: start it (`sudo systemctl start docker`, or Docker Desktop), or `make demo`, which needs none.';
  }
}

/** The sentence that says why Docker cannot be used; undefined where it answers. */
export async function dockerProblem({ catalogue }: Settings): Promise<string | undefined> {
  const running = await askDocker(catalogue.name, containers);
  return typeof running === 'string' ? running : undefined;
}

const hasGrafana = (running: readonly Container[], settings: Settings): boolean =>
  running.some(({ name }) => name === containerName(settings, 'grafana'));

/** A stack that is opened, and its outputs read, only where that is needed, and once. */
export interface LazyStack {
  readonly open: () => Promise<Stack>;
  readonly outputs: () => Promise<OutputMap>;
}

async function onThisMachine(stack: string, settings: Settings, { open, outputs }: LazyStack): Promise<string[]> {
  const running = await askDocker(settings.catalogue.name);
  if (typeof running === 'string') return [running];
  const ports = await takenPorts(stack, settings, running);
  if (ports.length > 0) {
    // The command of the sentence works only on a stack that is there.
    await open();
    return ports;
  }
  return hasGrafana(running, settings) ? ownGrafana(settings, await outputs()) : [];
}

async function inCluster(settings: Settings): Promise<string[]> {
  const problems = await missingForChange(settings);
  return problems.length > 0 ? problems : mendReleases(settings);
}

/** Why an update of a stack on Kubernetes, or its preview, cannot begin. */
async function missingForChange(settings: Settings): Promise<string[]> {
  const problems = await missingInCluster(settings);
  return problems.length > 0 ? problems : missingRights(settings);
}

/** Everything that would stop an update half way. */
export async function missing(stackName: string, settings: Settings, stack: LazyStack): Promise<string[]> {
  if (settings.external !== undefined) return onOthers(settings.external, await stack.open());
  return settings.target === 'kubernetes' ? inCluster(settings) : onThisMachine(stackName, settings, stack);
}

/** Why a preview cannot begin: each provider needs its server. */
export const missingForPreview = async (settings: Settings): Promise<string[]> =>
  settings.target === 'kubernetes' ? missingForChange(settings) : missingForDestroy(settings);

/** Why the end of a stack cannot begin. */
export async function missingForDestroy(settings: Settings): Promise<string[]> {
  if (settings.target === 'kubernetes') return missingInCluster(settings);
  const problem = settings.target === 'docker' ? await dockerProblem(settings) : undefined;
  return problem === undefined ? [] : [problem];
}

/** What would stop the engine from reading what runs. */
export async function missingForRefresh(settings: Settings, { open, outputs }: LazyStack): Promise<string[]> {
  if (settings.external !== undefined) return onOthers(settings.external, await open());
  if (settings.target === 'kubernetes') return missingInCluster(settings);
  const running = await askDocker(settings.catalogue.name);
  if (typeof running === 'string') return [running];
  return hasGrafana(running, settings) ? ownGrafana(settings, await outputs()) : [];
}
