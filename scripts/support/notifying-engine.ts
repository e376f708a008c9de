/** The server that notifies for a deployed stack, and how a command on this machine reaches it. */
import type { Stack } from '@pulumi/pulumi/automation';
import { FORWARDED_GRAFANA } from '../../lib/compile/kubernetes/names';
import { podLabels } from '../../lib/compile/kubernetes/network';
import type { Engine } from '../../lib/settings/alerting';
import { containerName } from '../../lib/settings/names';
import type { Settings } from '../../lib/settings/schema';
import type { ReadLog } from '../../lib/servers/alertmanager-delivery';
import { UsageError } from '../../lib/servers/command-line';
import type { ApiServer } from '../../lib/servers/json-request';
import { kubectl } from '../../lib/servers/kubectl';
import { run } from '../../lib/servers/run-program';
import { withAlertmanagerUrl, withPortForward } from '../../lib/servers/port-forward';
import { project } from './own-state';
import { readState, type StackState } from './stack-state';
import { undeployedError } from './stack-workspace';

export interface NotifyingEngine {
  readonly engine: Engine;
  readonly server: ApiServer;
  /** Reads Alertmanager's log; rejects if that is not possible. */
  readonly readLog: ReadLog;
}

/** The data that is needed about a stack: its state, and the token in its file. */
type DeployedStack = Pick<Stack, 'name' | 'exportStack' | 'getConfig'>;

const alertmanagerLog =
  (settings: Settings): ReadLog =>
  async (since) => {
    if (settings.target === 'docker') {
      const name = containerName(settings, 'alertmanager');
      const { stdout, stderr } = await run('docker', ['logs', '--since', since.toISOString(), name]);
      return stdout + stderr;
    }
    const cluster = kubectl(settings);
    if (cluster === undefined) throw new UsageError('kubernetes.context is not set');
    const selector = Object.entries(podLabels(settings).alertmanager).map(([label, value]) => `${label}=${value}`);
    const what = ['logs', '--selector', selector.join(','), '--container', 'alertmanager', '--tail', '-1'];
    return cluster.run([...what, '--since-time', since.toISOString()]);
  };

/** Credentials for Grafana: the stack's own password, or the token for an existing Grafana. */
async function grafanaAuthorization(
  stack: DeployedStack,
  { grafanaUser, grafanaPassword }: StackState['outputs'],
  settings: Settings,
): Promise<string> {
  if (settings.external !== undefined) {
    const { value } = await stack.getConfig(`${project.name}:external.grafana.token`, true);
    return `Bearer ${value}`;
  }
  if (typeof grafanaUser !== 'string' || typeof grafanaPassword !== 'string') throw undeployedError(stack.name);
  return `Basic ${Buffer.from(`${grafanaUser}:${grafanaPassword}`).toString('base64')}`;
}

/** Runs `work` with the deployed engine, through a port-forward if needed. Throws a {@link UsageError}. */
export async function withNotifyingEngine<T>(
  stack: DeployedStack,
  settings: Settings,
  work: (engine: NotifyingEngine) => Promise<T>,
): Promise<T> {
  const { engine } = settings.alerting;
  const { outputs } = await readState(stack);
  const { alertingEngine } = outputs;
  if (typeof alertingEngine !== 'string') throw undeployedError(stack.name);
  if (alertingEngine !== engine)
    throw new UsageError(
      `alerting.engine is ${engine} in the stack's file, and ${alertingEngine} is deployed: make up STACK=${stack.name}`,
    );
  const readLog = alertmanagerLog(settings);
  if (engine === 'alertmanager') {
    if (settings.target === 'external')
      throw new UsageError("Alertmanager is not this stack's with target external: use its own page or amtool");
    return withAlertmanagerUrl(settings, (url) => work({ engine, server: { name: 'Alertmanager', url }, readLog }));
  }
  const authorization = await grafanaAuthorization(stack, outputs, settings);
  return withPortForward(settings, () => {
    const url = (process.env[FORWARDED_GRAFANA] ?? settings.grafana.localUrl).replace(/\/$/, '');
    return work({ engine, server: { name: 'Grafana', url, authorization }, readLog });
  });
}
