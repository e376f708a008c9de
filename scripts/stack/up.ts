/** `make up`: refreshes, repairs and deploys the stack, checks the servers, and prints their addresses. */
import type { EngineEvent, Stack } from '@pulumi/pulumi/automation';
import type { Settings } from '../../lib/settings/schema';
import { UsageError } from '../../lib/servers/command-line';
import { unreadyInCluster } from '../../lib/servers/cluster-readiness';
import {
  containers,
  containersAtStart,
  describeStuckContainers,
  isWell,
  type Container,
} from '../../lib/servers/docker-containers';
import { withPolicies } from '../support/policy-pack';
import { refreshOptions } from '../support/refresh-options';
import { withPortForward } from '../../lib/servers/port-forward';
import { DOCKER_STACK, resourceSteps, stackOutputs } from '../support/resource-steps';
import { readState, withoutSummary, type StackState } from '../support/stack-state';
import type { Json } from '../../lib/json-values';
import { localServers, unreadyServers } from '../../lib/servers/server-readiness';
import { describeHealed } from './healed';
import { hasChangedReceivers } from './changed-receivers';

/** Docker names of the state's containers that should run. */
const deployedContainers = ({ resources }: StackState): string[] =>
  resources.flatMap(({ type, outputs }) =>
    type === 'docker:index/container:Container' && outputs?.mustRun !== false ? [String(outputs?.name)] : [],
  );

const REFRESHED = /^ *~ +\S+ \S+ refresh(ing)? \([\d.]+s\)\s*$/;

/** `show` without the two lines that the engine prints for each resource it reads. */
function withoutRefreshes(show: (text: string) => void): (text: string) => void {
  let unfinished = '';
  return (text) => {
    const lines = `${unfinished}${text}`.split('\n');
    unfinished = lines.pop() ?? '';
    for (const line of lines) if (!REFRESHED.test(line)) show(`${line}\n`);
  };
}

function printAddresses(stack: string, outputs: Json, settings: Settings, receiversChanged: boolean): void {
  const value = (name: string) => String(outputs[name]);
  const lines = (outputs.portForward ?? {}) as Readonly<Record<string, string>>;
  const reached = (server: string) => lines[server] ?? value(`${server}Url`);
  const login = 'grafanaUser' in outputs ? `  (user ${value('grafanaUser')}, password: make password)` : '';
  console.log(`\nGrafana       ${reached('grafana')}${login}`);
  if ('prometheusUrl' in outputs || 'prometheus' in lines) console.log(`Prometheus    ${reached('prometheus')}`);
  if ('alertmanagerUrl' in outputs || 'alertmanager' in lines) console.log(`Alertmanager  ${reached('alertmanager')}`);
  if (settings.demo)
    console.log('Try           make scenario NAME=redis-down   (NAME=healthy ends it; make scenario lists them)');
  if (receiversChanged)
    console.log(`\nWho is notified, or how, has changed; a test notification proves it: make notify STACK=${stack}`);
}

/**
 * `bin`: folder for the program that runs the policies; `show`: prints the engine's output; `readDeployed`: the state
 * before the update.
 */
export async function up(
  stack: Stack,
  settings: Settings,
  bin: string,
  show: (text: string) => void,
  readDeployed = () => readState(stack),
): Promise<void> {
  const events: EngineEvent[] = [];
  const update = (target?: string[]) =>
    withPolicies(bin, events, (policies) =>
      withoutSummary(stack).up({
        ...policies,
        onOutput: withoutRefreshes(show),
        refresh: true,
        ...refreshOptions(settings),
        ...(target && { target }),
      }),
    );
  const before: readonly Container[] =
    settings.target === 'docker' ? await containersAtStart(settings.catalogue.name) : [];
  await withPortForward(settings, async () => {
    const deployed = settings.target === 'docker' ? deployedContainers(await readDeployed()) : [];
    // A refresh of everything would read dashboards from Grafana, and fail if Grafana's container is what has to be
    // repaired.
    if (!deployed.every((name) => isWell(before, name))) await update([DOCKER_STACK]);
    await update();
  });
  const healed = describeHealed(resourceSteps(events), before);
  if (healed !== '') console.log(`\n${healed}`);
  const unready = [...(await unreadyServers(localServers(settings))), ...(await unreadyInCluster(settings))];
  const after = settings.target === 'docker' ? await containers(settings.catalogue.name) : [];
  const problems = [...unready, ...describeStuckContainers(after, settings)];
  if (problems.length > 0) throw new UsageError(problems.join('\n'));
  printAddresses(stack.name, stackOutputs(events), settings, hasChangedReceivers(resourceSteps(events), settings));
}
