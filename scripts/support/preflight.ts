/** Checks before an update for everything that would stop it halfway; one line for each problem. */
import { containerName } from '../../lib/settings/names';
import type { Stack } from '@pulumi/pulumi/automation';
import type { Settings } from '../../lib/settings/schema';
import { missingInCluster } from '../../lib/servers/cluster-reachable';
import { missingRights } from '../../lib/servers/cluster-rights';
import { containers, containersAtStart, type Container } from '../../lib/servers/docker-containers';
import { grafanaProblems, passwordProblems } from '../../lib/servers/grafana-reachable';
import { mendReleases } from '../../lib/servers/helm-release';
import { isPortFree } from '../../lib/servers/processes';
import { describeConflicts } from './other-stacks';
import { project } from './own-state';
import type { StackState } from './stack-state';

/** Problems of an existing Grafana. Only the engine can decrypt the token. */
async function onOthers({ grafana, prometheus }: NonNullable<Settings['external']>, stack: Stack): Promise<string[]> {
  const { value } = await stack.getConfig(`${project.name}:external.grafana.token`, true);
  return grafanaProblems(grafana.url, value, 'dataSourceUid' in prometheus ? prometheus.dataSourceUid : undefined);
}

/** Ports of the stack's servers that another program uses. */
async function takenPorts(stack: string, settings: Settings, running: readonly Container[]): Promise<string[]> {
  const { prometheus, grafana, alertmanager, alerting, catalogue } = settings;
  const servers = { prometheus, grafana, ...(alerting.engine === 'alertmanager' && { alertmanager }) };
  const problems: string[] = [];
  for (const [name, { port, bindAddress }] of Object.entries(servers)) {
    const isOurs = running.some(
      (container) => container.name.startsWith(`${catalogue.name}_${name}_`) && container.ports.includes(`:${port}->`),
    );
    if (!isOurs && !(await isPortFree(port, bindAddress)))
      problems.push(
        `Port ${port} is taken: free it, or \`eval "$(make env STACK=${stack})"; pulumi config set --stack ${stack} --path ${name}.port ${port + 1}\`.`,
      );
  }
  return problems;
}

/** Whether the stack's own Grafana, if it runs, still accepts the password in the state; a new stack has none. */
async function ownGrafana(settings: Settings, running: readonly Container[], { state }: LazyStack): Promise<string[]> {
  if (!running.some(({ name }) => name === containerName(settings, 'grafana'))) return [];
  const { grafanaUser, grafanaPassword } = (await state()).outputs;
  return typeof grafanaUser !== 'string' || typeof grafanaPassword !== 'string'
    ? []
    : passwordProblems(settings.grafana.localUrl, grafanaUser, grafanaPassword);
}

/** The stack's containers, or a sentence that says why Docker does not list them. */
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

/** A sentence that says why Docker cannot be used; undefined if it answers. */
export async function dockerProblem({ catalogue }: Settings): Promise<string | undefined> {
  const running = await askDocker(catalogue.name, containers);
  return typeof running === 'string' ? running : undefined;
}

/** The stack and its state, which are read only when needed, and only once. */
export interface LazyStack {
  readonly open: () => Promise<Stack>;
  readonly state: () => Promise<StackState>;
}

async function onThisMachine(stackName: string, settings: Settings, stack: LazyStack): Promise<string[]> {
  const running = await askDocker(settings.catalogue.name);
  if (typeof running === 'string') return [running];
  const conflicts = describeConflicts(stackName, settings, running);
  const problems = conflicts.length > 0 ? conflicts : await takenPorts(stackName, settings, running);
  if (problems.length === 0) return ownGrafana(settings, running, stack);
  // The command in the sentence works only for an existing stack.
  await stack.open();
  return problems;
}

async function inCluster(settings: Settings): Promise<string[]> {
  const problems = await missingForChange(settings);
  return problems.length > 0 ? problems : mendReleases(settings);
}

/** Problems that would stop an update, or a preview, of a stack on Kubernetes. */
async function missingForChange(settings: Settings): Promise<string[]> {
  const problems = await missingInCluster(settings);
  return problems.length > 0 ? problems : missingRights(settings);
}

/** Problems that would stop an update halfway. */
export async function findUpdateProblems(stackName: string, settings: Settings, stack: LazyStack): Promise<string[]> {
  if (settings.external !== undefined) return onOthers(settings.external, await stack.open());
  return settings.target === 'kubernetes' ? inCluster(settings) : onThisMachine(stackName, settings, stack);
}

/** Problems that would stop a preview: each provider needs its server, and another stack must not have its ports. */
export async function missingForPreview(stackName: string, settings: Settings, { open }: LazyStack): Promise<string[]> {
  if (settings.target === 'kubernetes') return missingForChange(settings);
  if (settings.target === 'external') return [];
  const running = await askDocker(settings.catalogue.name);
  if (typeof running === 'string') return [running];
  const conflicts = describeConflicts(stackName, settings, running);
  if (conflicts.length > 0) await open();
  return conflicts;
}

/** Problems that would stop a destroy. */
export async function missingForDestroy(settings: Settings): Promise<string[]> {
  if (settings.target === 'kubernetes') return missingInCluster(settings);
  const problem = settings.target === 'docker' ? await dockerProblem(settings) : undefined;
  return problem === undefined ? [] : [problem];
}

/** Problems that would stop the engine from reading the running resources. */
export async function missingForRefresh(settings: Settings, stack: LazyStack): Promise<string[]> {
  if (settings.external !== undefined) return onOthers(settings.external, await stack.open());
  if (settings.target === 'kubernetes') return missingInCluster(settings);
  const running = await askDocker(settings.catalogue.name);
  return typeof running === 'string' ? [running] : ownGrafana(settings, running, stack);
}
